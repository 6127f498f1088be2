package org.fourierlearner.model;

import java.util.List;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;

/// Classifiers of images that take a moment; the extents are different primes where they can be.
public final class TinyVision {
    public static final int CLASSES = 7;

    /// Three by five patches.
    public static final ImageInput INPUT = new ImageInput(6, 10, 3, List.of(0.4, 0.3, 0.6), List.of(0.5, 0.2, 0.3));

    private static final String CONFIG = """
            patch = 2
            layers = 2
            modelDim = 6
            heads = 2
            mlpDim = 11
            activation = "gelu"
            norm = "layer"
            attention.features.features = 5
            attention.rpe.frequencies = 4
            """;

    private TinyVision() {}

    public static VisionTransformerConfig config(String... overrides) {
        return RecordReader.read(CONFIG, "tiny.toml", List.of(overrides), VisionTransformerConfig.class);
    }

    public static VisionTransformer of(String... overrides) {
        return new VisionTransformer(config(overrides), INPUT, CLASSES, Randomness.seeded(7));
    }

    /// {@return a model that is far from where training begins, so that every part has a say}
    public static VisionTransformer disturbed(String... overrides) {
        VisionTransformer model = of(overrides);
        Randomness random = Randomness.seeded(11);
        try (var _ = Scope.withoutGradients()) {
            model.parameters()
                    .weights()
                    .values()
                    .forEach(weight ->
                            weight.addInPlace(random.normal(weight.shape().extents()), 0.3));
        }
        return model;
    }
}
