package org.fourierlearner.attention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.fourierlearner.attention.AttentionConfig.Linear;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.rpe.Shells;
import org.fourierlearner.tensor.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every attention against its quadratic definition, for every kind of visibility.
final class AttentionTest {

    private static final double[] OUT_OF_ORDER = {0, 2, 1, 3, 5, 4, 6, 6, 8, 7, 9};

    static final List<Tokens> everyVisibility = List.of(
            Tokens.all(),
            Tokens.upToSelf(),
            Tokens.cross(),
            Tokens.cross().padded("cross attention, padding", "1101011111000", "0000000000001"),
            Tokens.all().padded("padding in front and behind", "00011111111", "11111100000"),
            Tokens.upToSelf().padded("causal, padding in front and behind", "00011111111", "11111100000"),
            Tokens.upToSelf().padded("causal, padding within and everywhere", "10110011101", "00000000000"),
            Tokens.all().padded("padding everywhere", "00000000000", "00000000000"),
            Tokens.all().packed("packed", "aaabbbbbccd", "aaaaaaaaaaa"),
            Tokens.upToSelf().packed("causal, packed", "aaabbbbbccd", "abbbbbbbbbb"),
            Tokens.upToSelf().packed("causal, a segment for each token", "abcdefghijk", "zyxwvutsrqp"),
            Tokens.all().packed("a letter comes again", "aabbaabbaab", "abababababa"),
            Tokens.upToSelf()
                    .packed("causal, packed, padding", "aaabbbbbccd", "aabbbbbbbcc")
                    .padded("causal, packed, padding", "11100011101", "00110111100"),
            Tokens.all()
                    .packed("packed, padding", "aaabbbbbccd", "aabbbbbbbcc")
                    .padded("packed, padding", "11100011101", "00110111100"),
            Tokens.grid(Tokens.BATCH),
            Tokens.grid(Tokens.BATCH).padded("grid, padding", "000111111111111111110110", "000000000000000000000001"),
            Tokens.grid(Tokens.BATCH).packed("grid, packed", "aaabbbbbccdddddddddddddd", "abbbbbbbbbbbbbbbbbbbbbcc"),
            Tokens.all().perExample(),
            Tokens.all().at("out of order", OUT_OF_ORDER, true),
            Tokens.upToSelf().at("causal, out of order", OUT_OF_ORDER, true),
            Tokens.upToSelf().perExample(),
            Tokens.upToSelf().perExample().packed("causal, packed, places per example", "aabbbbcccdd", "abbbbbbbccc"));

    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    static Stream<Arguments> everyAttentionAndVisibility() {
        return Stream.concat(Attentions.EVERY.stream(), Attentions.FAST_GATES.stream())
                .flatMap(config -> everyVisibility.stream()
                        .filter(tokens -> Attentions.fits(config, tokens))
                        .map(tokens -> Arguments.of(config, tokens)));
    }

    /// It has a test of its own, [MaskedAttentionTest]: tokens of these tests are on a line or in
    /// the plane.
    private static final Class<?> IN_SPACE = AttentionConfig.Masked.class;

    @Test
    void everyKindOfAttentionAndOfFeaturesIsTested() {
        assertThat(Stream.concat(Attentions.EVERY.stream().<Class<?>>map(Object::getClass), Stream.of(IN_SPACE))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(List.of(AttentionConfig.class.getPermittedSubclasses()));
        assertThat(Attentions.EVERY.stream()
                        .filter(Linear.class::isInstance)
                        .<Class<?>>map(config -> ((Linear) config).features().getClass())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(Stream.of(
                                RandomFeatureMap.class.getPermittedSubclasses(),
                                DeterministicFeatureMap.class.getPermittedSubclasses())
                        .flatMap(Stream::of)
                        .toList());
    }

    @Test
    void everyKindOfEncodingIsTested() {
        assertThat(Stream.concat(
                                Attentions.EVERY.stream()
                                        .<Class<?>>map(config -> config.rpe().getClass()),
                                Stream.of(Shells.class))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(permitted(Rpe.class).toList());
    }

    @Test
    void everyFormIsTested() {
        assertThat(Attentions.EVERY.stream()
                        .filter(Linear.class::isInstance)
                        .<Class<?>>map(config -> ((Linear) config).form().getClass())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(
                        permitted(AttentionConfig.Form.class).toList());
    }

    private static Stream<Class<?>> permitted(Class<?> kind) {
        return kind.isSealed()
                ? Stream.of(kind.getPermittedSubclasses()).flatMap(AttentionTest::permitted)
                : Stream.of(kind);
    }

    @ParameterizedTest
    @MethodSource("everyAttentionAndVisibility")
    void outputsAndWeightsAreThoseOfTheDefinition(AttentionConfig config, Tokens tokens) {
        Attention attention = Attentions.create(config, tokens);
        var expected = AttentionReference.of(config, attention, tokens.dim()).attend(tokens);

        Rounding.assertOutputs(tokens.attend(attention), expected, tokens);
        Rounding.assertWeights(tokens.weights(attention), expected, tokens);
    }
}
