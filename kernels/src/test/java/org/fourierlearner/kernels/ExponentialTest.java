package org.fourierlearner.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExponentialTest {
    private static final float LEAST = (float) Math.log(Float.MIN_NORMAL);

    static Stream<Arithmetic> arithmetics() {
        return Stream.of(new VectorArithmetic(), new ScalarArithmetic());
    }

    private static float[] exponentials(Arithmetic arithmetic, float[] arguments) {
        var matrix = new Matrix(arithmetic, 1, arguments.length);
        arithmetic.pack(arguments, 1, arguments.length, matrix);
        arithmetic.exponentials(matrix, 1, new float[1], new float[matrix.columns], null);
        float[] results = new float[arguments.length];
        arithmetic.unpack(matrix, 1, arguments.length, new float[] {1}, results);
        return results;
    }

    /// Two units in the last place, as documented; a unit of a float near the exact value.
    private static void check(Arithmetic arithmetic, float[] arguments) {
        float[] results = exponentials(arithmetic, arguments);
        double worst = 0;
        float at = 0;
        for (int k = 0; k < results.length; k++) {
            double exact = Math.exp(arguments[k]);
            double distance = Math.abs(results[k] - exact) / Math.ulp((float) exact);
            if (!(distance <= worst)) {
                worst = distance;
                at = arguments[k];
            }
        }
        assertThat(worst).as("units at %s", at).isLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("arithmetics")
    void isWithinTwoUnitsWhereResultsAreNormal(Arithmetic arithmetic) {
        int count = 1_000_003;
        float[] arguments = new float[count];
        for (int k = 0; k < count; k++) {
            arguments[k] = (float) (-87.3 + (88 + 87.3) * k / (count - 1));
        }
        check(arithmetic, arguments);
    }

    @ParameterizedTest
    @MethodSource("arithmetics")
    void isWithinTwoUnitsAroundZeroAndAtTheEnds(Arithmetic arithmetic) {
        float[] ends = {0, -0f, 1, -1, 88, Math.nextUp(LEAST), Float.MIN_VALUE, -Float.MIN_NORMAL, 0x1p-24f, -0x1p-25f};
        check(arithmetic, ends);
    }

    /// Where the nearest power of two changes, the remainder is greatest.
    @ParameterizedTest
    @MethodSource("arithmetics")
    void isWithinTwoUnitsBetweenPowersOfTwo(Arithmetic arithmetic) {
        int steps = 64;
        float[] arguments = new float[252 * steps];
        for (int n = -125; n < 127; n++) {
            float middle = (float) ((n + 0.5) * Math.log(2));
            for (int k = 0; k < steps; k++) {
                arguments[(n + 125) * steps + k] = middle + (k - steps / 2) * Math.ulp(middle);
            }
        }
        arguments = Arrays.copyOf(arguments, 251 * steps);
        check(arithmetic, arguments);
    }

    @ParameterizedTest
    @MethodSource("arithmetics")
    void isZeroOrNextToItBelow(Arithmetic arithmetic) {
        float[] results = exponentials(
                arithmetic,
                new float[] {Math.nextDown(LEAST), -90, -104, -1000, -Float.MAX_VALUE, Float.NEGATIVE_INFINITY});
        for (float result : results) {
            assertThat(result).isBetween(0f, Float.MIN_NORMAL);
        }
        assertThat(results[5]).isZero();
        assertThat(exponentials(new VectorArithmetic(), new float[] {Math.nextDown(LEAST), -104}))
                .containsOnly(0f);
    }

    @ParameterizedTest
    @MethodSource("arithmetics")
    void ofNanIsNan(Arithmetic arithmetic) {
        assertThat(exponentials(arithmetic, new float[] {0, Float.NaN, 0})).containsExactly(1, Float.NaN, 1);
    }

    /// All of them rounded once or twice more, at a size of 40 at most.
    @ParameterizedTest
    @MethodSource("arithmetics")
    void addsNumbersOfRowsAndColumns(Arithmetic arithmetic) {
        var matrix = new Matrix(arithmetic, 3, 5);
        float[] ofRows = {1, -20, 3};
        float[] ofColumns = Arrays.copyOf(new float[] {-0.5f, 7, 0, -20, 2}, matrix.columns);
        arithmetic.exponentials(matrix, 3, ofRows, ofColumns, null);
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 5; column++) {
                float sum = ofRows[row] + ofColumns[column];
                float exact = (float) Math.exp(sum);
                assertThat(Math.abs(matrix.data[matrix.index(row, column)] - exact))
                        .isLessThanOrEqualTo(2 * Math.ulp(exact));
            }
        }
    }
}
