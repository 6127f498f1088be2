package org.fourierlearner.rpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The extents are distinct primes, so that no two axes can be confused unnoticed.
final class FrequenciesTest {
    private static final int BATCH = 2;
    private static final int HEADS = 3;
    private static final int QUERIES = 7;
    private static final int KEYS = 11;
    private static final int COUNT = 5;
    private static final int DIM = 2;

    /// Features are in single precision: each of `2·COUNT` products of two rounded factors, and their sum.
    private static final double ROUNDING = 4.0 * (2 * COUNT) * 0x1p-24;

    private final Scope scope = Scope.open();
    private final Randomness random = Randomness.seeded(1);
    private final Tensor amplitudes = random.normal(HEADS, COUNT);
    private final Frequencies phased =
            new Frequencies(random.normal(HEADS, COUNT, DIM), amplitudes, random.normal(HEADS, COUNT));
    private final Frequencies even = new Frequencies(phased.frequencies(), amplitudes, null);
    private final Coordinates queryAt = Coordinates.of(random.normal(QUERIES, DIM));
    private final Coordinates keyAt = Coordinates.of(random.normal(KEYS, DIM));
    private final double[] totals = amplitudes.abs().sum(-1).toDoubles();

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void productsOfFeaturesAreTheEncodingOfTheOffset() {
        assertProducts(phased);
        assertProducts(even);
    }

    private void assertProducts(Frequencies frequencies) {
        double[] products = products(frequencies.featuresAt(queryAt, keyAt));

        double[] r = queryAt.values().toDoubles();
        double[] s = keyAt.values().toDoubles();
        for (int h = 0; h < HEADS; h++) {
            for (int i = 0; i < QUERIES; i++) {
                for (int j = 0; j < KEYS; j++) {
                    double[] offset = {r[2 * i] - s[2 * j], r[2 * i + 1] - s[2 * j + 1]};
                    assertThat(products[(h * QUERIES + i) * KEYS + j])
                            .as("head %d, query %d, key %d", h, i, j)
                            .isCloseTo(Estimate.of(frequencies, h, offset).mean(), within(ROUNDING * totals[h]));
                }
            }
        }
    }

    private static double[] products(PositionFeatures features) {
        return features.query().matmul(features.key().transpose(-1, -2)).toDoubles();
    }

    @Test
    void encodingIsTheSumOfWaves() {
        double[] offset = {0.7, -1.3};

        double[] encodings = phased.encodingAt(Tensor.of(offset, 1, DIM)).toDoubles();

        for (int h = 0; h < HEADS; h++) {
            assertThat(encodings[h]).isCloseTo(Estimate.of(phased, h, offset).mean(), within(1e-13));
        }
    }

    /// The amplitudes under the root are raised by a millionth.
    @Test
    void squaredNormsOfFeaturesAreTheSameForAllTokens() {
        PositionFeatures features = phased.featuresAt(queryAt, keyAt);

        assertNorms(features.query(), QUERIES);
        assertNorms(features.key(), KEYS);
    }

    private void assertNorms(Tensor features, int length) {
        double[] squares = features.square().sum(-1).toDoubles();
        for (int n = 0; n < squares.length; n++) {
            double total = totals[n / length];
            assertThat(squares[n]).isCloseTo(total, within(ROUNDING * total + COUNT * 1e-6));
        }
    }

    /// A phase of a million tokens has lost `2π·10⁶·|ξ|·2⁻⁵²` of its digits, less than 10⁻⁸; what is left is the
    /// rounding of the features.
    @Test
    void shiftOfAllPositionsChangesNothing() {
        double[] products = products(phased.featuresAt(queryAt, keyAt));

        for (double shift : new double[] {1, -17.25, 1e6}) {
            Coordinates queries = Coordinates.of(queryAt.values().add(shift));
            Coordinates keys = Coordinates.of(keyAt.values().add(shift));

            double[] shifted = products(phased.featuresAt(queries, keys));

            double greatest = Arrays.stream(totals).max().orElseThrow();
            assertThat(shifted).containsExactly(products, within(2 * ROUNDING * greatest + 1e-8 * greatest));
        }
    }

