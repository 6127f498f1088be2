package org.fourierlearner.app.report;

/// One line of a training log.
///
/// @param step the number of steps done
/// @param trainLoss in nats; NaN if it was not finite
/// @param validationLoss in nats; NaN if it was not evaluated at this step
/// @param learningRate the rate of this step
/// @param accuracy the share of right labels on validation data; NaN if there are none or it was not evaluated
public record TrainingPoint(long step, double trainLoss, double validationLoss, double learningRate, double accuracy) {

    /// Of a model that tells no labels.
    ///
    /// @param step the number of steps done
    /// @param trainLoss in nats; NaN if it was not finite
    /// @param validationLoss in nats; NaN if it was not evaluated at this step
    /// @param learningRate the rate of this step
    public TrainingPoint(long step, double trainLoss, double validationLoss, double learningRate) {
        this(step, trainLoss, validationLoss, learningRate, Double.NaN);
    }
}
