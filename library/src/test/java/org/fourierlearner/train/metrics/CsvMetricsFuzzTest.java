package org.fourierlearner.train.metrics;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.fourierlearner.testkit.Damage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever the bytes, `metrics.csv` is gone on with, or refused by its name and left as it was.
class CsvMetricsFuzzTest {
    @TempDir
    private static Path folder;

    @FuzzTest
    void anyBytesAreGoneOnWithOrRefused(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("metrics.csv"), bytes);
        try (MetricsSink sink = CsvMetrics.resume(folder, List.of("loss"), 12)) {
            sink.record(13, Map.of("loss", 0.5));
            assertThat(Files.readString(file, ISO_8859_1))
                    .startsWith("step,loss\n")
                    .endsWith("\n13,0.5\n");
        } catch (IllegalArgumentException | UncheckedIOException e) {
            assertThat(e).hasMessageContaining(file + ":");
            assertThat(file).hasBinaryContent(bytes);
        }
    }

    @Test
    void damagedMetricsAreGoneOnWithOrRefused() throws IOException {
        byte[] sound = "step,loss\n1,2.5\n11,2.25\n12,NaN\n13,2\n".getBytes(ISO_8859_1);
        for (byte[] damaged : (Iterable<byte[]>) Damage.copies(sound, 300, 1)::iterator) {
            anyBytesAreGoneOnWithOrRefused(damaged);
        }
    }
}
