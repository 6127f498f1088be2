package org.fourierlearner.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Streams that repeat, resume and do not run together. Statistical bounds are five standard errors.
class RandomnessTest {
    private static final int MANY = 100_000;

    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        for (long seed : new long[] {0, 1, -1, Long.MAX_VALUE}) {
            var first = Randomness.seeded(seed);
            var second = Randomness.seeded(seed);
            assertThat(first.normal(101).toFloats())
                    .isEqualTo(second.normal(101).toFloats());
            assertThat(first.uniform(7).toFloats()).isEqualTo(second.uniform(7).toFloats());
        }
        assertThat(Randomness.seeded(1).normal(101).toFloats())
                .isNotEqualTo(Randomness.seeded(2).normal(101).toFloats());
    }

    @Test
    void aSavedStateContinuesTheStream() {
        var random = Randomness.seeded(3);
        // an odd number of normal draws, so that a half-used pair would show
        random.normal(3);
        byte[] state = random.state();
        float[] expected = random.normal(23).toFloats();

        var resumed = Randomness.seeded(4);
        resumed.restore(state);

        assertThat(resumed.normal(23).toFloats()).isEqualTo(expected);
        random.restore(state);
        assertThat(random.normal(23).toFloats()).isEqualTo(expected);
    }

    @Test
    void whatIsNoStateIsRefused() {
        var random = Randomness.seeded(3);
        for (int length : new int[] {0, 3, random.state().length}) {
            assertThatThrownBy(() -> random.restore(new byte[length])).isInstanceOf(TensorException.class);
        }
        assertThat(random.normal(5).toFloats())
                .isEqualTo(Randomness.seeded(3).normal(5).toFloats());
    }

    @Test
    void splitStreamsAreUncorrelatedAndRepeat() {
        var random = Randomness.seeded(5);
        Tensor first = random.split().normal(MANY);
        Tensor second = random.split().normal(MANY);
        Tensor rest = random.normal(MANY);

        double bound = 5 / Math.sqrt(MANY);
        assertThat(first.multiply(second).mean().item()).isCloseTo(0, within(bound));
        assertThat(first.multiply(rest).mean().item()).isCloseTo(0, within(bound));
        assertThat(second.multiply(rest).mean().item()).isCloseTo(0, within(bound));
        assertThat(Randomness.seeded(5).split().normal(MANY).toFloats()).isEqualTo(first.toFloats());
    }

    @Test
    void normalNumbersHaveMeanZeroAndVarianceOne() {
        Tensor normal = Randomness.seeded(6).normal(MANY);

        assertThat(normal.mean().item()).isCloseTo(0, within(5 / Math.sqrt(MANY)));
        // the variance of x² is 2
        assertThat(normal.square().mean().item()).isCloseTo(1, within(5 * Math.sqrt(2.0 / MANY)));
    }

    @Test
    void uniformNumbersFillTheirInterval() {
        Tensor uniform = Randomness.seeded(7).uniform(MANY);

        assertThat(uniform.mean().item()).isCloseTo(0.5, within(5 / Math.sqrt(12.0 * MANY)));
        assertThat(uniform.max().item()).isLessThan(1);
        assertThat(uniform.negate().max().item()).isLessThanOrEqualTo(0);
    }

    @Test
    void dropoutKeepsTheMeanAndDropsItsShare() {
        double probability = 0.3;
        Tensor dropped = Randomness.seeded(8).dropout(Tensor.ones(MANY), probability);

        // an element is 1/(1−p) with probability 1−p: variance p/(1−p)
        assertThat(dropped.mean().item()).isCloseTo(1, within(5 * Math.sqrt(probability / (1 - probability) / MANY)));
        assertThat(dropped.toFloats()).containsOnly(0, (float) (1 / (1 - probability)));
    }

    @Test
    void dropoutPassesGradientsWhereItKeeps() {
        try (var _ = Scope.withGradients()) {
            Tensor x = Tensor.ones(101).requireGradient();

            Tensor dropped = Randomness.seeded(9).dropout(x, 0.5);
            dropped.sum().backward();

            assertThat(x.gradient().orElseThrow().toFloats()).isEqualTo(dropped.toFloats());
        }
    }

    @Test
    void dropoutWithProbabilityZeroChangesNothing() {
        Tensor x = Tensor.ones(3);
        assertThat(Randomness.seeded(9).dropout(x, 0)).isSameAs(x);
    }

    @Test
    void dropoutRefusesWhatIsNoProbabilityBelowOne() {
        for (double probability : new double[] {-0.1, 1, 2, Double.NaN}) {
            assertThatThrownBy(() -> Randomness.seeded(9).dropout(Tensor.ones(3), probability))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("probability: expected a number in [0, 1), got %s".formatted(probability));
        }
    }

    @Test
    void aGeneratorOutlivesTheScopeThatMadeIt() {
        Randomness random;
        try (var _ = Scope.open()) {
            random = Randomness.seeded(1);
        }
        assertThat(random.normal(3).toFloats())
                .isEqualTo(Randomness.seeded(1).normal(3).toFloats());
    }
}
