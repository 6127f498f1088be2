package org.fourierlearner.app.compare;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.fourierlearner.app.bench.PeakMemory;
import org.fourierlearner.app.report.TrainingPoint;
import org.fourierlearner.storage.Checkpoint;
import org.fourierlearner.storage.FolderLock;
import org.fourierlearner.task.ClassificationResult;
import org.fourierlearner.task.Evaluation;
import org.fourierlearner.task.Task;
import org.fourierlearner.train.RunFolder;
import org.fourierlearner.train.Trainer;
import org.fourierlearner.train.TrainingListener;

/// Trains one run of a grid and writes down what came of it.
final class RunTraining implements TrainingListener {
    private final Grid.Run run;
    private final RunFolder folder;
    private final ModelSize size;
    private final CurveReader curves;
    private final TrainingListener listener;
    private String measure = "";
    private Optional<Double> score = Optional.empty();
    private Optional<Double> accuracy = Optional.empty();

    RunTraining(Grid.Run run, RunFolder folder, ModelSize size, CurveReader curves, TrainingListener listener) {
        this.run = run;
        this.folder = folder;
        this.size = size;
        this.curves = curves;
        this.listener = listener;
    }

    /// Trains until the run is finished, fails or is interrupted.
    ///
    /// @param version of the program
    /// @param before what an earlier process made of it
    /// @param stopRequested asked after each step
    /// @throws IOException if the result cannot be written
    RunResult train(String version, Optional<RunResult> before, BooleanSupplier stopRequested) throws IOException {
        before.ifPresent(result -> {
            measure = result.measure();
            score = result.score();
            accuracy = result.accuracy();
        });
        boolean measured = PeakMemory.reset();
        RunResult result;
        try (FolderLock _ = folder.exists() ? folder.lock() : folder.begin(run.config())) {
            result = train(new Trainer(folder, run.config(), version, this, stopRequested));
        } catch (IOException | RuntimeException e) {
            String reason = Objects.requireNonNullElse(e.getMessage(), e.toString());
            result = result(RunResult.Status.FAILED, Optional.empty(), Optional.empty(), reason);
        }
        if (measured) {
            result = result.withPeak(Math.max(
                    PeakMemory.sinceReset(),
                    before.flatMap(RunResult::peakBytes).orElse(0L)));
        }
        result.write(folder.path());
        return result;
    }

    private RunResult train(Trainer trainer) throws IOException {
        try {
            return result(trainer.train());
        } catch (IOException | RuntimeException e) {
            folder.abandonUnlessSaved();
            throw e;
        }
    }

    private RunResult result(Trainer.Outcome outcome) throws IOException {
        if (!Double.isNaN(outcome.best().score())) {
            score = Optional.of(outcome.best().score());
            accuracy = curves.read(folder.path().resolve("metrics.csv")).stream()
                    .filter(point -> point.step() == outcome.best().step() && !Double.isNaN(point.accuracy()))
                    .map(TrainingPoint::accuracy)
                    .findFirst();
        }
        // what neither trained nor chose the model counts
        outcome.test()
                .map(test -> test.measures().get(ClassificationResult.ACCURACY))
                .ifPresent(tested -> accuracy = Optional.of(tested));
        return result(
                outcome.end() == Trainer.End.STOPPED ? RunResult.Status.INTERRUPTED : RunResult.Status.FINISHED,
                Optional.of(outcome.last().step() / outcome.seconds()),
                Optional.of(outcome.seconds()),
                "");
    }

    private RunResult result(
            RunResult.Status status, Optional<Double> stepsPerSecond, Optional<Double> seconds, String message) {
        return new RunResult(
                status,
                measure,
                score,
                accuracy,
                size.parameters(),
                size.stateFloats(),
                stepsPerSecond,
                seconds,
                Optional.empty(),
                message);
    }

    @Override
    public void begins(Task task, int partsAtOnce, long step) {
        listener.begins(task, partsAtOnce, step);
    }

    @Override
    public void stepped(Step step) {
        listener.stepped(step);
    }

    @Override
    public void evaluated(long step, Evaluation evaluation, Checkpoint checkpoint, Optional<String> sample) {
        if (score.isEmpty() || evaluation.score() < score.get()) {
            score = Optional.of(evaluation.score());
            accuracy = Optional.ofNullable(evaluation.measures().get(ClassificationResult.ACCURACY));
        }
        measure = evaluation.measures().entrySet().stream()
                .filter(entry -> entry.getValue() == evaluation.score())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("score");
        listener.evaluated(step, evaluation, checkpoint, sample);
    }

    @Override
    public void noticed(String notice) {
        listener.noticed(notice);
    }
}