    @Test
    void tokenOneMillionIsLikeTokenZero() {
        var tokens = new Frequencies(phased.frequencies().narrow(-1, 0, 1), amplitudes, null);
        double[] first = products(tokens.featuresAt(Coordinates.tokens(0, 13), Coordinates.tokens(0, 13)));

        double[] later =
                products(tokens.featuresAt(Coordinates.tokens(1_000_000, 13), Coordinates.tokens(1_000_000, 13)));

        double greatest = Arrays.stream(totals).max().orElseThrow();
        assertThat(later).containsExactly(first, within(2 * ROUNDING * greatest + 1e-8 * greatest));
    }

    @Test
    void coordinatesOfEachExampleGiveTheFeaturesOfTheirExample() {
        Tensor queries = random.normal(BATCH, QUERIES, DIM);
        Tensor keys = random.normal(BATCH, KEYS, DIM);

        PositionFeatures together = phased.featuresAt(Coordinates.of(queries), Coordinates.of(keys));

        assertThat(together.query().shape().extents()).containsExactly(BATCH, HEADS, QUERIES, 2 * COUNT);
        assertThat(together.key().shape().extents()).containsExactly(BATCH, HEADS, KEYS, 2 * COUNT);
        for (int b = 0; b < BATCH; b++) {
            PositionFeatures alone =
                    phased.featuresAt(Coordinates.of(queries.select(0, b)), Coordinates.of(keys.select(0, b)));
            assertThat(together.query().select(0, b).toDoubles())
                    .containsExactly(alone.query().toDoubles(), within(ROUNDING));
            assertThat(together.key().select(0, b).toDoubles())
                    .containsExactly(alone.key().toDoubles(), within(ROUNDING));
        }
    }

    @Test
    void amplitudeOfZeroHasAFiniteGradient() {
        Tensor zeros = Tensor.zeros(HEADS, COUNT).requireGradient();
        Tensor frequencies = random.normal(HEADS, COUNT, DIM).requireGradient();

        PositionFeatures features = new Frequencies(frequencies, zeros, null).featuresAt(queryAt, keyAt);
        features.query()
                .matmul(features.key().transpose(-1, -2))
                .multiply(random.normal(HEADS, QUERIES, KEYS))
                .sum()
                .backward();

        assertThat(zeros.gradient().orElseThrow().toDoubles())
                .doesNotContain(0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        assertThat(frequencies.gradient().orElseThrow().toDoubles()).containsOnly(0);
    }

    @Test
    void gradientsReachTheCoordinates() {
        Tensor at = random.normal(QUERIES, DIM).requireGradient();

        phased.featuresAt(Coordinates.of(at), keyAt).query().sum().backward();

        assertThat(at.gradient().orElseThrow().toDoubles()).doesNotContain(0, Double.NaN);
    }

    @Test
    void equalAmplitudesAllCount() {
        assertThat(sizes(1, 1, 1, -1, 1)).isCloseTo(5, within(1e-12));
    }

    @Test
    void oneDominatingAmplitudeCountsAlone() {
        assertThat(sizes(100, 0.001, 0, 0, -0.001)).isCloseTo(1, within(1e-4));
    }

    @Test
    void noAmplitudeMeansThatNoneCounts() {
        assertThat(sizes(0, 0, 0, 0, 0)).isEqualTo(0);
    }

    private static double sizes(double... amplitudes) {
        Tensor frequencies = Tensor.zeros(1, amplitudes.length, 1);
        return new Frequencies(frequencies, Tensor.of(amplitudes, 1, amplitudes.length), null)
                .effectiveSampleSizes()[0];
    }

    @Test
    void countIsThatOfEachHead() {
        assertThat(phased.count()).isEqualTo(COUNT);
        assertThat(phased.frequencies().type()).isEqualTo(ElementType.FLOAT32);
    }
}
