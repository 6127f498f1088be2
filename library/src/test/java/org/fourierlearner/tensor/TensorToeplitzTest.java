package org.fourierlearner.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.fourierlearner.testkit.GradientCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Products with Toeplitz matrices by Fourier transforms.
final class TensorToeplitzTest {
    private final Scope scope = Scope.open();
    private final Randomness random = Randomness.seeded(1);

    @AfterEach
    void close() {
        scope.close();
    }

    private Tensor normal(int... extents) {
        return random.normal(extents).to(ElementType.FLOAT64);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 101})
    void productIsTheSumOverAllPairs(int length) {
        Tensor x = normal(3, length);
        Tensor coefficients = normal(2 * length - 1);

        double[] product = x.toeplitz(coefficients, -1).toDoubles();

        double[] values = x.toDoubles();
        double[] c = coefficients.toDoubles();
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int row = 0; row < 3; row++) {
            for (int i = 0; i < length; i++) {
                double sum = 0;
                for (int j = 0; j < length; j++) {
                    sum += c[i - j + length - 1] * values[row * length + j];
                }
                // each of two transforms and the way back rounds log(period) times
                assertThat(product[row * length + i]).isCloseTo(sum, within(100 * Math.ulp(1.0) * length * largest));
            }
        }
    }

    @Test
    void axisMayBeAnyAndCoefficientsBroadcastAlongTheOthers() {
        Tensor x = normal(2, 5, 3);
        Tensor coefficients = normal(2, 9, 1);

        Tensor product = x.toeplitz(coefficients, 1);

        assertThat(product.shape()).isEqualTo(x.shape());
        double[] last = x.transpose(1, 2)
                .toeplitz(coefficients.transpose(1, 2), -1)
                .transpose(1, 2)
                .toDoubles();
        assertThat(product.toDoubles()).containsExactly(last, within(1e-14));
    }

    @Test
    void gradientsAreThoseOfTheSum() {
        GradientCheck.assertGradients(
                in -> in.get(0)
                        .toeplitz(in.get(1), -1)
                        .multiply(in.get(2))
                        .square()
                        .sum(),
                normal(2, 5),
                normal(1, 9),
                normal(2, 5));
    }

    @Test
    void typeIsThatOfTheElements() {
        assertThat(Tensor.ones(3).toeplitz(Tensor.ones(5), 0).type()).isEqualTo(ElementType.FLOAT32);
    }

    @Test
    void anotherNumberOfCoefficientsIsRefused() {
        Tensor x = Tensor.ones(2, 5);

        assertThatThrownBy(() -> x.toeplitz(Tensor.ones(2, 10), -1))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("coefficients: expected shape with 9 elements along axis -1, got [2, 10]");
    }

    @Test
    void gradientsFromAGivenOneAreThoseOfTheWeightedSum() {
        Tensor x = normal(3, 5).requireGradient();
        Tensor weight = normal(3, 5);

        double[] gradient = x.square().gradients(List.of(x), weight).getFirst().toDoubles();

        assertThat(gradient).containsExactly(x.multiply(weight).multiply(2).toDoubles(), within(1e-15));
    }

    @Test
    void gradientsOutliveTheScopeThatTheyLeave() {
        Tensor x = normal(3, 5).requireGradient();
        Tensor gradient;
        try (var inner = Scope.open()) {
            gradient =
                    inner.leave(x.square().gradients(List.of(x), normal(3, 5)).getFirst());
        }

        assertThat(gradient.shape()).isEqualTo(x.shape());
        assertThat(gradient.square().sum().item()).isFinite();
    }

    @Test
    void multiplyingInPlaceBroadcasts() {
        Tensor x = Tensor.ones(2, 2);

        x.multiplyInPlace(Tensor.of(new double[] {3, 5}, 2).to(ElementType.FLOAT32));

        assertThat(x.toDoubles()).containsExactly(3, 5, 3, 5);
    }
}
