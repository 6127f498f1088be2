package org.fourierlearner.app;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
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

    /// The weight, its gradient, and two moments.
    private static final long BYTES_PER_PARAMETER = 4 * Float.BYTES;

    private final PrintWriter out;
    private final boolean live;
    private long lastDrawn;
    private int drawn;
    private double smoothLoss = Double.NaN;

    TrainingProgress(PrintWriter out, boolean live) {
        this.out = out;
        this.live = live;
    }

    @Override
    public void begins(Task task, long step) {
        long parameters = task.parameters().count();
        say("%,d parameters; about %,d MiB for weights, gradients and optimizer, %,d MiB for activations%s"
                .formatted(
                        parameters,
                        mebibytes(parameters * BYTES_PER_PARAMETER),
                        mebibytes(task.activationBytes()),
                        step == 0 ? "" : "; resumed at step " + step));
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
            if (System.nanoTime() - lastDrawn > REDRAW_NANOS) {
                draw(line(step));
                lastDrawn = System.nanoTime();
            }
        } else if (step.step() % Math.max(1, step.steps() / LINES_PER_RUN) == 0) {
            say(line(step));
        }
    }

    private String line(Step step) {
        double left = (step.steps() - step.step()) / Math.max(1e-9, step.tokensPerSecond());
        return "step %,d/%,d  loss %.4f  rate %.1e  %,.0f tokens/s%s"
                .formatted(
                        step.step(),
                        step.steps(),
                        smoothLoss,
                        step.learningRate(),
                        step.tokensPerSecond(),
                        left > 0 && live ? "  " + bar(step) : "");
    }

    private static String bar(Step step) {
        int width = 20;
        int done = (int) (width * step.step() / step.steps());
        return "[" + "#".repeat(done) + ".".repeat(width - done) + "]";
    }

    @Override
    public void evaluated(long step, Evaluation evaluation, Checkpoint checkpoint, Optional<String> sample) {
        var measures = new StringBuilder();
        evaluation
                .measures()
                .forEach((name, value) -> measures.append("  %s %.4f".formatted(name.replace('_', ' '), value)));
        say("step %,d  validation:%s".formatted(step, measures));
        sample.ifPresent(text -> say(text.strip().indent(4).stripTrailing()));
    }

    @Override
    public void noticed(String notice) {
        say("note: " + notice);
    }

    void ended(RunFolder folder, Trainer.Outcome outcome) {
        Duration time = Duration.ofMillis((long) (outcome.seconds() * 1000));
        String why = switch (outcome.end()) {
            case DONE -> "done";
            case NO_IMPROVEMENT -> "ended early: the score had stopped to improve";
            case TIME_LIMIT -> "ended at its time limit";
            case STOPPED -> "stopped; continue with: flt train --resume --out " + folder.path();
        };
        say("%s after %d:%02d of training; best score %.4f at step %,d in %s"
                .formatted(
                        why,
                        time.toMinutes(),
                        time.toSecondsPart(),
                        outcome.best().score(),
                        outcome.best().step(),
                        outcome.best().folder()));
    }

    private void say(String line) {
        draw("");
        if (live && drawn > 0) {
            out.print('\r');
        }
        out.println(line);
        out.flush();
        drawn = 0;
    }

    private void draw(String line) {
        if (live) {
            out.print('\r' + line + " ".repeat(Math.max(0, drawn - line.length())));
            out.flush();
            drawn = line.length();
        }
    }
}
