package org.fourierlearner.rpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Biases at known differences, and what their configurations refuse.
final class BiasTest {
    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    private static double[] slopes(int heads) {
        return new AlibiBias()
                .initialize(heads, CoordinateRange.tokens(5), Randomness.seeded(1))
                .get("slope")
                .toDoubles();
    }

    @Test
    void slopesArePowersOfTwo() {
        assertThat(slopes(1)).containsExactly(1.0 / 256);
        assertThat(slopes(4)).containsExactly(1.0 / 4, 1.0 / 16, 1.0 / 64, 1.0 / 256);
        assertThat(slopes(6)).containsExactly(1.0 / 4, 1.0 / 16, 1.0 / 64, 1.0 / 256, 1.0 / 2, 1.0 / 8);
    }

    /// The numbers are their own places.
    private static double[] places(Bias bias, int count, double... lags) {
        double[] numbers = new double[count];
        Arrays.setAll(numbers, n -> n);
        var weights = new Parameters();
        weights.weight("bias", Tensor.of(numbers, 1, count));
        return bias.at(weights, Tensor.of(lags, lags.length, 1)).toDoubles();
    }

    @Test
    void bucketsGrowAtEqualRatios() {
        BucketBias causal = BucketBias.defaults();
        assertThat(places(causal, 32, 0, 1, 15, 16, 17, 18, 19, 127, 128, 1e9, -3))
                .containsExactly(0, 1, 15, 16, 16, 16, 17, 31, 31, 31, 0);
        BucketBias both = new BucketBias(32, 128, true);
        assertThat(places(both, 32, 0, 7, 8, 200, -1, -7, -8, -200)).containsExactly(0, 7, 8, 15, 17, 23, 24, 31);
    }

    @Test
    void tablesEndAtTheirReach() {
        assertThat(places(new TableBias(3), 7, -9, -3, -1, 0, 0.4, 0.6, 3, 1e9))
                .containsExactly(0, 0, 2, 3, 3, 4, 6, 6);
    }

    @Test
    void gridsHaveANumberForEveryDifference() {
        var square = new CoordinateRange(2, 2, 6);
        var bias = new GridTableBias();
        Parameters weights = bias.initialize(1, square, Randomness.seeded(1));
        assertThat(weights.get("bias").shape().extents()).containsExactly(1, 5, 5);
        double[] numbers = weights.get("bias").toDoubles();
        Tensor offsets = Tensor.of(new double[] {0, 0, -4, -4, 4, 4, 2, 0, 0, 2, -2, 4}, 6, 2);
        assertThat(bias.at(weights, offsets).toDoubles())
                .containsExactly(numbers[12], numbers[0], numbers[24], numbers[17], numbers[13], numbers[9]);
    }

    @Test
    void offTheGridOrBeyondItIsRefused() {
        var bias = new GridTableBias();
        Parameters weights = bias.initialize(1, new CoordinateRange(2, 0.1, 0.3), Randomness.seeded(1));
        assertThat(weights.get("bias").shape().extents()).containsExactly(1, 5, 5);
        for (double[] offset : new double[][] {{0.3, 0}, {0, -0.3}, {0.05, 0}, {0, 0.11}}) {
            assertThatThrownBy(() -> bias.at(weights, Tensor.of(offset, 1, 2)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "positions: expected differences of whole cells of 0.1, at most 2 along each axis, because the grid-table has no others, got (%s, %s)"
                                    .formatted(offset[0], offset[1]));
        }
        assertThatThrownBy(() -> bias.at(weights, Tensor.of(new double[] {0}, 1, 1)))
                .hasMessage("offsets: expected shape [count, 2], got [1, 1]");
        assertThatThrownBy(() -> bias.initialize(1, CoordinateRange.tokens(5), Randomness.seeded(1)))
                .hasMessage(
                        "rpe: expected another for positions on a line, got grid-table, which needs rows and columns");
        assertThatThrownBy(() -> bias.initialize(1, new CoordinateRange(3, 1, 5), Randomness.seeded(1)))
                .hasMessage(
                        "rpe: expected another for positions in 3 dimensions, got grid-table, which needs rows and columns");
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> new BucketBias(3, 9, false)).hasMessage("buckets: expected a number ≥ 4, got 3");
        assertThatThrownBy(() -> new BucketBias(7, 9, true)).hasMessage("buckets: expected an even number ≥ 4, got 7");
        assertThatThrownBy(() -> new BucketBias(8, 4, false))
                .hasMessage("longest: expected more than the 4 buckets of one difference each, got 4");
        assertThatThrownBy(() -> new TableBias(0)).hasMessage("reach: expected a positive number, got 0");
        assertThatThrownBy(() -> new Rotary(1)).hasMessage("base: expected a number above 1, got 1.0");
        assertThatThrownBy(() -> Rotary.defaults().rotate(Tensor.zeros(1, 1, 3, 4), Coordinates.of(Tensor.zeros(3, 2))))
                .hasMessage("at: expected shape […, 1], got [3, 2]");
    }
}
