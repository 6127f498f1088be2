package org.fourierlearner.optimizer;

import org.fourierlearner.kernels.UpdateMemory;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Tensor;

/// A memory with its weights, composed of tensor operations through which gradients flow.
sealed interface Remembering permits AttentionMemory, LstmMemory {

    /// What a memory tells after a step.
    ///
    /// @param told `[coordinates, width]`
    /// @param state `[slots, coordinates]`
    record Answer(Tensor told, Tensor state) {}

    /// {@return what is told of all steps so far}
    ///
    /// @param inputs of this step, `[coordinates, inputs]`, the first the gradient over its root
    ///     mean square
    /// @param state after the step before, `[slots, coordinates]`
    /// @param step its number, from 1
    Answer remember(Tensor inputs, Tensor state, long step);

    /// {@return how much the gradient over its root mean square, and each number that is told, counts for the
    /// direction first}
    double[] firstMix();

    /// {@return the memory in plain numbers, as it is now}
    UpdateMemory numbers();

    /// {@return what is learned}
    Parameters parameters();
}
