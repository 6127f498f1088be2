package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.train.RunConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainCommandTest {

    @TempDir
    private Path folder;

    @Test
    void runFolderHoldsEverythingAndTheLastLineSaysHowItEnded() throws IOException {
        Path run = folder.resolve("run");

        Run training = Run.flt(TinyRun.training(TinyRun.text(folder), run));

        assertThat(training.exitCode()).isZero();
        assertThat(training.err()).isEmpty();
        assertThat(training.out())
                .startsWith("run folder %s%n".formatted(run))
                .containsPattern("(?m)^step 1/4  loss \\d\\.\\d{4}  rate 2\\.0e-05  [\\d,]+ tokens/s$")
                .containsPattern("(?m)^step 4  validation:  nats per token \\d\\.\\d{4}  perplexity ")
                .containsPattern(
                        "\\Rdone after 0:00:\\d\\d of training; best score \\d\\.\\d{4} at step [24] in .*\\R$")
                .doesNotContain("\r");
        assertThat(run.resolve("config.toml")).isNotEmptyFile();
        assertThat(run.resolve("metrics.csv")).isNotEmptyFile();
        assertThat(run.resolve("checkpoints/step-00000004/model.safetensors")).isNotEmptyFile();
    }

    @Test
    void memoryIsThatOfTrainingOrOfEvaluationWhicheverNeedsMore() {
        long positions = 4L * 2 * 4 * 128 * 128;
        // 32 sequences of 128 characters at once: 13 widths and four of the MLP a layer, and logits twice
        long evaluation = 32 * 128 * (4L * (13 * 128 + 4 * 341) + 2 * 65) + positions;
        // the same for the 24 sequences of a step, with what gradients take
        long training = 24 * 128 * (4L * (32 * 128 + 4 * 341) + 3 * 65) + positions;

        assertThat(trainedByOneStep("train.batchSize=12"))
                .contains(", %d MiB for activations".formatted(mebibytes(evaluation)));
        assertThat(trainedByOneStep("train.batchSize=24"))
                .contains(", %d MiB for activations".formatted(mebibytes(training)));
    }

    private String trainedByOneStep(String setting) {
        return Run.flt(
                        "train",
                        "--out",
                        folder.resolve(setting).toString(),
                        "--set",
                        setting,
                        "--set",
                        "train.steps=1",
                        "--set",
                        "train.evaluationTokens=200")
                .out();
    }

    private static long mebibytes(long numbers) {
        return Math.ceilDiv(Float.BYTES * numbers, 1 << 20);
    }

    @Test
    void resumedRunGoesOnWhereItEndedAndKeepsWhatWasSet() throws IOException {
        Path run = TinyRun.trained(folder);

        Run resumed = Run.flt("train", "--resume", "--out", run.toString(), "--set", "train.steps=6");

        assertThat(resumed.exitCode()).isZero();
        assertThat(resumed.out())
                .contains("; resumed at step 4")
                .doesNotContain("step 4/")
                .contains("step 5/6")
                .containsPattern("\\Rdone after ");
        assertThat(Run.flt("train", "--resume", "--out", run.toString(), "--print-config")
                        .out())
                .contains("steps = 6");
        assertThat(TrainingLog.read(run.resolve("metrics.csv"))).hasSize(6);
    }

    @Test
    void resumedRunEqualsOneThatWasNotInterrupted() throws IOException {
        Path text = TinyRun.text(folder);
        Path whole = folder.resolve("whole");
        Path halved = folder.resolve("halved");
        Run.flt(TinyRun.training(text, whole, "train.steps=6"));
        Run.flt(TinyRun.training(text, halved, "train.steps=4"));

        Run resumed = Run.flt("train", "--resume", "--out", halved.toString(), "--set", "train.steps=6");

        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        String weights = "checkpoints/step-00000006/model.safetensors";
        assertThat(halved.resolve(weights)).hasSameBinaryContentAs(whole.resolve(weights));
    }

    @Test
    void doneRunIsDoneWhenResumed() throws IOException {
        Path run = TinyRun.trained(folder);

        Run resumed = Run.flt("train", "--resume", "--out", run.toString());

        assertThat(resumed.exitCode()).isZero();
        assertThat(resumed.out()).doesNotContain("step 5").containsPattern("\\Rdone after ");
    }

    @Test
    void printedConfigurationReadBackGivesTheSame() throws IOException {
        String[] training = TinyRun.training(TinyRun.text(folder), folder.resolve("run"));
        Run printed = Run.flt(Stream.concat(Arrays.stream(training), Stream.of("--print-config"))
                .toArray(String[]::new));
        Path file = Files.writeString(folder.resolve("printed.toml"), printed.out());

        Run again = Run.flt("train", file.toString(), "--print-config");

        assertThat(printed.exitCode()).isZero();
        assertThat(printed.out()).contains("modelDim = 16");
        assertThat(again).isEqualTo(printed);
        assertThat(RecordReader.read(file, List.of(), RunConfig.class).train().steps())
                .isEqualTo(4);
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void mistakeInTheConfigurationDoesNotCostTheFolderItsName() throws IOException {
        Path run = folder.resolve("run");
        assertThat(Run.flt(TinyRun.training(folder.resolve("missing.txt"), run)).exitCode())
                .isEqualTo(1);

        assertThat(Run.flt(TinyRun.training(TinyRun.text(folder), run)).exitCode())
                .isZero();
    }

    @Test
    void textWithoutLineBreaksCanBeTrainedOn() throws IOException {
        Path text = Files.writeString(folder.resolve("line.txt"), "to be or not to be, ".repeat(50));
        Path run = folder.resolve("run");

        assertThat(Run.flt(TinyRun.training(text, run)).err()).isEmpty();
        assertThat(Run.flt("generate", run.toString(), "--max-tokens", "5").exitCode())
                .isZero();
    }
}
