package org.fourierlearner.optimizer;

import java.util.Map;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Tensor;

/// Stochastic gradient descent with momentum: `m ← βm + g`, `w ← w − lr·m`.
///
/// Source: Sutskever et al. 2013, "On the importance of initialization and momentum in deep
/// learning", section 2, with the rate outside of the sum.
public final class Momentum implements Optimizer {
    private final OptimizerConfig.Momentum config;
    private final Accumulators accumulators;

    /// Begins without memory.
    ///
    /// @param config what is kept
    /// @param parameters what to train
    public Momentum(OptimizerConfig.Momentum config, Parameters parameters) {
        this.config = config;
        accumulators = new Accumulators("sum", parameters);
    }

    @Override
    public double step(double learningRate) {
        accumulators.forEach((weight, gradient, sum) -> {
            sum.multiplyInPlace(config.beta()).addInPlace(gradient, 1);
            weight.addInPlace(sum, -learningRate);
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
