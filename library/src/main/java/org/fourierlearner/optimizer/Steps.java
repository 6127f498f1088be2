package org.fourierlearner.optimizer;

import org.fourierlearner.tensor.Tensor;

/// Steps of an [UpdateRule] with its weights as they were at some time, without gradients.
public sealed interface Steps permits FusedSteps, ComposedSteps {

    /// Changes a weight.
    ///
    /// @param weight of any shape, changed
    /// @param gradient of the same shape
    /// @param gradientSquares the sum of its squares
    /// @param state `[slots, coordinates]`, changed
    /// @param summary of the tensor, changed
    /// @param step from 1
    /// @param horizon the number of steps
    /// @return the size of the step
    double take(
            Tensor weight,
            Tensor gradient,
            double gradientSquares,
            Tensor state,
            TensorSummary summary,
            long step,
            long horizon);
}
