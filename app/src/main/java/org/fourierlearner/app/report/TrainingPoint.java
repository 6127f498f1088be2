package org.fourierlearner.app.report;

/// One line of a training log.
///
/// @param step the number of steps done
/// @param trainLoss in nats; NaN if it was not finite
/// @param validationLoss in nats; NaN if it was not evaluated at this step
/// @param learningRate the rate of this step
public record TrainingPoint(long step, double trainLoss, double validationLoss, double learningRate) {}
