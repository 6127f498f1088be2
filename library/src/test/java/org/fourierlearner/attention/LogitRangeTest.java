package org.fourierlearner.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.fourierlearner.attention.AttentionConfig.Linear;
import org.fourierlearner.rpe.Decay;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.rpe.SelfWeight;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Logits far beyond the exponents of single precision: every denominator stays safe, without an epsilon.
final class LogitRangeTest {
    static final List<AttentionConfig> everyAttention = Attentions.fitting(Tokens.upToSelf());

    private static final float GREATEST_LOGIT = 80;
    private static final List<Tokens> BOTH_WAYS = List.of(Tokens.upToSelf(), Tokens.all());

    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    static Stream<AttentionConfig> everyPositiveAttention() {
        return everyAttention.stream().filter(LogitRangeTest::isPositive);
    }

    static Stream<AttentionConfig> everyPositiveAttentionAnywhere() {
        return Attentions.EVERY.stream().filter(LogitRangeTest::isPositive);
    }

    private static boolean isPositive(AttentionConfig config) {
        return Attentions.areShares(config) && !hasSigns(config);
    }

    static Stream<AttentionConfig> everyDecayingAttention() {
        return everyPositiveAttention().filter(LogitRangeTest::decays);
    }

    private static boolean decays(AttentionConfig config) {
        return config.rpe() instanceof Rpe.Fourier fourier && fourier.decay() != Decay.NONE;
    }

    /// Weights of both signs have no safe denominator.
    static boolean hasSigns(AttentionConfig config) {
        return config instanceof Linear linear
                && (linear.features() instanceof TrigonometricFeatureMap
                        || (linear.form() instanceof AttentionConfig.Form.Product(RandomFeatureMap positions)
                                && positions instanceof TrigonometricFeatureMap));
    }

    /// Queries and keys along few directions, so that logits reach the bound in both signs.
    private static Tokens atTheBound(Tokens tokens) {
        float[] query = tokens.query().clone();
        float[] key = tokens.key().clone();
        double size = Math.sqrt(GREATEST_LOGIT / Math.sqrt(Tokens.HEAD_DIM));
        for (int row = 0; row < query.length / Tokens.HEAD_DIM; row++) {
            for (int d = 0; d < Tokens.HEAD_DIM; d++) {
                query[row * Tokens.HEAD_DIM + d] = (float) (row % 2 == 0 ? size : -size);
                key[row * Tokens.HEAD_DIM + d] = (float) (row % 3 == 0 ? -size : size * (row % 7) / 6);
            }
        }
        return tokens.withContent(query, key, tokens.value());
    }

    private static void assertSafe(AttentionConfig config, Attention attention, Tokens tokens) {
        var expected = AttentionReference.of(config, attention, tokens.dim()).attend(tokens);
        Rounding.assertOutputs(tokens.attend(attention), expected, tokens);
        Rounding.assertWeights(tokens.weights(attention), expected, tokens);
        if (tokens.causal() && tokens.keys() == null) {
            try (AttentionState state = attention.begin()) {
                Tensor[] outputs = new Tensor[tokens.keyLength()];
                for (int t = 0; t < outputs.length; t++) {
                    outputs[t] = attention.resume(
                            state,
                            tokens.queries().narrow(2, t, 1),
                            tokens.allKeys().narrow(2, t, 1),
                            tokens.values().narrow(2, t, 1),
                            tokens.keysAt().narrow(t, 1));
                }
                Rounding.assertOutputs(Tensor.concatenate(2, outputs), expected, tokens);
            }
        }
    }

    private static void assertFiniteGradients(Attention attention, Tokens tokens) {
        Tensor query = tokens.queries().requireGradient();
        Tensor key = tokens.allKeys().requireGradient();
        Tensor value = tokens.values().requireGradient();
        attention
                .attend(query, key, value, tokens.queriesAt(), tokens.keysAt(), tokens.visibility())
                .square()
                .sum()
                .backward();
        Stream.concat(Stream.of(query, key, value), attention.parameters().weights().values().stream())
                .flatMap(tensor -> tensor.gradient().stream())
                .forEach(gradient -> assertThat(Arrays.stream(gradient.toDoubles()))
                        .allSatisfy(element -> assertThat(element).isFinite()));
    }

    @ParameterizedTest
    @MethodSource("everyPositiveAttentionAnywhere")
    void logitsOfEightyAreSafe(AttentionConfig config) {
        for (Tokens tokens : List.of(Tokens.all(), Tokens.upToSelf(), Tokens.grid(Tokens.BATCH))) {
            if (Attentions.fits(config, tokens)) {
                Attention attention = Attentions.create(config, tokens);
                assertSafe(config, attention, atTheBound(tokens));
                assertFiniteGradients(attention, atTheBound(tokens));
            }
        }
    }

