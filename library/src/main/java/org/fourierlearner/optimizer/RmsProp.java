package org.fourierlearner.optimizer;

import java.util.LinkedHashMap;
import java.util.Map;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// Steps over the root mean square of the gradient: `v ← βv + (1−β)g²`, `w ← w − lr·g/(√v + ε)`.
///
/// Source: Tieleman & Hinton 2012, "Neural Networks for Machine Learning", lecture 6.5.
public final class RmsProp implements Optimizer {
    private final OptimizerConfig.RmsProp config;
    private final Map<Tensor, Tensor> squares = new LinkedHashMap<>();
    private final Map<String, Tensor> state = new LinkedHashMap<>();

    /// Begins without memory.
    ///
    /// @param config what is kept
    /// @param parameters what to train
    public RmsProp(OptimizerConfig.RmsProp config, Parameters parameters) {
        this.config = config;
        try (var _ = Scope.withoutGradients()) {
            parameters.weights().forEach((name, weight) -> {
                Tensor square = Tensor.zeros(weight.shape().extents()).keep();
                squares.put(weight, square);
                state.put("square." + name, square);
            });
        }
    }

    @Override
    public double step(double learningRate) {
        try (var _ = Scope.withoutGradients()) {
            squares.forEach((weight, square) -> weight.gradient().ifPresent(gradient -> {
                square.multiplyInPlace(config.beta()).addProductInPlace(gradient, gradient, 1 - config.beta());
                weight.addQuotientInPlace(gradient, square.sqrt().add(config.epsilon()), -learningRate);
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
