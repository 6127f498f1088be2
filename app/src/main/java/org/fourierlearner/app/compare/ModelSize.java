package org.fourierlearner.app.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.fourierlearner.attention.Attention;
import org.fourierlearner.attention.AttentionState;
import org.fourierlearner.model.LanguageModel;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.task.LanguageModelling;
import org.fourierlearner.task.Task;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.fourierlearner.train.RunConfig;

/// How large a model is.
///
/// @param parameters how many numbers it learns
/// @param stateFloats how many floats a stream remembers for each layer, however long it is; absent if
///     that grows with the text or there are no streams
record ModelSize(long parameters, Optional<Long> stateFloats) {

    /// Builds the model of a run once.
    ///
    /// @param run the run
    /// @param data where prepared data is kept
    /// @throws IOException if data cannot be read
    /// @throws IllegalArgumentException if parts of the configuration do not fit each other
    static ModelSize of(RunConfig run, Path data) throws IOException {
        try (Task task = run.createTask(data)) {
            Optional<Long> state =
                    task instanceof LanguageModelling modelling ? stateFloats(modelling.model()) : Optional.empty();
            return new ModelSize(task.parameters().count(), state);
        }
    }

    private static Optional<Long> stateFloats(LanguageModel model) {
        long sum = 0;
        for (Attention attention : model.attentions()) {
            try {
                long once = stateFloats(attention, model, 1);
                if (once != stateFloats(attention, model, 2)) {
                    return Optional.empty();
                }
                sum += once;
            } catch (UnsupportedOperationException _) {
                // this kind of attention has no streams
                return Optional.empty();
            }
        }
        return Optional.of(sum / model.attentions().size());
    }

    private static long stateFloats(Attention attention, LanguageModel model, int tokens) {
        try (var _ = Scope.withoutGradients();
                AttentionState state = attention.begin()) {
            Tensor input = Randomness.seeded(0)
                    .normal(1, model.config().heads(), tokens, model.config().headDim());
            attention.resume(state, input, input, input, Coordinates.tokens(0, tokens));
            return state.tensors().values().stream()
                    .mapToLong(tensor -> tensor.shape().size() * tensor.type().bytes() / Float.BYTES)
                    .sum();
        }
    }
}