    @ParameterizedTest
    @FieldSource("everyAttention")
    void logitsOfEightyGiveFiniteOutputs(AttentionConfig config) {
        Tokens tokens = atTheBound(Tokens.upToSelf());
        assertThat(Arrays.stream(
                        tokens.attend(Attentions.create(config, tokens)).toDoubles()))
                .allSatisfy(element -> assertThat(element).isFinite());
    }

    /// Log-features of the early keys lie up to some hundreds below those of the later ones of their chunk, so
    /// that one maximum for all would leave early queries nothing.
    @ParameterizedTest
    @MethodSource("everyPositiveAttention")
    void enormousLaterKeysTakeNothingFromEarlierQueries(AttentionConfig config) {
        Tokens tokens = Tokens.upToSelf();
        float[] key = tokens.key().clone();
        for (int row = 0; row < key.length / Tokens.HEAD_DIM; row++) {
            int place = row % Tokens.LENGTH;
            for (int d = 0; d < Tokens.HEAD_DIM; d++) {
                key[row * Tokens.HEAD_DIM + d] *= place < 4 ? 14 : place < 8 ? 4 : 0.1f;
            }
        }
        Tokens rising = tokens.withContent(tokens.query(), key, tokens.value());
        Attention attention = Attentions.create(config, rising);

        assertSafe(config, attention, rising);
        assertFiniteGradients(attention, rising);
    }

    @ParameterizedTest
    @MethodSource("everyPositiveAttention")
    void lowKeysAfterPaddingAreSafe(AttentionConfig config) {
        Tokens tokens = Tokens.upToSelf().padded("padding", "00000111111", "00000000001");
        float[] key = tokens.key().clone();
        for (int n = 0; n < key.length; n++) {
            key[n] = n / Tokens.HEAD_DIM % Tokens.LENGTH < 5 ? 30 : key[n] * 15;
        }
        Tokens low = tokens.withContent(tokens.query(), key, tokens.value());
        Attention attention = Attentions.create(config, low);

        assertSafe(config, attention, low);
        assertFiniteGradients(attention, low);
    }

    @ParameterizedTest
    @MethodSource("everyDecayingAttention")
    void strongDecayIsSafe(AttentionConfig config) {
        for (double spacing : new double[] {1, 1e4}) {
            double[] times = Tokens.range(0, Tokens.LENGTH);
            for (int t = 0; t < times.length; t++) {
                times[t] *= spacing;
            }
            for (Tokens seen : BOTH_WAYS) {
                Tokens tokens = seen.at("strong decay", times, true);
                Attention attention = Attentions.create(config, tokens);
                try (var _ = Scope.withoutGradients()) {
                    // the least rate forgets by e⁻²⁰ from token to token
                    attention.parameters().get("rpe.logDecay").copyInPlace(Tensor.of(new double[] {0.3, 0.4, 0.5}, 3));
                }
                assertSafe(config, attention, tokens);
                assertFiniteGradients(attention, tokens);
            }
        }
    }

    /// The first token sees nothing but itself, however little it weighs.
    @ParameterizedTest
    @MethodSource("everyAttentionThatSetsTokensApart")
    void lowAndHighWeightsToItselfAreSafe(AttentionConfig config) {
        for (Tokens tokens : BOTH_WAYS) {
            Attention attention = Attentions.create(config, tokens);
            try (var _ = Scope.withoutGradients()) {
                attention.parameters().get("rpe.selfLogits").copyInPlace(Tensor.of(new double[] {-60, -20, 60}, 3));
            }
            assertSafe(config, attention, tokens);
            assertFiniteGradients(attention, tokens);
        }
    }

    /// The first token of a tile sees nothing but itself, and its key has faded by hundreds at the tile's end.
    @ParameterizedTest
    @MethodSource("everyAttentionThatSetsTokensApart")
    void lowWeightsToItselfAreSafeWithStrongDecay(AttentionConfig config) {
        assumeThat(decays(config)).isTrue();
        for (Tokens tokens : BOTH_WAYS) {
            Attention attention = Attentions.create(config, tokens);
            for (double decay : new double[] {0.1, 0.15, 0.2, 0.25, 0.4}) {
                try (var _ = Scope.withoutGradients()) {
                    attention
                            .parameters()
                            .get("rpe.selfLogits")
                            .copyInPlace(Tensor.of(new double[] {-33, -60, -300}, 3));
                    attention.parameters().get("rpe.logDecay").copyInPlace(Tensor.full(decay, 3));
                }
                assertSafe(config, attention, tokens);
                assertFiniteGradients(attention, tokens);
            }
        }
    }

    static Stream<AttentionConfig> everyAttentionThatSetsTokensApart() {
        return everyPositiveAttention()
                .filter(config ->
                        config.rpe() instanceof Rpe.Fourier fourier && fourier.selfWeight() == SelfWeight.LEARNED);
    }
}
