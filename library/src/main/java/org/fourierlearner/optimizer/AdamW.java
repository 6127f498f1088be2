package org.fourierlearner.optimizer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// Adam with decoupled weight decay. Matrices of layers decay; scales, biases, embeddings of
/// positions and what spectra learn do not.
///
/// `m ← β₁m + (1−β₁)g`, `v ← β₂v + (1−β₂)g²`, `w ← w − lr·(m̂/(√v̂ + ε) + decay·w)` with `m̂ =
/// m/(1−β₁ᵗ)`, `v̂ = v/(1−β₂ᵗ)`.
///
/// Source: Loshchilov & Hutter 2019, "Decoupled Weight Decay Regularization" (arXiv:1711.05101),
/// Algorithm 2.
public final class AdamW implements Optimizer {
    private final OptimizerConfig.AdamW config;
    private final List<Moments> moments = new ArrayList<>();
    private final Tensor steps;

    private record Moments(String name, Tensor weight, Tensor mean, Tensor square, double decay) {}

    /// Begins without memory.
    ///
    /// @param config rates and decay
    /// @param parameters what to train
    public AdamW(OptimizerConfig.AdamW config, Parameters parameters) {
        this.config = config;
        try (var _ = Scope.withoutGradients()) {
            parameters.weights().forEach((name, weight) -> {
                int[] extents = weight.shape().extents();
                moments.add(new Moments(
                        name,
                        weight,
                        Tensor.zeros(weight.type(), extents).keep(),
                        Tensor.zeros(weight.type(), extents).keep(),
                        decays(name, weight) ? config.weightDecay() : 0));
            });
            steps = Tensor.zeros(ElementType.INT64, 1).keep();
        }
    }

    private static boolean decays(String name, Tensor weight) {
        return weight.shape().rank() == 2 && !name.contains(".rpe.") && !name.startsWith("positions.");
    }

    @Override
    public double step(double learningRate) {
        try (var _ = Scope.withoutGradients()) {
            steps.copyInPlace(steps.add(1));
            double t = steps.item();
            double meanScale = 1 - Math.pow(config.beta1(), t);
            double squareScale = 1 - Math.pow(config.beta2(), t);
            for (Moments m : moments) {
                m.weight().gradient().ifPresent(gradient -> {
                    m.mean().interpolateInPlace(gradient, 1 - config.beta1());
                    m.square()
                            .multiplyInPlace(config.beta2())
                            .addProductInPlace(gradient, gradient, 1 - config.beta2());
                    Tensor root = m.square().multiply(1 / squareScale).sqrt().add(config.epsilon());
                    m.weight()
                            .multiplyInPlace(1 - learningRate * m.decay())
                            .addQuotientInPlace(m.mean(), root, -learningRate / meanScale);
                });
            }
        }
        return learningRate;
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        for (Moments m : moments) {
            state.put("mean." + m.name(), m.mean());
            state.put("square." + m.name(), m.square());
        }
        state.put("steps", steps);
        return state;
    }

    @Override
    public void close() {
        state().values().forEach(Tensor::close);
    }
}
