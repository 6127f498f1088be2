package org.fourierlearner.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// Compares the gradients of a function of tensors with central differences, in double precision.
///
/// ```java
/// GradientCheck.assertGradients(in -> in.get(0).matmul(in.get(1)).square().sum(), query, key);
/// ```
public final class GradientCheck {
    /// Balances the truncation error `h²·|f‴|/6` against the rounding error `ε·|f|/h`.
    private static final double STEP = Math.cbrt(Math.ulp(1.0));

    /// Both errors are near `STEP²`, times `|f‴|/6` and `|f|`; this leaves room for a third derivative of
    /// some hundreds, and for a function that rounds a hundred times.
    private static final double TOLERANCE = 100 * STEP * STEP;

    private GradientCheck() {}

    /// Fails unless the gradients of a function at a point are its central differences there.
    ///
    /// Costs two evaluations for each element of the point. Opens its own scopes; the point is not changed.
    ///
    /// @param function from tensors like those of the point to a scalar in double precision; it is
    ///     evaluated many times, and must give the same value for the same tensors
    /// @param point the arguments, all of type [ElementType#FLOAT64]
    public static void assertGradients(Function<List<Tensor>, Tensor> function, Tensor... point) {
        for (Tensor argument : point) {
            assertThat(argument.type()).as("type of an argument").isEqualTo(ElementType.FLOAT64);
        }
        List<double[]> gradients = new ArrayList<>();
        double value;
        try (var _ = Scope.withGradients()) {
            List<Tensor> arguments = copies(point);
            arguments.forEach(Tensor::requireGradient);
            Tensor result = function.apply(arguments);
            assertThat(result.type()).as("type of the result").isEqualTo(ElementType.FLOAT64);
            value = result.item();
            result.gradients(arguments, false).forEach(gradient -> gradients.add(gradient.toDoubles()));
        }
        try (var _ = Scope.withoutGradients()) {
            List<Tensor> arguments = copies(point);
            for (int k = 0; k < point.length; k++) {
                assertThat(gradients.get(k)).hasSize((int) point[k].shape().size());
                MemorySegment memory = arguments.get(k).memory();
                for (int i = 0; i < gradients.get(k).length; i++) {
                    double numeric = centralDifference(function, arguments, memory, i);
                    assertThat(gradients.get(k)[i])
                            .as("derivative by element %d of argument %d of shape %s", i, k, point[k].shape())
                            .isCloseTo(
                                    numeric,
                                    within(TOLERANCE * Math.max(1, Math.max(Math.abs(value), Math.abs(numeric)))));
                }
            }
        }
    }

    private static List<Tensor> copies(Tensor[] point) {
        List<Tensor> copies = new ArrayList<>();
        for (Tensor argument : point) {
            copies.add(argument.detach().contiguous().copy());
        }
        return copies;
    }

    private static double centralDifference(
            Function<List<Tensor>, Tensor> function, List<Tensor> arguments, MemorySegment memory, int i) {
        double center = memory.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
        double above = valueAt(function, arguments, memory, i, center + STEP);
        double below = valueAt(function, arguments, memory, i, center - STEP);
        memory.setAtIndex(ValueLayout.JAVA_DOUBLE, i, center);
        return (above - below) / (center + STEP - (center - STEP));
    }

    private static double valueAt(
            Function<List<Tensor>, Tensor> function, List<Tensor> arguments, MemorySegment memory, int i, double x) {
        memory.setAtIndex(ValueLayout.JAVA_DOUBLE, i, x);
        try (var _ = Scope.withoutGradients()) {
            return function.apply(arguments).item();
        }
    }
}
