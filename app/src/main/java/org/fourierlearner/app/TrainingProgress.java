package org.fourierlearner.app;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.fourierlearner.storage.Checkpoint;
import org.fourierlearner.task.Evaluation;
import org.fourierlearner.task.Task;
import org.fourierlearner.train.RunFolder;
import org.fourierlearner.train.Trainer;
import org.fourierlearner.train.TrainingListener;

/// Shows a training: one line that is overwritten on a terminal, a line now and then in a pipe.
final class TrainingProgress implements TrainingListener {
    private static final long REDRAW_NANOS = 100_000_000;
    private static final double NEW_LOSS_SHARE = 0.05;
    private static final int LINES_PER_RUN = 50;

    /// A line that a terminal wraps cannot be overwritten.
    private static final int COLUMNS = 79;

    /// The weight, its gradient, and two moments.
    private static final long BYTES_PER_PARAMETER = 4 * Float.BYTES;

    private final PrintWriter out;
    private final boolean live;
    private final LongSupplier nanoTime;
    private long beginNanos;
    private long firstStep;
    private long lastDrawnNanos;
    private int drawn;
    private double smoothLoss = Double.NaN;

    /// @param out where to
    /// @param live whether a line may be overwritten
    /// @param nanoTime the clock
    TrainingProgress(PrintWriter out, boolean live, LongSupplier nanoTime) {
        this.out = out;
        this.live = live;
        this.nanoTime = nanoTime;
    }

    @Override
    public void begins(Task task, int partsAtOnce, long step) {
        beginNanos = nanoTime.getAsLong();
        lastDrawnNanos = beginNanos - REDRAW_NANOS;
        firstStep = step;
        long parameters = task.parameters().count();
        say("%,d parameters; about %,d MiB for weights, gradients and optimizer, %,d MiB for activations%s"
                .formatted(
                        parameters,
                        mebibytes(parameters * BYTES_PER_PARAMETER),
                        mebibytes(partsAtOnce * task.activationBytes()),
                        step == 0 ? "" : "; resumed at step %,d".formatted(step)));
    }

    private static long mebibytes(long bytes) {
        return Math.ceilDiv(bytes, 1 << 20);
    }

    @Override
    public void stepped(Step step) {
        smoothLoss = Double.isNaN(smoothLoss)
                ? step.loss()
                : (1 - NEW_LOSS_SHARE) * smoothLoss + NEW_LOSS_SHARE * step.loss();
        if (live) {
            long now = nanoTime.getAsLong();
            if (now - lastDrawnNanos >= REDRAW_NANOS) {
                String line = line(step) + remaining(step, now - beginNanos);
                draw(line.substring(0, Math.min(COLUMNS, line.length())));
                lastDrawnNanos = now;
            }
        } else if (step.step() % Math.max(1, step.steps() / LINES_PER_RUN) == 0) {
            say(line(step));
        }
    }

    private String line(Step step) {
        return "step %,d/%,d  loss %.4f  rate %.1e  %,.0f tokens/s"
                .formatted(step.step(), step.steps(), smoothLoss, step.learningRate(), step.tokensPerSecond());
    }

    /// With evaluations, as far as they came: the share of the time is that of the steps.
    private String remaining(Step step, long elapsedNanos) {
        double perStep = (double) elapsedNanos / Math.max(1, step.step() - firstStep);
        return "  %s left".formatted(clock(Duration.ofNanos((long) (perStep * (step.steps() - step.step())))));
    }

    /// Hours, minutes and seconds.
    private static String clock(Duration time) {
        return "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }

    @Override
    public void evaluated(long step, Evaluation evaluation, Checkpoint checkpoint, Optional<String> sample) {
        say("step %,d  validation:%s".formatted(step, measures(evaluation)));
        sample.ifPresent(text -> say(text.strip().indent(4).stripTrailing()));
    }

    private static String measures(Evaluation evaluation) {
        var measures = new StringBuilder();
        evaluation
                .measures()
                .forEach((name, value) ->
                        measures.append("  %s %s".formatted(name.replace('_', ' '), Measure.shown(value))));
        return measures.toString();
    }

    @Override
    public void noticed(String notice) {
        say("note: " + notice);
    }

    /// Says how the training ended.
    void ended(RunFolder folder, Trainer.Outcome outcome) {
        String why = switch (outcome.end()) {
            case DONE -> "done";
            case NO_IMPROVEMENT -> "ended early, since the score no longer improved,";
            case TIME_LIMIT -> "ended at its time limit";
            case STOPPED -> "stopped at step %,d".formatted(outcome.last().step());
        };
        String best = Double.isNaN(outcome.best().score())
                ? "not evaluated yet"
                : "best score %.4f at step %,d in %s"
                        .formatted(
                                outcome.best().score(),
                                outcome.best().step(),
                                outcome.best().folder());
        say("%s after %s of training; %s"
                .formatted(why, clock(Duration.ofMillis((long) (outcome.seconds() * 1000))), best));
        outcome.test().ifPresent(test -> say("test of the best model:%s".formatted(measures(test))));
        if (outcome.end() == Trainer.End.STOPPED) {
            say("continue with: flt train --resume --out " + folder.path());
        }
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

    private void draw(String line) {
        out.print('\r' + line + " ".repeat(Math.max(0, drawn - line.length())));
        out.flush();
        drawn = line.length();
    }
}
