package org.fourierlearner.model;

import java.util.List;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.tensor.Randomness;

/// Classifiers that take a moment; the extents are different primes where they can be.
public final class TinyClassifier {
    public static final int VOCABULARY = 256;
    public static final int CLASSES = 3;

    private static final String CONFIG = """
            layers = 2
            modelDim = 6
            heads = 2
            mlpDim = 11
            contextLength = 17
            activation = "gelu"
            norm = "layer"
            attention.features.features = 5
            attention.rpe.frequencies = 4
            """;

    private TinyClassifier() {}

    public static TextClassifierConfig config(String... overrides) {
        return RecordReader.read(CONFIG, "tiny.toml", List.of(overrides), TextClassifierConfig.class);
    }

    public static TextClassifier of(String... overrides) {
        return new TextClassifier(config(overrides), VOCABULARY, CLASSES, Randomness.seeded(7));
    }
}
