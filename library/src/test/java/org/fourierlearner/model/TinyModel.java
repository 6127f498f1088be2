package org.fourierlearner.model;

import java.util.List;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.tensor.Randomness;

/// Models that take a moment; the extents are different primes where they can be.
public final class TinyModel {
    public static final int VOCABULARY = 256;

    static final String CONFIG = """
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

    private TinyModel() {}

    public static LanguageModelConfig config(String... overrides) {
        return RecordReader.read(CONFIG, "tiny.toml", List.of(overrides), LanguageModelConfig.class);
    }

    public static LanguageModel of(String... overrides) {
        return new LanguageModel(config(overrides), VOCABULARY, Randomness.seeded(7));
    }
}
