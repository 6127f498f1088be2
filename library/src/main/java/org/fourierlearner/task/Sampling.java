package org.fourierlearner.task;

import java.util.BitSet;
import java.util.Comparator;
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
    public int next(float[] logits, BitSet seen, RandomGenerator random) {
        double[] penalized = new double[logits.length];
        for (int token = 0; token < logits.length; token++) {
            double logit = logits[token];
            boolean repeats = repetitionPenalty != 1 && seen.get(token);
            penalized[token] = !repeats ? logit : logit > 0 ? logit / repetitionPenalty : logit * repetitionPenalty;
        }
        Integer[] likeliestFirst = IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer token) -> -penalized[token]))
                .toArray(Integer[]::new);
        if (temperature == 0) {
            return likeliestFirst[0];
        }
        double greatest = penalized[likeliestFirst[0]];
        double[] weights = new double[logits.length];
        double total = 0;
        for (int rank = 0; rank < weights.length; rank++) {
            weights[rank] = Math.exp((penalized[likeliestFirst[rank]] - greatest) / temperature);
            total += weights[rank];
        }
        int kept = kept(weights, total);
        double keptTotal = 0;
        for (int rank = 0; rank < kept; rank++) {
            keptTotal += weights[rank];
        }
        double left = random.nextDouble() * keptTotal;
        for (int rank = 0; rank < kept; rank++) {
            left -= weights[rank];
            if (left < 0) {
                return likeliestFirst[rank];
            }
        }
        return likeliestFirst[kept - 1];
    }

    /// How many of the likeliest tokens stay, at least one.
    private int kept(double[] weights, double total) {
        int most = topK == 0 ? weights.length : Math.min(topK, weights.length);
        double before = 0;
        for (int rank = 0; rank < most; rank++) {
            if (rank > 0 && (before > topP * total || weights[rank] < minP * weights[0])) {
                return rank;
            }
            before += weights[rank];
        }
        return most;
    }
}
