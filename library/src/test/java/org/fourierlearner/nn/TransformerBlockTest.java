package org.fourierlearner.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.fourierlearner.attention.Attention;
import org.fourierlearner.attention.AttentionConfig;
import org.fourierlearner.attention.Visibility;
import org.fourierlearner.rpe.CoordinateRange;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransformerBlockTest {
    private static final int BATCH = 2003;
    private static final int LENGTH = 3;
    private static final int DIM = 10;
    private static final int LAYERS = 3;

    private static TransformerBlock block(double dropout, double stochasticDepth, int layer) {
        var config =
                new TransformerBlock.Config(DIM, 2, 7, Activation.GELU, Norm.LAYER, dropout, stochasticDepth, LAYERS);
        Randomness random = Randomness.seeded(7);
        Attention attention =
                new AttentionConfig.Exact(new Rpe.None()).create(2, DIM / 2, CoordinateRange.tokens(LENGTH), random);
        return new TransformerBlock(config, layer, attention, random);
    }

    private static Tensor apply(TransformerBlock block, Tensor input, @Nullable Randomness dropout) {
        return block.apply(input, Coordinates.tokens(0, LENGTH), Visibility.all(), dropout);
    }

    private static Tensor input(int batch) {
        return Randomness.seeded(1).normal(1, LENGTH, DIM).expand(batch, LENGTH, DIM);
    }

    @ParameterizedTest
    @CsvSource({"mlp.out.weight, 1, 0.3", "attention.out.weight, 1, 0.3", "mlp.out.weight, 2, 0.6"})
    void aPartIsDroppedForWholeExamplesAndItsMeanStays(String silenced, int layer, double dropped) {
        try (var _ = Scope.withoutGradients()) {
            TransformerBlock block = block(0, 0.6, layer);
            // what is left is the other part
            block.parameters().get(silenced).multiplyInPlace(0);
            Tensor input = input(BATCH);
            Tensor whole = apply(block, input(1), null).subtract(input(1));

            Tensor part = apply(block, input, Randomness.seeded(5)).subtract(input);

            double[] expected = whole.multiply(1 / (1 - dropped)).toDoubles();
            int kept = 0;
            for (int b = 0; b < BATCH; b++) {
                double[] example = part.select(0, b).toDoubles();
                if (example[0] == 0) {
                    assertThat(example).containsOnly(0);
                } else {
                    kept++;
                    // inputs below 4 are added and subtracted again, and numbers below 1 multiplied
                    assertThat(example).containsExactly(expected, within(4 * 4 * 0x1p-24));
                }
            }
            // five standard errors of a share; the mean of the part is as far from it
            double error = 5 * Math.sqrt(dropped * (1 - dropped) / BATCH);
            assertThat((double) kept / BATCH).isCloseTo(1 - dropped, within(error));
        }
    }

    @Test
    void partsAreDroppedIndependently() {
        try (var _ = Scope.withoutGradients()) {
            Tensor input = input(BATCH);

            Tensor changes = apply(block(0, 0.5, LAYERS - 1), input, Randomness.seeded(5))
                    .subtract(input);

            double[] sizes = changes.abs().sum(1).sum(2).toDoubles();
            double unchanged = Arrays.stream(sizes).filter(size -> size == 0).count() / (double) BATCH;
            // a quarter, up to five standard errors
            assertThat(unchanged).isCloseTo(0.25, within(5 * Math.sqrt(0.25 * 0.75 / BATCH)));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3})
    void theFirstBlockIsAsWithoutStochasticDepth(double dropout) {
        try (var _ = Scope.withoutGradients()) {
            Randomness random = Randomness.seeded(5);
            Randomness same = Randomness.seeded(5);

            float[] first = apply(block(dropout, 0.6, 0), input(5), random).toFloats();

            assertThat(first)
                    .isEqualTo(
                            apply(block(dropout, 0, LAYERS - 1), input(5), same).toFloats());
            assertThat(random.state()).as("draws").isEqualTo(same.state());
        }
    }

    @Test
    void nothingIsDroppedOutsideTraining() {
        try (var _ = Scope.withoutGradients()) {
            assertThat(apply(block(0.3, 0.6, LAYERS - 1), input(5), null).toFloats())
                    .isEqualTo(apply(block(0, 0, 0), input(5), null).toFloats());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1   | 0  | dropout: expected a number in [0, 1), got 1.0
            0   | 1  | stochasticDepth: expected a number in [0, 1), got 1.0
            0.5 | -1 | stochasticDepth: expected a number in [0, 1), got -1.0
            """)
    void sharesOutOfRangeAreRefused(double dropout, double stochasticDepth, String message) {
        assertThatThrownBy(() -> block(dropout, stochasticDepth, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
