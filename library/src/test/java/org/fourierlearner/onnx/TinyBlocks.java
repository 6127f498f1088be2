package org.fourierlearner.onnx;

import org.fourierlearner.attention.AttentionConfig;
import org.fourierlearner.attention.Visibility;
import org.fourierlearner.model.TextClassifierConfig;
import org.fourierlearner.model.TinyClassifier;
import org.fourierlearner.nn.ClassificationHead;
import org.fourierlearner.nn.Transformer;
import org.fourierlearner.nn.TransformerBlock;
import org.fourierlearner.rpe.CoordinateRange;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// Blocks and a head of a few numbers, far from where training begins, so that every part has a say.
record TinyBlocks(Transformer transformer, ClassificationHead head, Coordinates at) implements AutoCloseable {
    static final int ROWS = 3;
    static final int COLUMNS = 5;
    static final int CLASSES = 7;

    static TinyBlocks onGrid(String... overrides) {
        TextClassifierConfig config = TinyClassifier.config(overrides);
        try (var _ = Scope.withoutGradients()) {
            Coordinates grid = Coordinates.grid(ROWS, COLUMNS, 1);
            return of(grid, new CoordinateRange(2, 1, COLUMNS), config, config.attention());
        }
    }

    static TinyBlocks onLine(String... overrides) {
        TextClassifierConfig config = TinyClassifier.config(overrides);
        return onLine(config, config.attention());
    }

    static TinyBlocks onLine(TextClassifierConfig config, AttentionConfig attention) {
        int length = ROWS * COLUMNS;
        try (var _ = Scope.withoutGradients()) {
            return of(Coordinates.tokens(0, length), CoordinateRange.tokens(length), config, attention);
        }
    }

    private static TinyBlocks of(
            Coordinates at, CoordinateRange range, TextClassifierConfig config, AttentionConfig attention) {
        Randomness random = Randomness.seeded(11);
        var blocks = new TransformerBlock.Config(
                config.modelDim(),
                config.heads(),
                config.mlpDim(),
                config.activation(),
                config.norm(),
                0,
                0,
                config.layers());
        var transformer = new Transformer(blocks, attention, range, random);
        var head = new ClassificationHead(
                config.pooling(), config.modelDim(), config.heads(), config.norm(), at.length(), CLASSES, random);
        disturb(transformer.parameters(), random);
        disturb(head.parameters(), random);
        return new TinyBlocks(transformer, head, at.keep());
    }

    private static void disturb(Parameters parameters, Randomness random) {
        parameters
                .weights()
                .values()
                .forEach(
                        weight -> weight.addInPlace(random.normal(weight.shape().extents()), 0.5));
    }

    int modelDim() {
        return transformer.config().modelDim();
    }

    ClassifierExport export() {
        return new ClassifierExport(new TokenStem(at.length(), modelDim()), null, transformer, at, head);
    }

    Tensor logits(Tensor tokens) {
        return head.logits(transformer.apply(tokens, at, Visibility.all(), null), Visibility.all());
    }

    @Override
    public void close() {
        transformer.parameters().close();
        head.parameters().close();
        at.values().close();
    }
}
