package org.fourierlearner.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplingTest {
    private static final int DRAWS = 20_000;

    /// Softmax: 0.5, 0.25, 0.15, 0.1, in another order.
    private static final float[] LOGITS = {
        (float) Math.log(0.15), (float) Math.log(0.5), (float) Math.log(0.1), (float) Math.log(0.25)
    };

    private static final BitSet NOTHING = new BitSet();

    private static void assertDrawnWith(double[] probabilities, Sampling sampling, BitSet seen) {
        var random = new SplittableRandom(11);
        int[] counts = new int[probabilities.length];
        for (int draw = 0; draw < DRAWS; draw++) {
            counts[sampling.next(LOGITS, seen, random)]++;
        }
        for (int token = 0; token < counts.length; token++) {
            double p = probabilities[token];
            double standardError = Math.sqrt(p * (1 - p) / DRAWS);
            assertThat(counts[token] / (double) DRAWS)
                    .as("token %d", token)
                    .isCloseTo(p, within(5 * standardError + 1e-12));
        }
    }

    @Test
    void plainSamplingDrawsFromTheSoftmax() {
        assertDrawnWith(new double[] {0.15, 0.5, 0.1, 0.25}, Sampling.plain(), NOTHING);
    }

    @Test
    void theTemperatureDividesLogits() {
        // a temperature of one half squares probabilities
        double sum = 0.15 * 0.15 + 0.5 * 0.5 + 0.1 * 0.1 + 0.25 * 0.25;

        assertDrawnWith(
                new double[] {0.0225 / sum, 0.25 / sum, 0.01 / sum, 0.0625 / sum},
                new Sampling(0.5, 0, 1, 0, 1),
                NOTHING);
    }

    @ParameterizedTest
    @CsvSource({
        // topK, topP, minP, how many of the likeliest stay
        "1, 1, 0, 1",
        "2, 1, 0, 2",
        "9, 1, 0, 4",
        "0, 0.4, 0, 1",
        "0, 0.7, 0, 2",
        "0, 0.8, 0, 3",
        "0, 0.95, 0, 4",
        "0, 1, 0.6, 1",
        "0, 1, 0.4, 2",
        "0, 1, 0.25, 3",
        "0, 1, 1, 1",
        "3, 0.7, 0.1, 2",
        "2, 0.95, 0.1, 2",
        "3, 0.95, 0.4, 2",
    })
    void theFewestTokensThatAnyBoundLeavesStay(int topK, double topP, double minP, int kept) {
        double[] byRank = {0.5, 0.25, 0.15, 0.1};
        int[] ranks = {2, 0, 3, 1};
        double sum = 0;
        for (int rank = 0; rank < kept; rank++) {
            sum += byRank[rank];
        }
        double[] probabilities = new double[4];
        for (int token = 0; token < 4; token++) {
            probabilities[token] = ranks[token] < kept ? byRank[ranks[token]] / sum : 0;
        }

        assertDrawnWith(probabilities, new Sampling(1, topK, topP, minP, 1), NOTHING);
    }

    @Test
    void atTemperatureZeroTheLikeliestIsTaken() {
        var greedy = new Sampling(0, 0, 1, 0, 1);

        assertThat(greedy.next(LOGITS, NOTHING, new SplittableRandom(1))).isEqualTo(1);
        assertThat(greedy.next(new float[] {-3, 2, 2}, NOTHING, new SplittableRandom(1)))
                .as("the first of equals")
                .isEqualTo(1);
    }

    @Test
    void repeatedTokensLoseWhetherTheirLogitsArePositiveOrNegative() {
        var greedy = new Sampling(0, 0, 1, 0, 2);
        var seen = new BitSet();
        seen.set(0);

        assertThat(greedy.next(new float[] {3, 2}, seen, new SplittableRandom(1)))
                .isEqualTo(1);
        assertThat(greedy.next(new float[] {-2, -3}, seen, new SplittableRandom(1)))
                .isEqualTo(1);
        assertThat(greedy.next(new float[] {5, 2}, seen, new SplittableRandom(1)))
                .isEqualTo(0);
    }

    @Test
    void theRepetitionPenaltyMultipliesNegativeLogits() {
        var seen = new BitSet();
        seen.set(1);
        // log 0.5 twice is log 0.25
        assertDrawnWith(
                new double[] {0.15 / 0.75, 0.25 / 0.75, 0.1 / 0.75, 0.25 / 0.75}, new Sampling(1, 0, 1, 0, 2), seen);
    }

    @Test
    void hiddenTokensAreNeverDrawn() {
        float[] logits = {Float.NEGATIVE_INFINITY, 0, Float.NEGATIVE_INFINITY};

        for (Sampling sampling :
                new Sampling[] {Sampling.plain(), new Sampling(1, 3, 1, 0, 1.5), new Sampling(1, 0, 0.9, 0, 1)}) {
            assertThat(sampling.next(logits, NOTHING, new SplittableRandom(1))).isEqualTo(1);
        }
    }

    @Test
    void extremeLogitsDoNotOverflow() {
        float[] logits = {-Float.MAX_VALUE, Float.MAX_VALUE, 0};

        assertThat(new Sampling(0.01, 0, 0.9, 0, 1).next(logits, NOTHING, new SplittableRandom(1)))
                .isEqualTo(1);
    }

    @Test
    void theSameNumbersGiveTheSameToken() {
        var sampling = new Sampling(0.8, 0, 0.9, 0, 1);
        var first = new SplittableRandom(3);
        var second = new SplittableRandom(3);

        for (int draw = 0; draw < 100; draw++) {
            assertThat(sampling.next(LOGITS, NOTHING, first)).isEqualTo(sampling.next(LOGITS, NOTHING, second));
        }
    }

    @Test
    void ofAVocabularyOfAnySizeTheLikeliestStay() {
        int vocabulary = 50_257;
        var random = new SplittableRandom(2);
        float[] logits = new float[vocabulary];
        for (int token = 0; token < vocabulary; token++) {
            logits[token] = (float) (3 * random.nextGaussian());
        }
        float[] sorted = logits.clone();
        Arrays.sort(sorted);
        float tenth = sorted[vocabulary - 10];

        for (int draw = 0; draw < 50; draw++) {
            assertThat(logits[new Sampling(1, 10, 1, 0, 1).next(logits, NOTHING, random)])
                    .isGreaterThanOrEqualTo(tenth);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -1       | 0  | 1   | 0   | 1 | temperature: expected a number ≥ 0, got -1.0
            Infinity | 0  | 1   | 0   | 1 | temperature: expected a number ≥ 0, got Infinity
            1        | -1 | 1   | 0   | 1 | topK: expected a number ≥ 0, got -1
            1        | 0  | 0   | 0   | 1 | topP: expected a number in (0, 1], got 0.0
            1        | 0  | NaN | 0   | 1 | topP: expected a number in (0, 1], got NaN
            1        | 0  | 1   | 1.1 | 1 | minP: expected a number in [0, 1], got 1.1
            1        | 0  | 1   | 0   | 0 | repetitionPenalty: expected a positive number, got 0.0
            """)
    void whatIsOutOfRangeIsRefused(
            double temperature, int topK, double topP, double minP, double penalty, String message) {
        assertThatThrownBy(() -> new Sampling(temperature, topK, topP, minP, penalty))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void logitsThatAreNoNumbersAreRefused() {
        assertThatThrownBy(() -> Sampling.plain().next(new float[] {0, Float.NaN}, NOTHING, new SplittableRandom(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "logits: expected finite numbers, got NaN for token 1; the model is damaged or has diverged");
    }
}
