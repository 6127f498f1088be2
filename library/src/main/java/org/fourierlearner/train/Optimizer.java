package org.fourierlearner.train;

import java.util.Map;
import org.fourierlearner.tensor.Tensor;

/// Changes weights by their gradients.
public interface Optimizer extends AutoCloseable {

    /// Makes one step with the gradients that the weights have. Weights without a gradient stay.
    ///
    /// @param learningRate the size of the step
    void step(double learningRate);

    /// {@return what the optimizer remembers, by name; shared}
    Map<String, Tensor> state();

    @Override
    void close();
}
