package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fourierlearner.app.report.LayerHead;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.model.LanguageModel;
import org.fourierlearner.model.LanguageModelConfig;
import org.fourierlearner.tensor.Randomness;
import org.junit.jupiter.api.Test;

final class ModelInspectionTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path PEAK = Path.of("/proc/self/clear_refs");
    private static final long GIBIBYTE = 1L << 30;

    private static final String LARGE = """
            layers = 2
            modelDim = 64
            heads = 8
            contextLength = 256
            attention.features.features = 256
            """;

    /// All pairs of 256 tokens by 256 features of one layer of eight heads alone are half a
    /// gibibyte, of which their normalization makes several. Java's heap may grow meanwhile,
    /// which counts too.
    @Test
    void memoryIsBoundedWhateverTheNumberOfLayersAndFeatures() throws IOException {
        assumeTrue(Files.isWritable(PEAK), "the peak of memory is read from /proc, which is absent here");
        var config = RecordReader.read(LARGE, "large.toml", List.of(), LanguageModelConfig.class);
        try (var model = new LanguageModel(config, 7, Randomness.seeded(1))) {
            // forgets the peak of what ran before
            Files.writeString(PEAK, "5");
            long before = peakBytes();

            List<LayerHead> heads = ModelInspection.of(model).heads(new int[256], 256);

            assertThat(heads).hasSize(16);
            assertThat(peakBytes() - before).isLessThan(3 * GIBIBYTE / 2);
        }
    }

    private static long peakBytes() throws IOException {
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
