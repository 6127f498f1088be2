package org.fourierlearner.optimizer;

import java.util.LinkedHashMap;
import java.util.Map;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// Stochastic gradient descent with momentum: `m ← βm + g`, `w ← w − lr·m`.
///
/// Source: Sutskever et al. 2013, "On the importance of initialization and momentum in deep
/// learning", section 2, with the rate outside of the sum.
public final class Momentum implements Optimizer {
    private final double beta;
    private final Map<Tensor, Tensor> sums = new LinkedHashMap<>();
    private final Map<String, Tensor> state = new LinkedHashMap<>();

    /// Begins without memory.
    ///
    /// @param config what is kept
    /// @param parameters what to train
    public Momentum(OptimizerConfig.Momentum config, Parameters parameters) {
        beta = config.beta();
        try (var _ = Scope.withoutGradients()) {
            parameters.weights().forEach((name, weight) -> {
                Tensor sum = Tensor.zeros(weight.shape().extents()).keep();
                sums.put(weight, sum);
                state.put("sum." + name, sum);
            });
        }
    }

    @Override
    public double step(double learningRate) {
        try (var _ = Scope.withoutGradients()) {
            sums.forEach((weight, sum) -> weight.gradient().ifPresent(gradient -> {
                sum.multiplyInPlace(beta).addInPlace(gradient, 1);
                weight.addInPlace(sum, -learningRate);
            }));
        }
        return learningRate;
    }

    @Override
    public Map<String, Tensor> state() {
        return Map.copyOf(state);
    }

    @Override
    public void close() {
        state.values().forEach(Tensor::close);
    }
}
