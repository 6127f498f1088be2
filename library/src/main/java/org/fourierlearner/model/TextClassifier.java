package org.fourierlearner.model;

import java.util.List;
import org.fourierlearner.attention.Attention;
import org.fourierlearner.attention.Visibility;
import org.fourierlearner.nn.ClassificationHead;
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

/// A Transformer whose tokens see each other in both directions, and that tells the class of a text.
public final class TextClassifier implements AutoCloseable {
    private final TextClassifierConfig config;
    private final Parameters parameters = new Parameters();
    private final Tensor embedding;
    private final PositionEmbedding positions;
    private final Transformer transformer;
    private final ClassificationHead head;

    /// Draws first weights.
    ///
    /// @param config what the model is
    /// @param vocabularySize the number of tokens
    /// @param classes the number of classes
    /// @param random the source of the draws
    public TextClassifier(TextClassifierConfig config, int vocabularySize, int classes, Randomness random) {
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
            head = new ClassificationHead(
                    config.pooling(),
                    config.modelDim(),
                    config.heads(),
                    config.norm(),
                    config.contextLength(),
                    classes,
                    random);
            parameters.include("head", head.parameters());
        }
    }

    /// {@return what the model is}
    public TextClassifierConfig config() {
        return config;
    }

    /// {@return the number of tokens it knows}
    public int vocabularySize() {
        return embedding.extent(0);
    }

    /// {@return the logits of the classes, `[batch, classes]`}
    ///
    /// @param tokens `[batch, length]`
    /// @param isToken `[batch, length]`, false where a text has ended and what follows is padding, which has no
    ///     influence; null if there is none
    /// @param dropout the source of dropped activations; null outside training
    /// @throws IllegalArgumentException if there are more tokens than learned positions
    public Tensor logits(Tensor tokens, @Nullable Tensor isToken, @Nullable Randomness dropout) {
        Coordinates at = Coordinates.tokens(0, tokens.extent(1));
        Visibility visibility =
                isToken == null ? Visibility.all() : Visibility.all().withPadding(isToken);
        return head.logits(transformer.apply(embed(tokens), at, visibility, dropout), visibility);
    }

    private Tensor embed(Tensor tokens) {
        return positions.add(embedding.embed(tokens), 0);
    }

    /// {@return the queries, keys and values of each layer, for inspection}
    ///
    /// @param tokens `[batch, length]`
    public List<MultiHeadAttention.Projections> projections(Tensor tokens) {
        Coordinates at = Coordinates.tokens(0, tokens.extent(1));
        return transformer.projections(embed(tokens), at, Visibility.all());
    }

    /// {@return the attention of each layer}
    public List<Attention> attentions() {
        return transformer.attentions();
    }

    /// {@return about how many numbers a batch needs at its peak, beside the weights}
    ///
    /// @param batch the number of texts
    /// @param length of the longest
    /// @param gradients whether there is a backward pass
    public long activations(int batch, int length, boolean gradients) {
        return transformer.activations(batch, length, gradients);
    }

    /// {@return everything it has learned, by name}
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public void close() {
        parameters.close();
    }
}
