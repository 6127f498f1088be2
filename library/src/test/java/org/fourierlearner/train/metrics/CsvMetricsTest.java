package org.fourierlearner.train.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvMetricsTest {
    private static final List<String> COLUMNS = List.of("loss", "größe");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("metrics.csv");
    }

    @Test
    void aRowHasItsValuesInTheOrderOfTheColumns() throws IOException {
        try (MetricsSink sink = CsvMetrics.create(folder, COLUMNS)) {
            sink.record(0, Map.of("größe", 2.0, "loss", 0.1));
            sink.text(1, "sample", "ignored");
            sink.record(2, Map.of("größe", Double.NaN));
        }
        assertThat(Files.readString(file)).isEqualTo("step,loss,größe\n0,0.1,2.0\n2,,NaN\n");
    }

    @Test
    void aFullDiskIsToldWithTheFile() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "a file that is always full is /dev/full, which is absent here");
        Files.createSymbolicLink(file, full);

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> CsvMetrics.create(folder, COLUMNS))
                .havingCause()
                .withMessage("%s: could not be written: No space left on device; ".formatted(file)
                        + "free some space and resume the run from its last checkpoint");
        Files.delete(file);
    }

    @Test
    void everyRowIsInTheFileAtOnce() throws IOException {
        try (MetricsSink sink = CsvMetrics.create(folder, COLUMNS)) {
            sink.record(1, Map.of("loss", 1.0));
            assertThat(Files.readString(file)).isEqualTo("step,loss,größe\n1,1.0,\n");
        }
    }

    @Test
    void aNewRunReplacesTheFile() throws IOException {
        writeSteps(CsvMetrics.create(folder, COLUMNS), 0, 9);
        CsvMetrics.create(folder, COLUMNS).close();
        assertThat(Files.readString(file)).isEqualTo("step,loss,größe\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 6, 9})
    void aResumedFileEqualsAnUninterruptedOne(int checkpoint) throws IOException {
        writeSteps(CsvMetrics.create(folder, COLUMNS), 0, 9);
        String uninterrupted = Files.readString(file);
        writeSteps(CsvMetrics.create(folder, COLUMNS), 0, 7);
        writeSteps(CsvMetrics.resume(folder, COLUMNS, Math.min(checkpoint, 7)), Math.min(checkpoint, 7) + 1, 9);
        assertThat(Files.readString(file)).isEqualTo(uninterrupted);
    }

    @Test
    void aFileCutAnywhereResumes() throws IOException {
        writeSteps(CsvMetrics.create(folder, COLUMNS), 0, 4);
        byte[] whole = Files.readAllBytes(file);
        int header = "step,loss,größe\n".getBytes(StandardCharsets.UTF_8).length;
        for (int length = 0; length <= whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            CsvMetrics.resume(folder, COLUMNS, 4).close();
            int kept = header;
            for (int i = header; i < length; i++) {
                kept = whole[i] == '\n' ? i + 1 : kept;
            }
            assertThat(Files.readAllBytes(file)).isEqualTo(Arrays.copyOf(whole, kept));
        }
    }

    @Test
    void aRunWithoutAFileResumesWithANewOne() throws IOException {
        CsvMetrics.resume(folder.resolve("new"), COLUMNS, 5).close();
        assertThat(Files.readString(folder.resolve("new/metrics.csv"))).isEqualTo("step,loss,größe\n");
    }

    @Test
    void aFileWithOtherColumnsIsRefused() {
        writeSteps(CsvMetrics.create(folder, COLUMNS), 0, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CsvMetrics.resume(folder, List.of("loss"), 2))
                .withMessage(file
                        + ": expected the columns 'step,loss', got 'step,loss,größe'; start the run in another folder");
    }

    @Test
    void aLineWithoutAStepIsShown() throws IOException {
        Files.writeString(file, "step,loss\n1,2.0\nx,3.0\n");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> CsvMetrics.resume(folder, List.of("loss"), 2))
                .havingCause()
                .withMessage(file + ":3: expected a step and a comma, got 'x,3.0'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a,b", "a\"", "a\nb", "step", "loss"})
    void anUnfitColumnIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CsvMetrics.create(folder, List.of("loss", name)))
                .withMessage(
                        "columns: expected different names without commas, quotes and line breaks, got '%s' in [loss, %s]",
                        name, name);
    }

    @Test
    void aNameThatIsNoColumnIsRefused() {
        try (MetricsSink sink = CsvMetrics.create(folder, COLUMNS)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> sink.record(1, Map.of("lost", 1.0)))
                    .withMessage("values: expected names among [loss, größe], got 'lost'");
        }
    }

    @Test
    void aNegativeStepIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CsvMetrics.resume(folder, COLUMNS, -1))
                .withMessage("step: expected at least 0, got -1");
    }

    private static void writeSteps(MetricsSink sink, int first, int last) {
        try (sink) {
            for (int step = first; step <= last; step++) {
                sink.record(step, Map.of("loss", 1.0 / (step + 1)));
                if (step % 3 == 0) {
                    sink.record(step, Map.of("größe", Math.sqrt(step)));
                }
            }
        }
    }
}
