package org.fourierlearner.rpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// Compares gradients with central differences of two steps, `(4 D(h) − D(2h))/3`, whose error is `O(h⁴)`.
final class Differences {

    private Differences() {}

    /// Fails unless the gradient of a scalar reaches every learned number and agrees with its differences.
    static void assertGradients(Parameters parameters, Supplier<Tensor> scalar, double step, double tolerance) {
        Map<String, double[]> gradients = gradients(parameters, scalar);
        parameters.weights().forEach((name, weight) -> {
            double[] gradient = Objects.requireNonNull(gradients.get(name));
            float[] values = weight.toFloats();
            for (int i = 0; i < values.length; i++) {
                double near = quotient(weight, values, i, step, scalar);
                double far = quotient(weight, values, i, 2 * step, scalar);
                double expected = (4 * near - far) / 3;
                assertThat(gradient[i])
                        .as("∂/∂%s[%d]", name, i)
                        .isCloseTo(expected, within(tolerance * Math.max(1, Math.abs(expected))));
            }
        });
    }

    /// The gradient by each weight; fails if it does not reach one.
    static Map<String, double[]> gradients(Parameters parameters, Supplier<Tensor> scalar) {
        var gradients = new LinkedHashMap<String, double[]>();
        try (var _ = Scope.withGradients()) {
            parameters.weights().values().forEach(Tensor::clearGradient);
            scalar.get().backward();
            parameters.weights().forEach((name, weight) -> {
                assertThat(weight.gradient()).as(name).isPresent();
                gradients.put(name, weight.gradient().orElseThrow().toDoubles());
            });
        }
        return gradients;
    }

    /// The step is taken as single precision rounds it.
    private static double quotient(Tensor weight, float[] values, int i, double step, Supplier<Tensor> scalar) {
        float[] shifted = values.clone();
        shifted[i] = (float) (values[i] + step);
        double width = shifted[i];
        double above = at(weight, shifted, scalar);
        shifted[i] = (float) (values[i] - step);
        width -= shifted[i];
        double below = at(weight, shifted, scalar);
        at(weight, values, scalar);
        return (above - below) / width;
    }

    private static double at(Tensor weight, float[] values, Supplier<Tensor> scalar) {
        try (var _ = Scope.withoutGradients()) {
            weight.copyInPlace(Tensor.of(values, weight.shape().extents()));
            return scalar.get().item();
        }
    }
}
