package org.fourierlearner.attention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.fourierlearner.attention.AttentionConfig.Exact;
import org.fourierlearner.attention.AttentionConfig.Linear;
import org.fourierlearner.tensor.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The measured error is a total variation: 0 for exact attention, and smaller with more features.
final class ApproximationErrorTest {
    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    private static double[] errors(AttentionConfig config, Tokens tokens) {
        return ApproximationError.totalVariation(
                        Attentions.create(config, tokens),
                        tokens.queries(),
                        tokens.allKeys(),
                        tokens.queriesAt(),
                        tokens.keysAt(),
                        tokens.visibility())
                .toDoubles();
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    static Stream<AttentionConfig> everyPositiveAttention() {
        return LogitRangeTest.everyPositiveAttention();
    }

    @Test
    void exactAttentionHasNone() {
        assertThat(errors(new Exact(Attentions.DECAYING), Tokens.upToSelf())).containsOnly(0);
    }

    @Test
    void aGateIsNoError() {
        Tokens tokens = Tokens.upToSelf();
        Attention gated =
                Attentions.create(new Linear(Attentions.POSITIVE, Attentions.GATED, Attentions.ADDITIVE), tokens);
        Attention exact = Attentions.create(new Exact(Attentions.GATED), tokens);
        for (String name : exact.parameters().all().keySet()) {
            exact.parameters().get(name).detach().copyInPlace(gated.parameters().get(name));
        }

        assertThat(weights(ExactAttention.with(Tokens.HEAD_DIM, gated), tokens)).isEqualTo(weights(exact, tokens));
    }

    private static float[] weights(Attention attention, Tokens tokens) {
        return attention
                .weights(tokens.queries(), tokens.allKeys(), tokens.queriesAt(), tokens.keysAt(), tokens.visibility())
                .toFloats();
    }

    @ParameterizedTest
    @MethodSource("everyPositiveAttention")
    void itIsAShareOfTheWeights(AttentionConfig config) {
        Tokens tokens = Tokens.upToSelf();
        double[] errors = errors(config, tokens);

        assertThat(errors).hasSize(Tokens.BATCH * Tokens.HEADS * Tokens.LENGTH);
        // sums of weights are 1 up to the rounding of their terms
        assertThat(Arrays.stream(errors)).allMatch(error -> error >= 0 && error <= 1 + Tokens.LENGTH * 0x1p-23);
        // the first query has one key, and no choice
        assertThat(errors[0]).isLessThan(Tokens.LENGTH * 0x1p-23);
    }

    @Test
    void queriesThatSeeNothingHaveNone() {
        Tokens tokens = Tokens.all().padded("padding", "00000000000", "00000000000");

        assertThat(errors(new Linear(Attentions.POSITIVE, Attentions.ENCODED, Attentions.ADDITIVE), tokens))
                .containsOnly(0);
    }

    @Test
    void fourTimesTheFeaturesHalveIt() {
        Tokens tokens = Tokens.all(5, 31);
        double few = mean(errors(positive(64), tokens));
        double more = mean(errors(positive(256), tokens));
        double many = mean(errors(positive(1024), tokens));

        // errors of means fall with the root of the number; the tails of few features hide part of that
        assertThat(more / few).isBetween(0.4, 0.75);
        assertThat(many / more).isBetween(0.4, 0.75);
    }

    private static AttentionConfig positive(int features) {
        return new Linear(
                new PositiveFeatureMap(features, Directions.ORTHOGONAL, false), Attentions.NONE, Attentions.ADDITIVE);
    }
}
