package org.fourierlearner.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.fourierlearner.config.RecordWriter;
import org.fourierlearner.optimizer.Optimizer;
import org.fourierlearner.storage.Checkpoint;
import org.fourierlearner.storage.CheckpointStore;
import org.fourierlearner.task.Evaluation;
import org.fourierlearner.task.Provenance;
import org.fourierlearner.task.Task;
import org.fourierlearner.tensor.TensorFile;
import org.fourierlearner.train.metrics.CsvMetrics;
import org.fourierlearner.train.metrics.MetricsSink;
import org.fourierlearner.train.metrics.TensorBoardMetrics;
import org.jspecify.annotations.Nullable;

/// The training loop: steps, evaluations, checkpoints, and the records of a run.
///
/// A run that was interrupted, in whatever way, goes on from its last checkpoint exactly as if it
/// had not
/// been: weights are equal bit for bit on the same machine with the same number of threads.
public final class Trainer {
    private static final String OPTIMIZER = "optimizer.safetensors";
    private static final List<String> COLUMNS =
            List.of("loss", "learning_rate", "gradient_norm", "validation_score", "tokens_per_second");

    private final RunFolder folder;
    private final RunConfig config;
    private final String version;
    private final TrainingListener listener;
    private final BooleanSupplier stopRequested;

    /// Why a training ended.
    public enum End {
        /// All steps are done.
        DONE,
        /// The score had not improved for long.
        NO_IMPROVEMENT,
        /// The time was over.
        TIME_LIMIT,
        /// Somebody asked for it; the run can be resumed.
        STOPPED
    }

    /// What came of a training.
    ///
    /// @param end why it ended
    /// @param best the best checkpoint
    /// @param last the last checkpoint
    /// @param seconds of training, without evaluation
    /// @param test how good the best model is on data for a test; absent if there is none, or the
    ///     run is not over
    public record Outcome(End end, Checkpoint best, Checkpoint last, double seconds, Optional<Evaluation> test) {}

    /// Prepares a training.
    ///
    /// @param folder locked for this process
    /// @param config of the run
    /// @param version of the program, for the record
    /// @param listener hears how it goes on
    /// @param stopRequested asked after each step whether to save and end
    public Trainer(
            RunFolder folder,
            RunConfig config,
            String version,
            TrainingListener listener,
            BooleanSupplier stopRequested) {
        this.folder = folder;
        this.config = config;
        this.version = version;
        this.listener = listener;
        this.stopRequested = stopRequested;
    }

    /// Trains from the last checkpoint, or from the beginning if there is none.
    ///
    /// @return what came of it
    /// @throws IOException if data cannot be read or a checkpoint not written; earlier
    ///     checkpoints stay good
    /// @throws java.io.UncheckedIOException if the metrics cannot be written; checkpoints stay
    ///     good
    /// @throws TrainingDivergedException if a loss, gradient, weight or score is not finite
    public Outcome train() throws IOException {
        CheckpointStore store = folder.checkpoints(config.train().keepLast(), listener::noticed);
        try (Task task = config.createTask(folder.data());
                Optimizer optimizer = config.train()
                        .optimizer()
                        .create(task.parameters(), config.train().steps());
                var average = new WeightAverage(
                        config.train().averageDecay(), task.parameters().weights());
                var gradientStep = new GradientStep(config.train(), task, optimizer)) {
            Optional<Checkpoint> last = store.latest();
            TrainingState state = TrainingState.first();
            if (last.isPresent()) {
                Path from = last.get().folder();
                task.read(from);
                average.read(from);
                TensorFile.load(from.resolve(OPTIMIZER), optimizer.state());
                state = TrainingState.read(from);
                store.discardAfter(state.step());
                folder.keep(config);
            }
            List<String> columns =
                    Stream.concat(COLUMNS.stream(), task.recorded().stream()).toList();
            try (MetricsSink csv = metrics(columns, state.step(), false);
                    MetricsSink events = metrics(columns, state.step(), true)) {
                return new Loop(
                                store,
                                task,
                                optimizer,
                                average,
                                gradientStep,
                                List.of(csv, events),
                                state,
                                last.orElse(null))
                        .run();
            }
        }
    }

    private MetricsSink metrics(List<String> columns, long step, boolean events) {
        Path at = folder.path();
        if (step == 0) {
            return events ? TensorBoardMetrics.create(at) : CsvMetrics.create(at, columns);
        }
        return events ? TensorBoardMetrics.resume(at, step) : CsvMetrics.resume(at, columns, step);
    }

    /// One training, from where it stands to its end.
    private final class Loop {
        private final TrainConfig train = config.train();
        private final CheckpointStore store;
        private final Task task;
        private final Optimizer optimizer;
        private final WeightAverage average;
        private final GradientStep gradientStep;
        private final List<MetricsSink> sinks;
        private final long startNanos = System.nanoTime();
        private final long firstStep;
        private final double secondsBefore;
        private long evaluationNanos;
        private TrainingState state;
        private @Nullable Checkpoint last;

        Loop(
                CheckpointStore store,
                Task task,
                Optimizer optimizer,
                WeightAverage average,
                GradientStep gradientStep,
                List<MetricsSink> sinks,
                TrainingState state,
                @Nullable Checkpoint last) {
            this.store = store;
            this.task = task;
            this.optimizer = optimizer;
            this.average = average;
            this.gradientStep = gradientStep;
            this.sinks = sinks;
            this.state = state;
            this.last = last;
            firstStep = state.step();
            secondsBefore = state.seconds();
        }

