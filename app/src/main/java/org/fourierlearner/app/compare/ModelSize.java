package org.fourierlearner.app.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.fourierlearner.attention.Attention;
import org.fourierlearner.attention.AttentionConfig;
import org.fourierlearner.attention.AttentionState;
import org.fourierlearner.attention.MaskedAttention;
import org.fourierlearner.model.LanguageModelConfig;
import org.fourierlearner.model.MoleculeTransformer;
import org.fourierlearner.model.MoleculeTransformerConfig;
import org.fourierlearner.model.TextClassifierConfig;
import org.fourierlearner.model.VisionTransformerConfig;
import org.fourierlearner.rpe.Bias;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.task.ImageClassification;
import org.fourierlearner.task.LanguageModelling;
import org.fourierlearner.task.MetaTraining;
import org.fourierlearner.task.MoleculeRegression;
import org.fourierlearner.task.Task;
import org.fourierlearner.task.TextClassification;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.fourierlearner.train.RunConfig;

/// How large a model is.
///
/// @param parameters how many numbers it learns
/// @param stateFloats how many floats a stream remembers for each layer, however long it is,
///     which is also what attention to all tokens makes of them; absent if that grows with the
///     text; of an optimizer, how many it remembers for each weight
record ModelSize(long parameters, Optional<Long> stateFloats) {

    /// Builds the model of a run once.
    ///
    /// @param run the run
    /// @param data where prepared data is kept
    /// @throws IOException if data cannot be read
    /// @throws IllegalArgumentException if parts of the configuration do not fit each other
    static ModelSize of(RunConfig run, Path data) throws IOException {
        try (Task task = run.createTask(data)) {
            Optional<Long> state = switch (task) {
                case LanguageModelling modelling -> {
                    LanguageModelConfig config = modelling.model().config();
                    yield stateFloats(
                            modelling.model().attentions(), config.heads(), config.headDim(), ModelSize::tokens);
                }
                case TextClassification classification -> {
                    TextClassifierConfig config = classification.model().config();
                    yield stateFloats(
                            classification.model().attentions(),
                            config.heads(),
                            config.modelDim() / config.heads(),
                            ModelSize::tokens);
                }
                case ImageClassification classification -> {
                    VisionTransformerConfig config = classification.model().config();
                    // what differences in the plane are looked up for keeps all tokens
                    yield config.attention().rpe() instanceof Bias
                            ? Optional.empty()
                            : stateFloats(
                                    classification.model().attentions(),
                                    config.heads(),
                                    config.modelDim() / config.heads(),
                                    tokens -> Coordinates.grid(1, tokens, 1));
                }
                case MoleculeRegression regression -> ofAtoms(regression.model());
                case MetaTraining training ->
                    Optional.of((long) training.optimizer().slots());
                default -> Optional.empty();
            };
            return new ModelSize(task.parameters().count(), state);
        }
    }

    /// Masks by waves make sums for each frequency: of open space, because each crystal has its
    /// own.
    private static Optional<Long> ofAtoms(MoleculeTransformer model) {
        MoleculeTransformerConfig config = model.config();
        int headDim = config.modelDim() / config.heads();
        if (config.attention() instanceof AttentionConfig.Masked masked) {
            return model.attentions().getFirst() instanceof MaskedAttention attention
                            && masked.path() == AttentionConfig.Path.COMPOSED
                    ? Optional.of(2L * attention.frequencies() * config.modelDim() * headDim)
                    : Optional.empty();
        }
        return stateFloats(
                model.attentions(),
                config.heads(),
                headDim,
                atoms -> Coordinates.of(Randomness.seeded(0).uniform(atoms, 3).to(ElementType.FLOAT64)));
    }

    private static Coordinates tokens(int length) {
        return Coordinates.tokens(0, length);
    }

    private static Optional<Long> stateFloats(
            List<Attention> attentions, int heads, int headDim, IntFunction<Coordinates> places) {
        long sum = 0;
        for (Attention attention : attentions) {
            long once = stateFloats(attention, heads, headDim, 1, places);
            if (once != stateFloats(attention, heads, headDim, 2, places)) {
                return Optional.empty();
            }
            sum += once;
        }
        return Optional.of(sum / attentions.size());
    }

    private static long stateFloats(
            Attention attention, int heads, int headDim, int tokens, IntFunction<Coordinates> places) {
        try (var _ = Scope.withoutGradients();
                AttentionState state = attention.begin()) {
            Tensor input = Randomness.seeded(0).normal(1, heads, tokens, headDim);
            attention.resume(state, input, input, input, places.apply(tokens));
            return state.tensors().values().stream()
                    .mapToLong(tensor -> tensor.shape().size() * tensor.type().bytes() / Float.BYTES)
                    .sum();
        }
    }
}
