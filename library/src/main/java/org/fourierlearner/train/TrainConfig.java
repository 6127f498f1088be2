package org.fourierlearner.train;

import org.fourierlearner.optimizer.OptimizerConfig;

/// How a model is trained.
///
/// @param steps the number of optimizer steps
/// @param batchSize the examples of a part of a batch
/// @param parts how many parts make a batch; their gradients are averaged before a step
/// @param partsAtOnce how many parts are computed at the same time, each with its part of the
///     cores: 1, or 2, which is
///     faster where two cores hardly help one operation. Sums of two are the same in any order,
///     those of more are not
/// @param schedule the learning rate
/// @param optimizer what changes the weights
/// @param gradientClipNorm the largest `ℓ₂` norm of the gradient of all weights together; 0 for
///     no bound
/// @param precision what activations are computed in
/// @param evaluateEvery after how many steps the model is evaluated and saved
/// @param evaluationTokens the most held-out tokens to evaluate on; 0 for all
/// @param patience after how many evaluations without a better score training stops; 0 for never
/// @param keepLast how many of the newest checkpoints to keep, beside the best
/// @param maxMinutes after how many minutes of training, evaluations and samples not counted, it
///     stops; 0 for never
/// @param averageDecay how much of the average of the weights is kept at each step, such as
///     0.999; the average is what is evaluated and saved as the model. 0 for the weights
///     themselves
public record TrainConfig(
        int steps,
        int batchSize,
        int parts,
        int partsAtOnce,
        LearningRateSchedule schedule,
        OptimizerConfig optimizer,
        double gradientClipNorm,
        Precision precision,
        int evaluateEvery,
        long evaluationTokens,
        int patience,
        int keepLast,
        double maxMinutes,
        double averageDecay) {

    /// Checks the components.
    ///
    /// @throws IllegalArgumentException if one is out of range
    public TrainConfig {
        requireAtLeast("steps", steps, 1);
        requireAtLeast("batchSize", batchSize, 1);
        requireAtLeast("parts", parts, 1);
        if (partsAtOnce != 1 && !(partsAtOnce == 2 && parts == 2)) {
            throw new IllegalArgumentException(
                    "partsAtOnce: expected 1, or 2 if parts are 2, got %d with %d parts".formatted(partsAtOnce, parts));
        }
        requireAtLeast("gradientClipNorm", gradientClipNorm, 0);
        requireAtLeast("evaluateEvery", evaluateEvery, 1);
        requireAtLeast("evaluationTokens", (double) evaluationTokens, 0);
        requireAtLeast("patience", patience, 0);
        requireAtLeast("keepLast", keepLast, 1);
        requireAtLeast("maxMinutes", maxMinutes, 0);
        if (!(averageDecay >= 0 && averageDecay < 1)) {
            throw new IllegalArgumentException(
                    "averageDecay: expected a number in [0, 1), got %s".formatted(averageDecay));
        }
    }

    private static void requireAtLeast(String component, double value, int least) {
        if (!(value >= least)) {
            throw new IllegalArgumentException(
                    "%s: expected a number ≥ %d, got %s".formatted(component, least, plain(value)));
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? "%.0f".formatted(value) : Double.toString(value);
    }

    /// {@return a training of minutes, five at most}
    public static TrainConfig defaults() {
        return new TrainConfig(
                1200,
                12,
                1,
                1,
                LearningRateSchedule.WarmupCosine.defaults(),
                OptimizerConfig.AdamW.defaults(),
                1,
                Precision.FLOAT_32,
                300,
                0,
                0,
                2,
                5,
                0);
    }
}
