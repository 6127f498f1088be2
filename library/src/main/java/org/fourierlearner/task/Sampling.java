package org.fourierlearner.task;

import java.util.Arrays;
import java.util.BitSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// How the next token is chosen from its logits.
///
/// In this order: the repetition penalty, the temperature, then the tokens that top-k, top-p and min-p all
/// leave.
///
/// @param temperature what logits are divided by; 0 for the likeliest token
/// @param topK how many of the likeliest tokens stay; 0 for all
/// @param topP the likeliest tokens stay until their probabilities exceed this; 1 for all
/// @param minP tokens stay whose probability is at least this share of the likeliest one's; 0 for all
/// @param repetitionPenalty what positive logits of tokens seen before are divided by, and negative ones
///     multiplied; 1 for none
public record Sampling(double temperature, int topK, double topP, double minP, double repetitionPenalty) {

    /// Checks the components.
    ///
    /// @throws IllegalArgumentException if one is out of range
    public Sampling {
        require("temperature", temperature >= 0 && temperature < Double.POSITIVE_INFINITY, "a number ≥ 0", temperature);
        require("topK", topK >= 0, "a number ≥ 0", topK);
        require("topP", topP > 0 && topP <= 1, "a number in (0, 1]", topP);
        require("minP", minP >= 0 && minP <= 1, "a number in [0, 1]", minP);
        require(
                "repetitionPenalty",
                repetitionPenalty > 0 && repetitionPenalty < Double.POSITIVE_INFINITY,
                "a positive number",
                repetitionPenalty);
    }

    private static void require(String component, boolean holds, String expected, Number value) {
        if (!holds) {
            throw new IllegalArgumentException("%s: expected %s, got %s".formatted(component, expected, value));
        }
    }

    /// {@return the model's own distribution}
    public static Sampling plain() {
        return new Sampling(1, 0, 1, 0, 1);
    }

    /// {@return a token}
    ///
    /// @param logits of all tokens; not changed
    /// @param seen the tokens so far
    /// @param random the source of the draw
    /// @throws IllegalArgumentException if a logit is NaN or `+∞`
    public int next(float[] logits, BitSet seen, RandomGenerator random) {
        double[] penalized = penalized(logits, seen);
        int likeliest = likeliest(penalized);
        if (temperature == 0) {
            return likeliest;
        }
        double[] weights = new double[logits.length];
        double total = 0;
        for (int token = 0; token < weights.length; token++) {
            weights[token] = Math.exp((penalized[token] - penalized[likeliest]) / temperature);
            total += weights[token];
        }
        int[] kept = kept(weights, total);
        double keptTotal = 0;
        for (int token : kept) {
            keptTotal += weights[token];
        }
        double left = random.nextDouble() * keptTotal;
        for (int token : kept) {
            left -= weights[token];
            if (left < 0) {
                return token;
            }
        }
        return likeliest;
    }

    private double[] penalized(float[] logits, BitSet seen) {
        double[] penalized = new double[logits.length];
        for (int token = 0; token < logits.length; token++) {
            double logit = logits[token];
            boolean repeats = repetitionPenalty != 1 && seen.get(token);
            penalized[token] = !repeats ? logit : logit > 0 ? logit / repetitionPenalty : logit * repetitionPenalty;
        }
        return penalized;
    }

    private static int likeliest(double[] logits) {
        int likeliest = 0;
        for (int token = 0; token < logits.length; token++) {
            if (Double.isNaN(logits[token]) || logits[token] == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException(
                        "logits: expected finite numbers, got %s for token %d; the model is damaged or has diverged"
                                .formatted(logits[token], token));
            }
            if (logits[token] > logits[likeliest]) {
                likeliest = token;
            }
        }
        return likeliest;
    }

    /// The tokens that stay, at least one.
    private int[] kept(double[] weights, double total) {
        // all tokens below the second bound together have less than 1 − topP
        double bound = Math.max(minP, topP < 1 ? (1 - topP) * total / weights.length : 0);
        int[] candidates = IntStream.range(0, weights.length)
                .filter(token -> weights[token] >= bound)
                .toArray();
        if (topP == 1 && (topK == 0 || topK >= candidates.length)) {
            return candidates;
        }
        int[] likeliestFirst = likeliestFirst(candidates, weights);
        int most = topK == 0 ? likeliestFirst.length : Math.min(topK, likeliestFirst.length);
        double before = 0;
        for (int rank = 0; rank < most; rank++) {
            if (rank > 0 && before > topP * total) {
                return Arrays.copyOf(likeliestFirst, rank);
            }
            before += weights[likeliestFirst[rank]];
        }
        return Arrays.copyOf(likeliestFirst, most);
    }

    /// Sorted by weight, and equal ones by number, without an object for each token.
    private static int[] likeliestFirst(int[] tokens, double[] weights) {
        long[] keys = new long[tokens.length];
        for (int i = 0; i < keys.length; i++) {
            // the bits of floats that are not negative are in the order of the floats
            keys[i] = (long) Float.floatToIntBits((float) weights[tokens[i]]) << Integer.SIZE
                    | Integer.MAX_VALUE - tokens[i];
        }
        Arrays.sort(keys);
        int[] sorted = new int[keys.length];
        for (int i = 0; i < keys.length; i++) {
            sorted[i] = Integer.MAX_VALUE - (int) keys[keys.length - 1 - i];
        }
        return sorted;
    }
}
