package org.fourierlearner.optimizer;

import java.util.Map;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Tensor;

/// Steps over the root mean square of the gradient: `v ← βv + (1−β)g²`, `w ← w − lr·g/(√v + ε)`.
///
/// Source: Tieleman & Hinton 2012, "Neural Networks for Machine Learning", lecture 6.5.
public final class RmsProp implements Optimizer {
    private final OptimizerConfig.RmsProp config;
    private final Accumulators accumulators;

    /// Begins without memory.
    ///
    /// @param config what is kept
    /// @param parameters what to train
    public RmsProp(OptimizerConfig.RmsProp config, Parameters parameters) {
        this.config = config;
        accumulators = new Accumulators("square", parameters);
    }

    @Override
    public double step(double learningRate) {
        accumulators.forEach((weight, gradient, square) -> {
            square.multiplyInPlace(config.beta()).addProductInPlace(gradient, gradient, 1 - config.beta());
            weight.addQuotientInPlace(gradient, square.sqrt().add(config.epsilon()), -learningRate);
        });
        return learningRate;
    }

    @Override
    public Map<String, Tensor> state() {
        return accumulators.byName();
    }

    @Override
    public void close() {
        accumulators.close();
    }
}
