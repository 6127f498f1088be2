package org.fourierlearner.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.fourierlearner.tensor.Tensor;

/// How far single precision may be from the definition.
///
/// An exponent is a sum of some terms, each rounded: its error is at most `2⁻²⁴` times the number of
/// roundings times the sum of the absolute terms. The error of an exponent is the relative error of a weight.
/// Sums over keys and features are of terms of one sign, or grow by the row's condition number; the quotient
/// of two such sums has twice their error.
final class Rounding {

    /// Roundings on the way to a logarithm: products are summed in several lanes, so that their number is
    /// below the width; positions, half squares, scale and maximum add a few.
    private static final int ROUNDINGS = 8;

    private Rounding() {}

    /// The relative error of a weight.
    static double of(AttentionReference.Result expected, Tokens tokens) {
        return 2 * 0x1p-24 * (ROUNDINGS * (1 + 2 * expected.magnitude()) + tokens.keyLength());
    }

    static void assertOutputs(Tensor actual, AttentionReference.Result expected, Tokens tokens) {
        assertThat(actual.shape().extents())
                .containsExactly(tokens.batch(), Tokens.HEADS, tokens.queryLength(), Tokens.VALUE_DIM);
        assertRows(
                actual.toDoubles(),
                expected.outputs(),
                expected.conditions(),
                of(expected, tokens) * tokens.greatestValue());
    }

    static void assertWeights(Tensor actual, AttentionReference.Result expected, Tokens tokens) {
        assertThat(actual.shape().extents())
                .containsExactly(tokens.batch(), Tokens.HEADS, tokens.queryLength(), tokens.keyLength());
        assertRows(actual.toDoubles(), expected.weights(), expected.conditions(), of(expected, tokens));
    }

    private static void assertRows(double[] actual, double[] expected, double[] conditions, double rounding) {
        int width = expected.length / conditions.length;
        for (int n = 0; n < expected.length; n++) {
            assertThat(actual[n])
                    .as("element %d of row %d", n % width, n / width)
                    .isCloseTo(expected[n], within(rounding * conditions[n / width]));
        }
    }
}
