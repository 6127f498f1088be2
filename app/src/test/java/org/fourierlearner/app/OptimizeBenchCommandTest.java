package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OptimizeBenchCommandTest {

    @TempDir
    private static Path folder;

    private static Path run;

    @BeforeAll
    static void learn() {
        run = folder.resolve("optimizer");
        Run learned = Run.flt(
                "train",
                "../configs/learned-optimizer.toml",
                "--out",
                run.toString(),
                "--set",
                "problems=[{kind='quadratics',dimensions=12},{kind='logistic-regressions',inputs=8}]",
                "--set",
                "unseen=[{kind='synthetic-mlps',hidden=8}]",
                "--set",
                "horizons={least=10,most=20}",
                "--set",
                "validation=1",
                "--set",
                "train.steps=2",
                "--set",
                "train.batchSize=1");
        assertThat(learned.exitCode()).as(learned.err()).isZero();
    }

    @Test
    void everyFamilyIsMeasuredAndDrawn() throws IOException {
        Path out = folder.resolve("bench");

        Run bench =
                Run.flt("optimize-bench", run.toString(), "--problems", "2", "--steps", "20", "--out", out.toString());

        assertThat(bench.exitCode()).as(bench.err()).isZero();
        assertThat(bench.out())
                .contains("Quadratics", "LogisticRegressions", "SyntheticMlps", "all ")
                .containsPattern("a step on 1,000,000 weights with \\d+ threads: learned [0-9.]+ ms");
        // a header; six problems with the learned optimizer, Adam at its default rate and four that are tuned
        assertThat(Files.readAllLines(out.resolve("optimize-bench.csv")))
                .hasSize(1 + 6 * 6)
                .noneMatch(line -> line.contains("NaN"));
        assertThat(out.resolve("optimize-bench-Quadratics.png")).isNotEmptyFile();
        assertThat(out.resolve("optimize-bench-SyntheticMlps.png")).isNotEmptyFile();
    }

    @Test
    void untunedThereIsAdamAtItsDefaultRateAlone() throws IOException {
        Path out = folder.resolve("untuned");

        Run bench = Run.flt(
                "optimize-bench",
                run.toString(),
                "--untuned",
                "--problems",
                "2",
                "--steps",
                "20",
                "--out",
                out.toString());

        assertThat(bench.exitCode()).as(bench.err()).isZero();
        // nothing is said of tuned ones
        assertThat(bench.out()).containsPattern("Quadratics +2 +– +\\d+%");
        List<String> rows = Files.readAllLines(out.resolve("optimize-bench.csv"));
        assertThat(rows).hasSize(1 + 6 * 3);
        assertThat(rows.subList(1, rows.size()))
                .filteredOn(row -> !row.contains("\"learned\""))
                .allMatch(row -> row.contains("Adam") && row.contains(",0.001"));
        assertThat(out.resolve("optimize-bench-Quadratics.png")).isNotEmptyFile();
    }

    @Test
    void whatItLearnedTrainsAnotherModel() {
        Run trained = Run.flt(
                "train",
                "--set",
                "train.optimizer={kind='learned',path='%s'}".formatted(run),
                "--set",
                "train.steps=3",
                "--set",
                "train.evaluationTokens=1000",
                "--set",
                "model.layers=1",
                "--out",
                folder.resolve("language-model").toString());

        assertThat(trained.exitCode()).as(trained.err()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "--problems, 0, '--problems: expected a positive number, got 0'",
        "--steps, -1, '--steps: expected a positive number, got -1'"
    })
    void countsThatAreNotPositiveAreRefused(String option, String value, String message) {
        Run bench = Run.flt("optimize-bench", run.toString(), option, value);

        assertThat(bench.exitCode()).isEqualTo(2);
        assertThat(bench.err()).contains(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evaluate", "inspect", "generate"})
    void commandsForOtherModelsSayWhatMeasuresIt(String command) {
        Run other = Run.flt(command, run.toString());

        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.err()).contains("got a learned optimizer; flt optimize-bench measures it");
    }

    @Test
    void aFolderWithoutARunIsRefused() {
        Run bench = Run.flt("optimize-bench", folder.toString());

        assertThat(bench.exitCode()).isEqualTo(2);
        assertThat(bench.err()).contains("expected the run of a learned optimizer");
    }
}
