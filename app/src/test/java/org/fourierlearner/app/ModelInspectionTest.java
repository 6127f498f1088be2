package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import org.fourierlearner.app.bench.PeakMemory;
import org.fourierlearner.app.report.LayerHead;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.model.LanguageModel;
import org.fourierlearner.model.LanguageModelConfig;
import org.fourierlearner.tensor.Randomness;
import org.junit.jupiter.api.Test;

final class ModelInspectionTest {
    private static final long GIBIBYTE = 1L << 30;

    private static final String LARGE = """
            layers = 2
            modelDim = 64
            heads = 8
            contextLength = 256
            attention.features.features = 256
            """;

    /// All pairs of 256 tokens by 256 features of one layer of eight heads alone are half a
    /// gibibyte, of which their normalization makes several.
    @Test
    void memoryIsBoundedWhateverTheNumberOfLayersAndFeatures() throws IOException {
        var config = RecordReader.read(LARGE, "large.toml", List.of(), LanguageModelConfig.class);
        try (var model = new LanguageModel(config, 7, Randomness.seeded(1))) {
            // gives back what tests before have left, in Java's heap too, which would grow into it
            assumeTrue(PeakMemory.reset(), "the peak of memory is read from /proc, which is absent here");
            long before = PeakMemory.sinceReset();

            List<LayerHead> heads = ModelInspection.of(model).heads(new int[256], 256);

            assertThat(heads).hasSize(16);
            assertThat(PeakMemory.sinceReset() - before).isLessThan(GIBIBYTE);
        }
    }
}
