package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The command as a whole, with everything run once at small sizes.
final class AttentionBenchCommandTest {
    private static final List<String> SMALL =
            List.of("--once", "--heads", "1", "--head-dim", "8", "--features", "16", "--frequencies", "2");

    @TempDir
    Path folder;

    private static Run bench(String... arguments) {
        List<String> all = new ArrayList<>(List.of("bench", "attention"));
        all.addAll(SMALL);
        all.addAll(List.of(arguments));
        return Run.flt(all.toArray(String[]::new));
    }

    @Test
    void tablesSummaryNumbersAndPictureComeFromOneRun() throws IOException {
        Path json = folder.resolve("times.json");
        Path picture = folder.resolve("times.png");

        Run run = bench("--lengths", "1,128", "--json", json.toString(), "--picture", picture.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("comparing outputs, 128 tokens")
                .contains(
                        "bidirectional, forward\n",
                        "bidirectional, forward + backward\n",
                        "causal, forward\n",
                        "causal, forward + backward\n",
                        "causal, prefill\n",
                        "decoding, token by token\n",
                        "summary\n")
                .contains(
                        "fused FLT",
                        "composed FLT",
                        "composed, Toeplitz by FFT",
                        "composed, Toeplitz by products",
                        "softmax (SDPA)");
        JsonNode content = JsonMapper.shared().readTree(json.toFile());
        assertThat(content.get("machine").get("threads").intValue()).isPositive();
        assertThat(content.get("timings")).hasSizeGreaterThan(40).allSatisfy(row -> {
            assertThat(row.get("milliseconds").doubleValue()).isPositive().isFinite();
            assertThat(row.get("timesFused").doubleValue()).isPositive().isFinite();
        });
        assertThat(content.get("decoding"))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.get("microseconds").doubleValue())
                        .isPositive()
                        .isFinite());
        assertThat(content.get("summary"))
                .isNotEmpty()
                .allSatisfy(finding ->
                        assertThat(finding.get("value").doubleValue()).isFinite());
        assertThat(ImageIO.read(picture.toFile())).isNotNull();
    }

    @Test
    void helpIsAsRecorded() throws IOException {
        try (var golden = Objects.requireNonNull(getClass().getResourceAsStream("/golden/flt-bench-attention.txt"))) {
            assertThat(Run.flt("bench", "attention", "--help").out())
                    .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void lengthsThatAreNotWholeChunksOrDoNotAscendAreRefused() {
        assertThat(bench("--lengths", "200"))
                .isEqualTo(
                        refused("--lengths: expected ascending numbers below 128 or multiples of it, got 200 after 0"));
        assertThat(bench("--lengths", "64,64"))
                .isEqualTo(
                        refused("--lengths: expected ascending numbers below 128 or multiples of it, got 64 after 64"));
    }

    @Test
    void folderThatIsNotThereIsRefusedBeforeMinutesAreSpent() {
        Path file = folder.resolve("absent", "times.json");

        assertThat(bench("--lengths", "1", "--json", file.toString()))
                .isEqualTo(refused("--json: expected a file in a folder that can be written, got " + file));
    }

    private static Run refused(String message) {
        return new Run(2, "", "flt: %s%nTry 'flt bench attention --help'.%n".formatted(message));
    }
}
