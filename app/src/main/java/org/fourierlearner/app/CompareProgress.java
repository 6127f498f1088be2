package org.fourierlearner.app;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.fourierlearner.app.compare.ComparisonListener;
import org.fourierlearner.app.compare.Grid;
import org.fourierlearner.app.compare.RunResult;
import org.fourierlearner.storage.Checkpoint;
import org.fourierlearner.task.Evaluation;
import org.fourierlearner.task.Task;

/// Shows a comparison: one line that is overwritten on a terminal, a few lines for each run in a pipe.
final class CompareProgress implements ComparisonListener {
    private static final long REDRAW_NANOS = 100_000_000;
    private static final int LINES_PER_RUN = 5;

    /// A line that a terminal wraps cannot be overwritten.
    private static final int COLUMNS = 79;

    private final PrintWriter out;
    private final boolean live;
    private final LongSupplier nanoTime;
    private long beginNanos;
    private long lastDrawnNanos;
    private int drawn;
    private int runs;
    private int runsLeft;
    private String subject = "";
    private double share;
    private double shareBefore;
    private double sharesDone;

    /// @param out where to
    /// @param live whether a line may be overwritten
    /// @param nanoTime the clock
    CompareProgress(PrintWriter out, boolean live, LongSupplier nanoTime) {
        this.out = out;
        this.live = live;
        this.nanoTime = nanoTime;
        lastDrawnNanos = nanoTime.getAsLong() - REDRAW_NANOS;
    }

    @Override
    public void checks(int number, int count) {
        if (live) {
            draw("building model %d/%d once".formatted(number, count));
        } else if (number == 1) {
            say("building each of %d models once".formatted(count));
        }
    }

    @Override
    public void begins(int finished, int count) {
        runs = count;
        runsLeft = count - finished;
        beginNanos = nanoTime.getAsLong();
        say("%d runs, %d of them finished before".formatted(count, finished));
    }

    @Override
    public void begins(Grid.Run run, int number) {
        subject = "%d/%d  %s, seed %d".formatted(number, runs, run.cell(), run.seed());
        share = 0;
        shareBefore = 0;
        if (!live) {
            say(subject);
        }
    }

    @Override
    public void begins(Task task, int partsAtOnce, long step) {
        if (step > 0) {
            say("%sresumed at step %,d".formatted(indent(), step));
        }
    }

    @Override
    public void stepped(Step step) {
        if (shareBefore == 0 && share == 0) {
            shareBefore = (step.step() - 1.0) / step.steps();
        }
        share = (double) step.step() / step.steps();
        long now = nanoTime.getAsLong();
        if (live && now - lastDrawnNanos >= REDRAW_NANOS) {
            draw("%s  %s".formatted(line(step), subject));
            lastDrawnNanos = now;
        } else if (!live && step.step() % Math.max(1, step.steps() / LINES_PER_RUN) == 0) {
            say("  " + line(step));
        }
    }

    private String line(Step step) {
        double done = sharesDone + share - shareBefore;
        double left = (runsLeft - share) * (nanoTime.getAsLong() - beginNanos) / done;
        return "step %,d/%,d  loss %.4f  %s left"
                .formatted(step.step(), step.steps(), step.loss(), clock(Duration.ofNanos((long) left)));
    }

    /// Hours, minutes and seconds.
    private static String clock(Duration time) {
        return "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }

    @Override
    public void evaluated(long step, Evaluation evaluation, Checkpoint checkpoint, Optional<String> sample) {
        // what is drawn and written when a run ends says it
    }

    @Override
    public void ends(Grid.Run run, RunResult result) {
        sharesDone += share - shareBefore;
        runsLeft--;
        String score = result.score().map("%.4f"::formatted).orElse("none")
                + result.accuracy().map(", accuracy %.4f"::formatted).orElse("");
        String time = result.seconds()
                .map(seconds -> clock(Duration.ofMillis((long) (1000 * seconds))))
                .orElse("");
        say(indent()
                + switch (result.status()) {
                    case FINISHED ->
                        "score %s after %s of training, %.1f steps/s"
                                .formatted(score, time, result.stepsPerSecond().orElse(Double.NaN));
                    case INTERRUPTED -> "interrupted; best score so far %s".formatted(score);
                    case FAILED -> "failed: %s".formatted(result.message());
                });
    }

    /// In a pipe the subject stands above.
    private String indent() {
        return live ? subject + ": " : "  ";
    }

    @Override
    public void noticed(String notice) {
        say("%snote: %s".formatted(indent(), notice));
    }

    /// Takes the live line away, so that what others print stands alone.
    void clear() {
        if (drawn > 0) {
            out.print('\r' + " ".repeat(drawn) + '\r');
            out.flush();
            drawn = 0;
        }
    }

    private void say(String line) {
        clear();
        out.println(line);
        out.flush();
    }

    private void draw(String whole) {
        String line = whole.substring(0, Math.min(COLUMNS, whole.length()));
        out.print('\r' + line + " ".repeat(Math.max(0, drawn - line.length())));
        out.flush();
        drawn = line.length();
    }
}
