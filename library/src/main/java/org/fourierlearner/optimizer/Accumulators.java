package org.fourierlearner.optimizer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// One tensor for each weight, of its shape, that an optimizer remembers; 0 at first.
final class Accumulators implements AutoCloseable {
    private final Map<Tensor, Tensor> ofWeights = new LinkedHashMap<>();
    private final Map<String, Tensor> byName = new LinkedHashMap<>();

    /// @param name of what is accumulated, before the weight's
    Accumulators(String name, Parameters parameters) {
        try (var _ = Scope.withoutGradients()) {
            parameters.weights().forEach((weightName, weight) -> {
                Tensor accumulator =
                        Tensor.zeros(weight.type(), weight.shape().extents()).keep();
                ofWeights.put(weight, accumulator);
                byName.put(name + "." + weightName, accumulator);
            });
        }
    }

    /// Does something with each weight that has a gradient and its accumulator.
    void forEach(Step step) {
        try (var _ = Scope.withoutGradients()) {
            ofWeights.forEach((weight, accumulator) ->
                    weight.gradient().ifPresent(gradient -> step.take(weight, gradient, accumulator)));
        }
    }

    /// What is done with a weight.
    @FunctionalInterface
    interface Step {
        void take(Tensor weight, Tensor gradient, Tensor accumulator);
    }

    /// {@return the accumulators, by name; shared}
    Map<String, Tensor> byName() {
        return Collections.unmodifiableMap(byName);
    }

    @Override
    public void close() {
        byName.values().forEach(Tensor::close);
    }
}
