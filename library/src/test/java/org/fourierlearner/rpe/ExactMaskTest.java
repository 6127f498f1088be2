package org.fourierlearner.rpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Against a loop over all pairs. The extents are distinct primes.
final class ExactMaskTest {
    private static final int BATCH = 2;
    private static final int HEADS = 3;
    private static final int QUERIES = 5;
    private static final int KEYS = 7;

    /// Sums of a few numbers below 64 in double precision, in two orders.
    private static final double SUMS = 0x1p-40;

    private final Scope scope = Scope.open();
    private final Randomness random = Randomness.seeded(1);

    @AfterEach
    void close() {
        scope.close();
    }

    private static RelativePositionalEncoding encoding(int dim, Decay decay) {
        MatchedSpectrum even = new GaussianMixtureSpectrum(2, 0.5);
        return new RelativePositionalEncoding(
                new Rpe.Fourier(
                        new DirectionalSpectrum(even),
                        new FrequencySampler.Automatic(),
                        4,
                        decay,
                        DecayStart.NEAR,
                        SelfWeight.ENCODED,
                        0),
                HEADS,
                new CoordinateRange(dim, 1, 8),
                Randomness.seeded(2));
    }

    /// One pair at a time.
    private static double pair(RelativePositionalEncoding encoding, boolean drawn, int head, Tensor query, Tensor key) {
        Tensor offset = query.subtract(key).reshape(1, -1);
        Tensor all = drawn ? encoding.frequencies().encodingAt(offset) : encoding.encodingAt(offset);
        Tensor decay = encoding.decay();
        double forgotten = decay == null ? 0 : decay.toDoubles()[head] * Math.abs(offset.toDoubles()[0]);
        return all.toDoubles()[head] - forgotten;
    }

    private static void assertMask(
            Tensor mask, RelativePositionalEncoding encoding, boolean drawn, Tensor queries, Tensor keys) {
        int rows = queries.extent(0);
        int columns = keys.extent(0);
        assertThat(mask.shape().extents()).containsExactly(HEADS, rows, columns);
        double[] values = mask.toDoubles();
        for (int h = 0; h < HEADS; h++) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    double expected = pair(encoding, drawn, h, queries.select(0, i), keys.select(0, j));
                    // rounded to single precision once
                    assertThat(values[(h * rows + i) * columns + j])
                            .as("head %d, query %d, key %d", h, i, j)
                            .isCloseTo(expected, within(Math.ulp((float) expected) / 2.0 + SUMS));
                }
            }
        }
    }

    @Test
    void tokenIndicesGiveTheValuesOfTheirLags() {
        for (Decay decay : List.of(Decay.NONE, Decay.STEADY)) {
            var encoding = encoding(1, decay);
            for (long first : new long[] {0, 2, 40}) {
                Coordinates queries = Coordinates.tokens(first, QUERIES);
                Coordinates keys = Coordinates.tokens(1, KEYS);

                assertMask(ExactMask.of(encoding, queries, keys), encoding, false, queries.values(), keys.values());
                assertMask(
                        ExactMask.of(encoding, encoding.frequencies(), queries, keys),
                        encoding,
                        true,
                        queries.values(),
                        keys.values());
            }
        }
    }

    @Test
    void partsOfASequenceGiveTheirPartOfTheMask() {
        var encoding = encoding(1, Decay.STEADY);
        Coordinates all = Coordinates.tokens(0, KEYS);

        Tensor part = ExactMask.of(encoding, all.narrow(2, 3), all.narrow(1, 5));

        Tensor whole = ExactMask.of(encoding, all, all);
        assertThat(part.toFloats())
                .containsExactly(whole.narrow(1, 2, 3).narrow(2, 1, 5).toFloats());
    }

    @Test
    void irregularTimesGiveTheValuesOfTheirOffsets() {
        var encoding = encoding(1, Decay.STEADY);
        Coordinates queries = Coordinates.times(0.5, 1, 1.25, 3);
        Coordinates keys = Coordinates.times(-1, 0, 0.5);

        assertMask(ExactMask.of(encoding, queries, keys), encoding, false, queries.values(), keys.values());
    }

    @Test
    void pointsInSpaceGiveTheValuesOfTheirOffsets() {
        var encoding = encoding(3, Decay.NONE);
        Coordinates queries = Coordinates.of(random.normal(QUERIES, 3));
        Coordinates keys = Coordinates.of(random.normal(KEYS, 3));

        assertMask(ExactMask.of(encoding, queries, keys), encoding, false, queries.values(), keys.values());
        assertMask(
                ExactMask.of(encoding, encoding.frequencies(), queries, keys),
                encoding,
                true,
                queries.values(),
                keys.values());
    }

    @Test
    void examplesWithCoordinatesOfTheirOwnHaveMasksOfTheirOwn() {
        var encoding = encoding(2, Decay.NONE);
        Tensor queries = random.normal(BATCH, QUERIES, 2);
        Tensor keys = random.normal(BATCH, KEYS, 2);

        Tensor both = ExactMask.of(encoding, Coordinates.of(queries), Coordinates.of(keys));
        Tensor sharedQueries = ExactMask.of(encoding, Coordinates.of(queries.select(0, 0)), Coordinates.of(keys));

        assertThat(both.shape().extents()).containsExactly(BATCH, HEADS, QUERIES, KEYS);
        for (int b = 0; b < BATCH; b++) {
            var keysOfExample = Coordinates.of(keys.select(0, b)).values();
            assertMask(
                    both.select(0, b),
                    encoding,
                    false,
                    Coordinates.of(queries.select(0, b)).values(),
                    keysOfExample);
            assertMask(
                    sharedQueries.select(0, b),
                    encoding,
                    false,
                    Coordinates.of(queries.select(0, 0)).values(),
                    keysOfExample);
        }
    }

    @Test
    void noTokensGiveAnEmptyMask() {
        var encoding = encoding(1, Decay.NONE);

        assertThat(ExactMask.of(encoding, Coordinates.tokens(0, 0), Coordinates.tokens(0, 3))
                        .shape()
                        .extents())
                .containsExactly(HEADS, 0, 3);
    }

    /// A lag that many pairs share collects the gradients of them all: the sum over pairs, whose terms are
    /// rounded to single precision in either order.
    @Test
    void gradientsOfSharedLagsAreThoseOfAllPairs() {
        var encoding = encoding(1, Decay.STEADY);
        Tensor factors = random.normal(HEADS, QUERIES, KEYS);
        Coordinates queries = Coordinates.tokens(0, QUERIES);
        Coordinates keys = Coordinates.tokens(0, KEYS);
        Coordinates sameQueries = Coordinates.of(queries.values());
        Coordinates sameKeys = Coordinates.of(keys.values());

        var overLags = Differences.gradients(
                encoding.parameters(),
                () -> ExactMask.of(encoding, queries, keys).multiply(factors).sum());
        var overPairs = Differences.gradients(
                encoding.parameters(),
                () -> ExactMask.of(encoding, sameQueries, sameKeys)
                        .multiply(factors)
                        .sum());

        overPairs.forEach((name, gradient) -> {
            double greatest = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
            assertThat(overLags.get(name))
                    .as(name)
                    .containsExactly(gradient, within(QUERIES * KEYS * 0x1p-24 * Math.max(1, greatest)));
        });
    }
}
