package org.fourierlearner.problem;

import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Tensor;

/// A small model with a loss, at its first weights.
public interface Problem extends AutoCloseable {

    /// {@return what is to be trained}
    Parameters parameters();

    /// {@return the loss of a mini-batch, a scalar with gradients}
    ///
    /// @param step which batch: the same one for the same step
    Tensor loss(long step);

    /// {@return the loss of examples that are the same each time, a scalar}
    Tensor measured();

    @Override
    void close();
}
