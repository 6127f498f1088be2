package org.fourierlearner.model;

import java.util.List;
import org.fourierlearner.attention.Attention;
import org.fourierlearner.attention.AttentionState;
import org.fourierlearner.attention.Visibility;
import org.fourierlearner.nn.Linear;
import org.fourierlearner.nn.MultiHeadAttention;
import org.fourierlearner.nn.PositionEmbedding;
import org.fourierlearner.nn.Transformer;
import org.fourierlearner.nn.TransformerBlock;
import org.fourierlearner.rpe.CoordinateRange;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// A causal Transformer that predicts each token from those before it.
public final class LanguageModel implements AutoCloseable {
    private final LanguageModelConfig config;
    private final Parameters parameters = new Parameters();
    private final Tensor embedding;
    private final PositionEmbedding positions;
    private final Transformer transformer;
    private final @Nullable Linear head;

    /// Draws first weights.
    ///
    /// @param config what the model is
    /// @param vocabularySize the number of tokens
    /// @param random the source of the draws
    public LanguageModel(LanguageModelConfig config, int vocabularySize, Randomness random) {
        this.config = config;
        try (var _ = Scope.withoutGradients()) {
            embedding = parameters.weight(
                    "embedding.weight",
                    random.normal(vocabularySize, config.modelDim()).multiply(TransformerBlock.INITIAL_DEVIATION));
            positions = new PositionEmbedding(
                    config.absolutePositions(), config.contextLength(), config.modelDim(), random);
            parameters.include("positions", positions.parameters());
            var range = CoordinateRange.tokens(config.contextLength());
            transformer = new Transformer(config.block(), config.attention(), range, random);
            parameters.include(transformer.parameters());
            head = config.tiedEmbeddings()
                    ? null
                    : new Linear(config.modelDim(), vocabularySize, false, TransformerBlock.INITIAL_DEVIATION, random);
            if (head != null) {
                parameters.include("head", head.parameters());
            }
        }
    }

    /// {@return what the model is}
    public LanguageModelConfig config() {
        return config;
    }

    /// {@return about how many numbers a batch needs at its peak, beside the weights}
    ///
    /// @param batch the number of sequences
    /// @param length of the sequences
    /// @param gradients whether there is a backward pass
    public long activations(int batch, int length, boolean gradients) {
        return transformer.activations(batch, length, gradients)
                + (long) batch * length * (gradients ? 3 : 2) * vocabularySize();
    }

    /// {@return the number of tokens it knows}
    public int vocabularySize() {
        return embedding.extent(0);
    }

    /// {@return everything it has learned, by name}
    public Parameters parameters() {
        return parameters;
    }

    /// {@return the attention of each layer}
    public List<Attention> attentions() {
        return transformer.attentions();
    }

    /// {@return the logits of the next token at each place, `[batch, length, vocabularySize]`}
    ///
    /// @param tokens `[batch, length]`
    /// @param dropout the source of dropped activations; null outside training
    /// @throws IllegalArgumentException if there are more tokens than learned positions
    public Tensor logits(Tensor tokens, @Nullable Randomness dropout) {
        Coordinates at = Coordinates.tokens(0, tokens.extent(1));
        return predict(transformer.apply(embed(tokens, 0), at, Visibility.upToSelf(), dropout));
    }

    private Tensor embed(Tensor tokens, long first) {
        return positions.add(embedding.embed(tokens), first);
    }

    private Tensor predict(Tensor activations) {
        return head == null ? activations.linear(embedding, null) : head.apply(activations);
    }

    /// {@return the queries, keys and values of each layer, for inspection}
    ///
    /// @param tokens `[batch, length]`
    public List<MultiHeadAttention.Projections> projections(Tensor tokens) {
        Coordinates at = Coordinates.tokens(0, tokens.extent(1));
        return transformer.projections(embed(tokens, 0), at, Visibility.upToSelf());
    }

    /// {@return a stream of tokens that remembers what came before}
    public Stream begin() {
        return new Stream();
    }

    /// A batch of sequences that grow at their ends. With linear attention memory and time per token are
    /// constant.
    public final class Stream implements AutoCloseable {
        private final List<AttentionState> states = transformer.begin();
        private long length;

        private Stream() {}

        /// {@return the number of tokens so far}
        public long length() {
            return length;
        }

        /// Adds tokens.
        ///
        /// @param tokens `[batch, length]`, at least one
        /// @return the logits of the next token at each place, `[batch, length, vocabularySize]`
        /// @throws IllegalArgumentException if there are now more tokens than learned positions
        public Tensor append(Tensor tokens) {
            Coordinates at = Coordinates.tokens(length, tokens.extent(1));
            Tensor activations = transformer.resume(states, embed(tokens, length), at);
            length += tokens.extent(1);
            return predict(activations);
        }

        /// {@return the bytes that the stream remembers}
        public long bytes() {
            return states.stream().mapToLong(AttentionState::bytes).sum();
        }

        @Override
        public void close() {
            states.forEach(AttentionState::close);
        }
    }

    @Override
    public void close() {
        parameters.close();
    }
}
