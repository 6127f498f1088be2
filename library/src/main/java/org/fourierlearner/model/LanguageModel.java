package org.fourierlearner.model;

import java.util.ArrayList;
import java.util.List;
import org.fourierlearner.attention.Attention;
import org.fourierlearner.attention.AttentionConfig;
import org.fourierlearner.attention.AttentionState;
import org.fourierlearner.attention.Visibility;
import org.fourierlearner.nn.Activation;
import org.fourierlearner.nn.Linear;
import org.fourierlearner.nn.MultiHeadAttention;
import org.fourierlearner.nn.Normalization;
import org.fourierlearner.nn.PositionEmbedding;
import org.fourierlearner.nn.TransformerBlock;
import org.fourierlearner.rpe.Bias;
import org.fourierlearner.rpe.CoordinateRange;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.rpe.SineSpe;
import org.fourierlearner.rpe.Stochastic;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// A causal Transformer that predicts each token from those before it.
public final class LanguageModel implements AutoCloseable {
    /// Logarithms, exponentials and products of queries and keys, where no kernel makes them as it goes.
    private static final long NUMBERS_PER_FEATURE = 8;

    /// Products of features and values with their transforms of twice the length, in double precision.
    private static final long NUMBERS_PER_PRODUCT = 12;

    /// Weights, their logits and exponentials.
    private static final long NUMBERS_PER_PAIR = 3;

    /// Angles in double precision, their sines and cosines, of queries or keys.
    private static final long NUMBERS_PER_ANGLE = 8;

    /// Processes as they are, picked or gated, and in the order of a product, of queries or keys.
    private static final long NUMBERS_PER_REALIZATION = 5;

    /// Norms, projections, heads and sums of a block, as measured by the peak of batches of several sizes.
    private static final long WIDTHS = 13;

    /// The same with what is kept for gradients, and the gradients.
    private static final long WIDTHS_WITH_GRADIENTS = 32;

    /// The tokens that linear attention treats at once.
    private static final int CHUNK = 128;

    /// Those whose pairs have a number for each channel.
    private static final int CHANNEL_CHUNK = 16;

    private final LanguageModelConfig config;
    private final Parameters parameters = new Parameters();
    private final Tensor embedding;
    private final PositionEmbedding positions;
    private final List<TransformerBlock> blocks = new ArrayList<>();
    private final Normalization finalNorm;
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
            for (int layer = 0; layer < config.layers(); layer++) {
                Attention attention = config.attention().create(config.heads(), config.headDim(), range, random);
                var block = new TransformerBlock(config.block(), attention, random);
                parameters.include("blocks.%d".formatted(layer), block.parameters());
                blocks.add(block);
            }
            finalNorm = new Normalization(config.norm(), config.modelDim());
            parameters.include("final_norm", finalNorm.parameters());
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
        var block = config.block();
        int projections = block.activation() == Activation.SWIGLU ? 4 : 2;
        long width = (gradients ? WIDTHS_WITH_GRADIENTS : WIDTHS) * block.modelDim()
                + (long) projections * block.mlpDim()
                + config.heads() * attentionNumbers(length);
        long token = config.layers() * width + (gradients ? 3L : 2L) * vocabularySize();
        return (long) batch * length * token + config.layers() * positionNumbers(length);
    }

    /// What attention needs for each head of each token.
    private long attentionNumbers(int length) {
        return switch (config.attention()) {
            case AttentionConfig.Exact _ -> NUMBERS_PER_PAIR * length;
            case AttentionConfig.Retention _ -> NUMBERS_PER_PAIR * Math.min(length, CHUNK);
            case AttentionConfig.Gated _ -> NUMBERS_PER_PAIR * Math.min(length, CHANNEL_CHUNK) * config.headDim();
            case AttentionConfig.RandomFeature random ->
                NUMBERS_PER_FEATURE * random.features() + 2L * Math.min(length, CHUNK);
            case AttentionConfig.Linear linear
            when linear.rpe() instanceof Bias ->
                NUMBERS_PER_PRODUCT * linear.featureCount(config.headDim()) * (config.headDim() + 1);
            case AttentionConfig.Linear linear -> {
                long features = linear.featureCount(config.headDim());
                // new queries and keys, and these in another order
                long encoded = linear.rpe() instanceof Stochastic stochastic ? 4L * stochastic.realizations() : 0;
                yield encoded
                        + switch (linear.path()) {
                            case EXACT -> NUMBERS_PER_PAIR * length * features;
                            case FUSED, COMPOSED ->
                                linear.isFused() ? 0 : NUMBERS_PER_FEATURE * features + 2L * Math.min(length, CHUNK);
                        };
            }
        };
    }

    /// What a layer holds of positions, once for all sequences: logits, angles or processes of queries and keys.
    private long positionNumbers(int length) {
        if (!(config.attention() instanceof AttentionConfig.Linear linear)) {
            return 0;
        }
        long places = 2L * config.heads() * length;
        return switch (linear.rpe()) {
            case Rpe.Fourier _ -> places * linear.featureCount(config.headDim());
            case Stochastic stochastic -> {
                long angles = stochastic instanceof SineSpe sine ? NUMBERS_PER_ANGLE * sine.sines() : 0;
                yield places * config.headDim() * (angles + NUMBERS_PER_REALIZATION * stochastic.realizations());
            }
            default -> 0;
        };
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
        return blocks.stream().map(TransformerBlock::attention).toList();
    }

    /// {@return the logits of the next token at each place, `[batch, length, vocabularySize]`}
    ///
    /// @param tokens `[batch, length]`
    /// @param dropout the source of dropped activations; null outside training
    /// @throws IllegalArgumentException if there are more tokens than learned positions
    public Tensor logits(Tensor tokens, @Nullable Randomness dropout) {
        Coordinates at = Coordinates.tokens(0, tokens.extent(1));
        Tensor activations = embed(tokens, 0);
        if (dropout != null) {
            activations = dropout.dropout(activations, config.dropout());
        }
        for (TransformerBlock block : blocks) {
            activations = block.apply(activations, at, Visibility.upToSelf(), dropout);
        }
        return predict(activations);
    }

    private Tensor embed(Tensor tokens, long first) {
        return positions.add(embedding.embed(tokens), first);
    }

    private Tensor predict(Tensor activations) {
        Tensor last = finalNorm.apply(activations);
        return head == null ? last.linear(embedding, null) : head.apply(last);
    }

    /// {@return the queries, keys and values of each layer, for inspection}
    ///
    /// @param tokens `[batch, length]`
    public List<MultiHeadAttention.Projections> projections(Tensor tokens) {
        Coordinates at = Coordinates.tokens(0, tokens.extent(1));
        Tensor activations = embed(tokens, 0);
        List<MultiHeadAttention.Projections> projections = new ArrayList<>();
        for (TransformerBlock block : blocks) {
            projections.add(block.project(activations));
            activations = block.apply(activations, at, Visibility.upToSelf(), null);
        }
        return projections;
    }

    /// {@return a stream of tokens that remembers what came before}
    public Stream begin() {
        return new Stream();
    }

    /// A batch of sequences that grow at their ends. With linear attention memory and time per token are
    /// constant.
    public final class Stream implements AutoCloseable {
        private final List<AttentionState> states =
                attentions().stream().map(Attention::begin).toList();
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
            Tensor activations = embed(tokens, length);
            for (int layer = 0; layer < blocks.size(); layer++) {
                activations = blocks.get(layer).resume(states.get(layer), activations, at);
            }
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
