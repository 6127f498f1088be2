package org.fourierlearner.optimizer;

import java.util.Map;
import org.fourierlearner.tensor.Tensor;

/// Changes weights by their gradients.
public interface Optimizer extends AutoCloseable {

    /// Makes one step with the gradients that the weights have. Weights without a gradient stay.
    ///
    /// @param learningRate the size of the step; an optimizer that is learned has its own
    /// @return the size that the step had
    double step(double learningRate);

    /// {@return what the optimizer remembers, by name; shared}
    Map<String, Tensor> state();

    @Override
    void close();
}
