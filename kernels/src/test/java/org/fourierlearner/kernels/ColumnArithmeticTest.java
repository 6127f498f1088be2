package org.fourierlearner.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ColumnArithmeticTest {
    static Stream<ColumnArithmetic> forms() {
        return Stream.of(new VectorColumns(), new ScalarColumns());
    }

    /// Outputs come in blocks, whose number need not be whole.
    @ParameterizedTest
    @MethodSource("forms")
    void denseLayersAreSumsOfProductsColumnByColumn(ColumnArithmetic arithmetic) {
        Random random = new Random(3);
        int columns = 3 * arithmetic.width();
        int stride = columns + 5;
        for (int outs = 1; outs <= 10; outs++) {
            for (int ins : new int[] {1, 4, 7}) {
                int from = outs / 5;
                float[] weights = normal(random, outs * ins);
                float[] biases = outs % 2 == 0 ? normal(random, outs) : null;
                float[] x = normal(random, ins * stride);
                float[] y = new float[outs * stride];
                Arrays.fill(y, Float.NaN);
                arithmetic.dense(
                        weights,
                        from,
                        outs,
                        ins,
                        biases,
                        Float.NEGATIVE_INFINITY,
                        Float.POSITIVE_INFINITY,
                        x,
                        y,
                        stride,
                        columns);
                for (int at = 0; at < y.length; at++) {
                    int out = at / stride;
                    int column = at % stride;
                    if (column >= columns || out < from) {
                        assertThat(y[at]).isNaN();
                        continue;
                    }
                    double expected = biases == null ? 0 : biases[out];
                    double size = Math.abs(expected);
                    for (int in = 0; in < ins; in++) {
                        double product = (double) weights[out * ins + in] * x[in * stride + column];
                        expected += product;
                        size += Math.abs(product);
                    }
                    // a rounding for each product and each sum
                    assertThat((double) y[at]).isCloseTo(expected, within(2 * ins * 0x1p-24 * size));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void denseLayersMayBeBounded(ColumnArithmetic arithmetic) {
        Random random = new Random(4);
        int columns = 2 * arithmetic.width();
        float[] weights = normal(random, 7 * 3);
        float[] x = normal(random, 3 * columns);
        float[] plain = new float[7 * columns];
        float[] bounded = new float[7 * columns];

        arithmetic.dense(
                weights, 0, 7, 3, null, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, x, plain, columns, columns);
        arithmetic.dense(weights, 0, 7, 3, null, -0.5f, 0.75f, x, bounded, columns, columns);

        float[] positive = new float[7 * columns];
        arithmetic.dense(weights, 0, 7, 3, null, 0, Float.POSITIVE_INFINITY, x, positive, columns, columns);

        for (int at = 0; at < plain.length; at++) {
            assertThat(positive[at]).isEqualTo(Math.max(plain[at], 0));
            assertThat(bounded[at]).isEqualTo(Math.clamp(plain[at], -0.5f, 0.75f));
        }
    }

    private static float[] normal(Random random, int count) {
        float[] numbers = new float[count];
        for (int k = 0; k < count; k++) {
            numbers[k] = (float) random.nextGaussian();
        }
        return numbers;
    }
}
