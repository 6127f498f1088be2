package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.fourierlearner.app.compare.Grid;
import org.fourierlearner.app.compare.RunResult;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.train.LanguageModelRunConfig;
import org.fourierlearner.train.TrainingListener.Step;
import org.junit.jupiter.api.Test;

final class CompareProgressTest {
    private final StringWriter written = new StringWriter();
    private long nanos;

    private CompareProgress progress(boolean live) {
        return new CompareProgress(new PrintWriter(written, true), live, () -> nanos);
    }

    private static Grid.Run run(int seed) {
        return new Grid.Run("FLT, decay", seed, Path.of("x"), LanguageModelRunConfig.defaults());
    }

    private static RunResult result(RunResult.Status status, String message) {
        return RecordReader.read(
                "status = 'finished'\nmeasure = ''\nparameters = 1\nmessage = ''\nscore = 1.5\nseconds = 61\nstepsPerSecond = 2.5",
                "result",
                List.of("status=" + status.name().toLowerCase(Locale.ROOT), "message=\"" + message + "\""),
                RunResult.class);
    }

    private void step(CompareProgress progress, int step) {
        nanos += Duration.ofSeconds(1).toNanos();
        progress.stepped(new Step(step, 10, 2.5, 1e-3, 1, 12_345));
    }

    @Test
    void pipeGetsFiveLinesForARunAndHowItEnded() {
        CompareProgress progress = progress(false);
        progress.checks(1, 2);
        progress.checks(2, 2);
        progress.begins(1, 4);
        progress.begins(run(1), 2);
        for (int step = 1; step <= 10; step++) {
            step(progress, step);
        }
        progress.ends(run(1), result(RunResult.Status.FINISHED, ""));
        progress.begins(run(2), 3);
        step(progress, 1);
        progress.ends(run(2), result(RunResult.Status.FAILED, "no space"));

        assertThat(written.toString().lines())
                .containsExactly(
                        "building each of 2 models once",
                        "4 runs, 1 of them finished before",
                        "2/4  FLT, decay, seed 1",
                        "  step 2/10  loss 2.5000  0:00:28 left",
                        "  step 4/10  loss 2.5000  0:00:26 left",
                        "  step 6/10  loss 2.5000  0:00:24 left",
                        "  step 8/10  loss 2.5000  0:00:22 left",
                        "  step 10/10  loss 2.5000  0:00:20 left",
                        "  score 1.5000 after 0:01:01 of training, 2.5 steps/s",
                        "3/4  FLT, decay, seed 2",
                        "  failed: no space");
    }

    @Test
    void terminalShowsOneLineThatFits() {
        CompareProgress progress = progress(true);
        progress.begins(0, 2);
        progress.begins(run(1), 1);
        step(progress, 1);
        step(progress, 2);
        progress.ends(run(1), result(RunResult.Status.INTERRUPTED, ""));

        assertThat(written.toString().split("\n"))
                .extracting(line -> line.substring(line.lastIndexOf('\r') + 1))
                .containsExactly(
                        "2 runs, 0 of them finished before",
                        "1/2  FLT, decay, seed 1: interrupted; best score so far 1.5000");
        assertThat(written.toString()).contains("\rstep 2/10  loss 2.5000  0:00:18 left  1/2  FLT, decay, seed 1");
    }

    @Test
    void resumedRunCountsOnlyWhatIsLeftOfIt() {
        CompareProgress progress = progress(false);
        progress.begins(0, 1);
        progress.begins(run(1), 1);
        step(progress, 6);
        step(progress, 8);

        assertThat(written.toString()).contains("  step 6/10  loss 2.5000  0:00:04 left");
    }
}
