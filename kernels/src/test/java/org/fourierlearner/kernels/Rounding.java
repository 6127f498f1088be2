package org.fourierlearner.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.fourierlearner.kernels.Example.Sizes;
import org.jspecify.annotations.Nullable;

/// What results may be off by, and the comparison.
final class Rounding {
    /// Of one operation in floats, relative.
    static final double UNIT = 0x1p-24;

    private Rounding() {}

    /// The relative error of weights and their sums.
    ///
    /// A weight is the exponential of a logarithm, so its relative error is the absolute one of the
    /// logarithm: a rounding of each of its parts as it comes in, and of each partial sum. Sums over
    /// tokens and features add independent roundings, which grow as the root of their number.
    static double ofWeights(Example example) {
        Sizes s = example.sizes();
        double tiles = s.keys() / 64.0;
        double logarithm = sizeOfLogarithms(example, example.query(), example.queryLogits())
                + sizeOfLogarithms(example, example.key(), example.keyLogits())
                + span(example.clock());
        return UNIT * (2 * logarithm + 4 * Math.sqrt(64 + tiles + s.features()));
    }

    /// Outputs are averages of values, and inherit the relative error of weights.
    static double ofOutputs(Example example) {
        return ofWeights(example) * greatest(example.value());
    }

    /// The sum of the sizes of the greatest parts of a logarithm.
    private static double sizeOfLogarithms(Example example, float[] tokens, float @Nullable [] logits) {
        int width = example.sizes().headDim();
        double sum = logits == null ? 0 : greatest(logits);
        double greatestNorm = 0;
        for (int row = 0; row < tokens.length; row += width) {
            double norm = 0;
            for (int d = 0; d < width; d++) {
                norm += tokens[row + d] * tokens[row + d];
            }
            greatestNorm = Double.isNaN(norm) ? greatestNorm : Math.max(greatestNorm, Math.sqrt(norm));
        }
        if (example.projection() == null) {
            return sum + greatestNorm;
        }
        double scaled = greatestNorm * Math.pow(width, -0.25);
        return sum + scaled * greatest(example.projection()) + scaled * scaled / 2;
    }

    private static double span(double @Nullable [] clock) {
        return clock == null ? 0 : clock[clock.length - 1] - clock[0];
    }

    private static double greatest(float[] values) {
        return greatest(Definition.doubles(values));
    }

    static double greatest(double[] values) {
        double greatest = 0;
        for (double value : values) {
            // what stands in padding may be NaN
            greatest = Double.isNaN(value) ? greatest : Math.max(greatest, Math.abs(value));
        }
        return greatest;
    }

    static void assertClose(String what, float[] actual, double[] expected, double tolerance) {
        assertClose(what, Definition.doubles(actual), expected, tolerance);
    }

    static void assertClose(String what, double[] actual, double[] expected, double tolerance) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        int worst = -1;
        double farthest = tolerance;
        for (int k = 0; k < expected.length; k++) {
            double distance = Math.abs(actual[k] - expected[k]);
            // NaN is far
            if (!(distance <= farthest)) {
                worst = k;
                farthest = Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance;
            }
        }
        if (worst >= 0) {
            assertThat(actual[worst])
                    .as("%s, element %d, tolerance %s", what, worst, tolerance)
                    .isEqualTo(expected[worst]);
        }
    }
}
