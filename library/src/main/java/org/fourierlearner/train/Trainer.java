package org.fourierlearner.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.fourierlearner.config.RecordWriter;
import org.fourierlearner.storage.Checkpoint;
import org.fourierlearner.storage.CheckpointStore;
import org.fourierlearner.task.Evaluation;
import org.fourierlearner.task.Provenance;
import org.fourierlearner.task.Task;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.fourierlearner.tensor.TensorFile;
import org.fourierlearner.tensor.Threads;
import org.fourierlearner.train.metrics.CsvMetrics;
import org.fourierlearner.train.metrics.MetricsSink;
import org.fourierlearner.train.metrics.TensorBoardMetrics;
import org.jspecify.annotations.Nullable;

/// The training loop: steps, evaluations, checkpoints, and the records of a run.
///
/// A run that was interrupted, in whatever way, goes on from its last checkpoint exactly as if it had not
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
    public record Outcome(End end, Checkpoint best, Checkpoint last, double seconds) {}

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
    /// @throws IOException if data cannot be read or a checkpoint not written; earlier checkpoints stay
    ///     good
    /// @throws TrainingDivergedException if a loss or gradient is not finite
    public Outcome train() throws IOException {
        CheckpointStore store = folder.checkpoints(config.train().keepLast(), listener::noticed);
        try (Task task = config.createTask(folder.data());
                Optimizer optimizer = config.train().optimizer().create(task.parameters())) {
            Optional<Checkpoint> last = store.latest();
            TrainingState state = TrainingState.first();
            if (last.isPresent()) {
                Path from = last.get().folder();
                task.read(from);
                TensorFile.load(from.resolve(OPTIMIZER), optimizer.state());
                state = TrainingState.read(from);
                store.discardAfter(state.step());
                folder.keep(config);
            }
            try (MetricsSink csv = metrics(state.step(), false);
                    MetricsSink events = metrics(state.step(), true)) {
                return new Loop(store, task, optimizer, List.of(csv, events), state, last.orElse(null)).run();
            }
        }
    }

    private MetricsSink metrics(long step, boolean events) {
        Path at = folder.path();
        if (step == 0) {
            return events ? TensorBoardMetrics.create(at) : CsvMetrics.create(at, COLUMNS);
        }
        return events ? TensorBoardMetrics.resume(at, step) : CsvMetrics.resume(at, COLUMNS, step);
    }

    /// One training, from where it stands to its end.
    private final class Loop {
        private final TrainConfig train = config.train();
        private final CheckpointStore store;
        private final Task task;
        private final Optimizer optimizer;
        private final List<MetricsSink> sinks;
        private final List<Tensor> weights;
        private final long startNanos = System.nanoTime();
        private final long firstStep;
        private long evaluationNanos;
        private TrainingState state;
        private @Nullable Checkpoint last;

        Loop(
                CheckpointStore store,
                Task task,
                Optimizer optimizer,
                List<MetricsSink> sinks,
                TrainingState state,
                @Nullable Checkpoint last) {
            this.store = store;
            this.task = task;
            this.optimizer = optimizer;
            this.sinks = sinks;
            this.state = state;
            this.last = last;
            firstStep = state.step();
            weights = new ArrayList<>(task.parameters().weights().values());
        }

        Outcome run() throws IOException {
            listener.begins(task, state.step());
            task.notices().forEach(listener::noticed);
            while (state.step() < train.steps()) {
                step();
                boolean stop = stopRequested.getAsBoolean();
                boolean timeOver = train.maxMinutes() > 0 && seconds() > 60 * train.maxMinutes();
                boolean due = state.step() % train.evaluateEvery() == 0 || state.step() == train.steps();
                if (due || timeOver) {
                    evaluate();
                } else if (stop) {
                    last = save(Double.NaN);
                }
                if (stop || timeOver || givesUp()) {
                    End end = stop ? End.STOPPED : timeOver ? End.TIME_LIMIT : End.NO_IMPROVEMENT;
                    return outcome(state.step() == train.steps() ? End.DONE : end);
                }
            }
            return outcome(End.DONE);
        }

        private boolean givesUp() {
            return train.patience() > 0 && state.evaluationsSinceBest() >= train.patience();
        }

        private double seconds() {
            return state.seconds() + (System.nanoTime() - startNanos - evaluationNanos) * 1e-9;
        }

        private Outcome outcome(End end) throws IOException {
            Checkpoint best = store.best().orElseThrow(() -> new IOException("no good checkpoint was left"));
            return new Outcome(end, best, last == null ? best : last, seconds());
        }

        private void step() {
            long step = state.step();
            task.beginStep(step);
            double loss = 0;
            for (int part = 0; part < train.parts(); part++) {
                loss += backward(step, part) / train.parts();
            }
            requireFinite(step, "loss", loss);
            double norm = clip();
            requireFinite(step, "gradient norm", norm);
            double rate = train.schedule().at(step, train.steps());
            optimizer.step(rate);
            weights.forEach(Tensor::clearGradient);
            state = new TrainingState(step + 1, state.bestScore(), state.evaluationsSinceBest(), state.seconds());
            double elapsed = (System.nanoTime() - startNanos - evaluationNanos) * 1e-9;
            double speed = (step + 1 - firstStep) * train.parts() * task.tokensPerPart() / elapsed;
            record(Map.of("loss", loss, "learning_rate", rate, "gradient_norm", norm, "tokens_per_second", speed));
            listener.stepped(new TrainingListener.Step(step + 1, train.steps(), loss, rate, norm, speed));
        }

        private double backward(long step, int part) {
            try (var _ = Scope.withGradients()) {
                Tensor loss = forward(step, part);
                if (train.parts() > 1) {
                    loss = loss.multiply(1.0 / train.parts());
                }
                loss.backward();
                return loss.item() * train.parts();
            }
        }

        private Tensor forward(long step, int part) {
            if (train.precision() == Precision.FLOAT_32) {
                return task.loss(step, part);
            }
            try (var _ = Threads.bfloat16()) {
                return task.loss(step, part);
            }
        }

        /// Scales the gradient down to the greatest norm allowed.
        ///
        /// @return the norm before
        private double clip() {
            try (var _ = Scope.withoutGradients()) {
                List<Tensor> gradients =
                        weights.stream().flatMap(w -> w.gradient().stream()).toList();
                Tensor[] squares = gradients.stream().map(g -> g.square().sum()).toArray(Tensor[]::new);
                double norm = Math.sqrt(Tensor.stack(0, squares).sum().item());
                if (train.gradientClipNorm() > 0 && norm > train.gradientClipNorm()) {
                    gradients.forEach(g -> g.multiplyInPlace(train.gradientClipNorm() / norm));
                }
                return norm;
            }
        }

        private void requireFinite(long step, String what, double value) {
            if (!Double.isFinite(value)) {
                throw new TrainingDivergedException(
                        step, what, value, last == null ? "none" : last.folder().toString());
            }
        }

        private void evaluate() throws IOException {
            long before = System.nanoTime();
            Evaluation evaluation = task.evaluate();
            boolean better = evaluation.score() < state.bestScore();
            state = new TrainingState(
                    state.step(),
                    better ? evaluation.score() : state.bestScore(),
                    better ? 0 : state.evaluationsSinceBest() + 1,
                    state.seconds());
            Optional<String> sample = task.sample(state.step());
            evaluationNanos += System.nanoTime() - before;
            record(Map.of("validation_score", evaluation.score()));
            sample.ifPresent(text -> sinks.forEach(sink -> sink.text(state.step(), "sample", text)));
            last = save(evaluation.score());
            listener.evaluated(state.step(), evaluation, last, sample);
            task.notices().forEach(listener::noticed);
        }

        private Checkpoint save(double score) throws IOException {
            var provenance = new Provenance(
                    folder.path().toAbsolutePath().getFileName().toString(),
                    version,
                    config.seed(),
                    state.step(),
                    score,
                    task.dataSha256(),
                    RecordWriter.write(config, RunConfig.class));
            var saved = new TrainingState(state.step(), state.bestScore(), state.evaluationsSinceBest(), seconds());
            return store.save(state.step(), score, into -> {
                task.write(into, provenance);
                TensorFile.write(into.resolve(OPTIMIZER), optimizer.state(), Map.of());
                saved.write(into);
            });
        }

        private void record(Map<String, Double> values) {
            var ordered = new LinkedHashMap<String, Double>();
            COLUMNS.stream().filter(values::containsKey).forEach(name -> ordered.put(name, values.get(name)));
            sinks.forEach(sink -> sink.record(state.step(), ordered));
        }
    }
}