        Outcome run() throws IOException {
            listener.begins(task, train.partsAtOnce(), state.step());
            try (var _ = average.use()) {
                task.notices().forEach(listener::noticed);
            }
            Optional<End> end = end(isOver(secondsBefore));
            while (end.isEmpty()) {
                step();
                boolean stop = stopRequested.getAsBoolean();
                boolean timeOver = isOver(seconds());
                if (state.step() % train.evaluateEvery() == 0 || state.step() >= train.steps() || timeOver) {
                    try (var weights = average.use()) {
                        evaluate(weights);
                    }
                } else if (stop) {
                    try (var weights = average.use()) {
                        last = save(Double.NaN, weights);
                    }
                }
                end = end(timeOver).or(() -> stop ? Optional.of(End.STOPPED) : Optional.empty());
            }
            Checkpoint best = store.best().orElseThrow(() -> new IOException("no good checkpoint was left"));
            double seconds = seconds();
            return new Outcome(
                    end.get(),
                    best,
                    last == null ? best : last,
                    seconds,
                    end.get() == End.STOPPED ? Optional.empty() : test(best));
        }

        /// Leaves the model as it was at its best.
        private Optional<Evaluation> test(Checkpoint best) throws IOException {
            if (!task.hasTest()) {
                return Optional.empty();
            }
            task.read(best.folder());
            return Optional.of(task.test());
        }

        /// Why there is no further step; a run that had ended before takes none when it is
        /// resumed.
        private Optional<End> end(boolean timeOver) {
            if (state.step() >= train.steps()) {
                return Optional.of(End.DONE);
            }
            if (train.patience() > 0 && state.evaluationsSinceBest() >= train.patience()) {
                return Optional.of(End.NO_IMPROVEMENT);
            }
            return timeOver ? Optional.of(End.TIME_LIMIT) : Optional.empty();
        }

        private boolean isOver(double seconds) {
            return train.maxMinutes() > 0 && seconds > 60 * train.maxMinutes();
        }

        private double secondsOfThisProcess() {
            return (System.nanoTime() - startNanos - evaluationNanos) * 1e-9;
        }

        private double seconds() {
            return secondsBefore + secondsOfThisProcess();
        }

        private void step() {
            GradientStep.Result result = gradientStep.take(state.step(), this::requireFinite);
            average.update(state.step());
            state = state.afterStep();
            double speed = (state.step() - firstStep) * train.parts() * task.tokensPerPart() / secondsOfThisProcess();
            record(Map.of(
                    "loss", result.loss(),
                    "learning_rate", result.learningRate(),
                    "gradient_norm", result.gradientNorm(),
                    "tokens_per_second", speed));
            listener.stepped(new TrainingListener.Step(
                    state.step(), train.steps(), result.loss(), result.learningRate(), result.gradientNorm(), speed));
        }

        private void requireFinite(String what, double value) {
            if (!Double.isFinite(value)) {
                throw new TrainingDivergedException(
                        state.step(),
                        what,
                        value,
                        last == null ? "none" : last.folder().toString());
            }
        }

        private void evaluate(WeightAverage.Use weights) throws IOException {
            long before = System.nanoTime();
            Evaluation evaluation = task.evaluate();
            requireFinite("validation score", evaluation.score());
            state = state.afterEvaluation(evaluation.score());
            Optional<String> sample = task.sample(state.step());
            evaluationNanos += System.nanoTime() - before;
            record(measures(evaluation));
            sample.ifPresent(text -> sinks.forEach(sink -> sink.text(state.step(), "sample", text)));
            last = save(evaluation.score(), weights);
            listener.evaluated(state.step(), evaluation, last, sample);
            task.notices().forEach(listener::noticed);
        }

        private Map<String, Double> measures(Evaluation evaluation) {
            Map<String, Double> measures = new LinkedHashMap<>(evaluation.measures());
            measures.putAll(evaluation.details());
            measures.keySet().retainAll(task.recorded());
            measures.put("validation_score", evaluation.score());
            return measures;
        }

        private Checkpoint save(double score, WeightAverage.Use weights) throws IOException {
            // an average that is finite is one of finite weights
            requireFinite("weight norm", gradientStep.weightNorm());
            var provenance = new Provenance(
                    folder.path().toAbsolutePath().getFileName().toString(),
                    version,
                    config.seed(),
                    state.step(),
                    score,
                    task.dataSha256(),
                    RecordWriter.write(config, RunConfig.class));
            TrainingState saved = state.at(seconds());
            return store.save(state.step(), score, into -> {
                task.write(into, provenance);
                weights.write(into);
                TensorFile.write(into.resolve(OPTIMIZER), optimizer.state(), Map.of());
                saved.write(into);
            });
        }

        private void record(Map<String, Double> values) {
            var ordered = new LinkedHashMap<String, Double>();
            COLUMNS.stream().filter(values::containsKey).forEach(name -> ordered.put(name, values.get(name)));
            values.forEach(ordered::putIfAbsent);
            sinks.forEach(sink -> sink.record(state.step(), ordered));
        }
    }
}
