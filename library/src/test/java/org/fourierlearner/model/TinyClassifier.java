package org.fourierlearner.model;

import java.util.List;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.tensor.Randomness;

/// Classifiers that take a moment; the extents are different primes where they can be.
public final class TinyClassifier {
    public static final int VOCABULARY = TinyModel.VOCABULARY;
    public static final int CLASSES = 3;

    /// What tests go on from.
    private static final String ADDITIVE = """
            attention.features.kind = "positive"
            attention.form.kind = "additive"
            attention.rpe.decay = "none"
            attention.rpe.selfWeight = "encoded"
            """;

    private TinyClassifier() {}

    public static TextClassifierConfig config(String... overrides) {
        return RecordReader.read(
                TinyModel.CONFIG + ADDITIVE, "tiny.toml", List.of(overrides), TextClassifierConfig.class);
    }

    public static TextClassifier of(String... overrides) {
        return new TextClassifier(config(overrides), VOCABULARY, CLASSES, Randomness.seeded(7));
    }
}
