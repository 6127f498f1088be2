package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.fourierlearner.app.compare.TinyGrid;
import org.fourierlearner.storage.FolderLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompareCommandTest {
    private static final String NUMBER = "\\d+\\.\\d+(?:E-?\\d+)?";

    @TempDir
    private Path folder;

    private Run compare(Path config, String... more) {
        List<String> arguments = new ArrayList<>(List.of("compare", config.toString(), "--out", out().toString()));
        arguments.addAll(List.of(more));
        return Run.flt(arguments.toArray(String[]::new));
    }

    private Path out() {
        return folder.resolve("out");
    }

    @Test
    void gridMakesRunsTablesAndPictures() throws IOException {
        Run run = compare(TinyGrid.file(folder, TinyGrid.two()));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .startsWith(
                        "comparison folder %s%nbuilding each of 2 models once%n4 runs, 0 of them finished before%n1/4  exact, none, seed 1%n  step 1/4  loss "
                                .formatted(out()))
                .containsPattern(
                        "\\R  score \\d\\.\\d{4} after 0:00:\\d\\d of training, [\\d.]+ steps/s\\R2/4  FLT, seed 1\\R")
                .contains("| steps/s | peak memory |")
                .doesNotContain("\r");
        List<String> lines = Files.readAllLines(out().resolve("results.csv"));
        assertThat(lines)
                .hasSize(5)
                .first()
                .isEqualTo(
                        "cell,seed,score,accuracy,parameters,state_floats_per_layer,steps_per_second,seconds,peak_resident_bytes,status,message");
        assertThat(lines.get(1)).matches("\"exact, none\",1,N,,\\d+,,N,N,\\d*,finished,".replace("N", NUMBER));
        // 16 features times a head of 8 and one more, and the greatest of each; a clock of double precision; twice,
        // and where the last token is
        assertThat(lines.get(4)).matches("FLT,2,N,,\\d+,326,N,N,\\d*,finished,".replace("N", NUMBER));
        assertThat(Files.readString(out().resolve("table.md")))
                .startsWith("# tiny\n\nScore: nats per token on the validation data")
                .containsPattern(
                        "(?m)^\\| \\*\\*FLT\\*\\* \\| \\*\\*\\d\\.\\d{4} ± \\d\\.\\d{4}\\*\\* \\| 2 of 2 \\| yes \\| [\\d,]+ \\| 326 \\| [\\d.]+ \\| ")
                .containsPattern(
                        "(?m)^\\| exact, none \\| \\d\\.\\d{4} ± \\d\\.\\d{4} \\| 2 of 2 \\| no \\| [\\d,]+ \\| – \\| ");
        for (String picture : List.of("comparison.png", "curves.png")) {
            assertThat(ImageIO.read(out().resolve(picture).toFile()).getWidth())
                    .as(picture)
                    .isGreaterThan(600);
        }
        assertThat(Run.flt("evaluate", out().resolve("runs/exact-none/seed-2").toString())
                        .exitCode())
                .isZero();
    }

    @Test
    void modelsThatTellLabelsAreComparedByTheirAccuracy() throws IOException {
        Path config = Files.writeString(
                folder.resolve("labels.toml"), """
                seeds = [1, 2]

                [base]
                kind = "text-classification"
                data = { train = "%s" }

                [base.model]
                layers = 1
                modelDim = 16
                heads = 2
                contextLength = 16
                attention.rpe.frequencies = 4

                [base.train]
                steps = 20
                evaluateEvery = 5
                batchSize = 4
                schedule = { kind = "constant", rate = 0.003 }
                maxMinutes = 0

                """.formatted(TinyLabels.file(folder)) + TinyGrid.two());

        Run run = compare(config);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("  score \\d\\.\\d{4}, accuracy [01]\\.\\d{4} after ");
        List<String> lines = Files.readAllLines(out().resolve("results.csv"));
        assertThat(lines.get(4)).matches("FLT,2,N,N,\\d+,\\d+,N,N,\\d*,finished,".replace("N", NUMBER));
        assertThat(Files.readString(out().resolve("table.md")))
                .contains("\n| | accuracy | score | seeds |", "Accuracy: the share of right labels")
                .containsPattern(
                        "(?m)^\\| \\*\\*FLT\\*\\* \\| \\*\\*[01]\\.\\d{4} ± 0\\.\\d{4}\\*\\* \\| \\*\\*\\d\\.\\d{4} ± ");
        for (String picture : List.of("comparison.png", "curves.png", "accuracy-curves.png")) {
            assertThat(out().resolve(picture)).isNotEmptyFile();
        }
    }

    @Test
    void finishedRunsAreSkippedAndAddedOnesAreTrained() throws IOException {
        compare(TinyGrid.file(folder, TinyGrid.two()));
        List<String> before = Files.readAllLines(out().resolve("results.csv"));

        Run again = compare(TinyGrid.file(folder, TinyGrid.two() + TinyGrid.cell("more", "model.attention.rpe=none")));

        assertThat(again.exitCode()).isZero();
        assertThat(again.out())
                .contains("6 runs, 4 of them finished before")
                .doesNotContain("1/6")
                .contains("3/6  more, seed 1")
                .contains("6/6  more, seed 2");
        assertThat(Files.readAllLines(out().resolve("results.csv")))
                .hasSize(7)
                .startsWith(before.toArray(String[]::new));
    }

    @Test
    void failedRunIsMarkedAndTheRestGoesOn() throws IOException {
        Path config =
                TinyGrid.file(folder, TinyGrid.cell("too fast", "train.schedule.peak=1e38") + TinyGrid.cell("FLT"));

        Run run = compare(config);

        String message =
                "step 1: expected a finite loss, got NaN; last good checkpoint: none; lower the learning rate or check the data";
        assertThat(run.exitCode()).as(run.out()).isEqualTo(1);
        assertThat(run.out()).contains("%n  failed: %s%n2/4  FLT, seed 1%n".formatted(message));
        assertThat(Files.readAllLines(out().resolve("results.csv")))
                .hasSize(5)
                .anyMatch(line -> line.startsWith("too fast,2,,") && line.endsWith(",failed,\"%s\"".formatted(message)))
                .anyMatch(line -> line.startsWith("FLT,2,") && line.endsWith(",finished,"));
        assertThat(Files.readString(out().resolve("table.md")))
                .contains("\n## Failed\n\n- too fast, seed 1: " + message);
        assertThat(compare(config).out()).contains("4 runs, 2 of them finished before");
    }

    @Test
    void folderInUseIsRefused() throws IOException {
        Path config = TinyGrid.file(folder, TinyGrid.two());
        try (FolderLock _ = FolderLock.acquire(out())) {
            Run run = compare(config);

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .matches(
                            "flt: comparison folder \\Q%s\\E is in use by process %d \\(this one\\) since \\S+; wait for it or choose another --out\\R"
                                    .formatted(out(), ProcessHandle.current().pid()));
        }
    }

    @Test
    void otherSettingsThanThoseOfTheRunsAreRefused() throws IOException {
        Path config = TinyGrid.file(folder, TinyGrid.two());
        compare(config);

        Run run = compare(config, "--set", "train.steps=6");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "flt: %s: expected a run of cell 'exact, none' as it is configured now, got one with other settings; choose another --out or delete the run%n"
                                .formatted(out().resolve("runs/exact-none/seed-1")));
    }

    @Test
    void modelThatCannotBeBuiltIsRefusedBeforeAnyTraining() throws IOException {
        Path config = TinyGrid.file(folder, TinyGrid.two() + TinyGrid.cell("odd", "model.attention.rpe.frequencies=6"));

        Run run = compare(config);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("flt: %s:%d:1: cell 'odd': frequencies: expected a multiple of the 4 components, got 6%n"
                        .formatted(config, TinyGrid.CELL_LINE + 7));
        assertThat(out().resolve("runs")).doesNotExist();
    }

    @Test
    void encodingOnALineIsRefusedInSpaceBeforeAnyTraining() throws IOException {
        Path config = Files.writeString(folder.resolve("water.toml"), """
                seeds = [1]

                [base]
                kind = "molecule"
                data = { kind = "xyz", train = ["%s"], validationCount = 10 }
                train = { maxMinutes = 0 }

                [[cells]]
                name = "ALiBi"
                settings = ["model.attention.kind=exact", "model.attention.rpe=alibi"]
                """.formatted(TinyMolecules.file(folder)));

        Run run = compare(config);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "flt: %s:9:1: cell 'ALiBi': rpe: expected fourier or none for positions in 3 dimensions, got alibi, which needs a line%n"
                                .formatted(config));
        assertThat(out().resolve("runs")).doesNotExist();
    }

    @Test
    void profileThatIsNotThereIsNamed() throws IOException {
        Path config = TinyGrid.file(folder, TinyGrid.two());

        assertThat(compare(config, "--profile", "quick").err())
                .isEqualTo(
                        "flt: %s: expected a table profiles.quick for --profile quick, got none%n".formatted(config));
        assertThat(compare(config, "--profile", "slow").exitCode()).isEqualTo(2);
    }
}
