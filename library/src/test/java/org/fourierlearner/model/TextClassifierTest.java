package org.fourierlearner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.fourierlearner.config.ConfigException;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextClassifierTest {

    /// Logits are below 1; two roundings of single precision in each of some hundred operations.
    private static final float ROUNDING = 1e-5f;

    private static final List<String> ATTENTIONS = List.of(
            "attention.kind=exact attention.rpe=none",
            "attention.kind=exact attention.rpe.kind=fourier",
            "attention.kind=exact attention.rpe.kind=rotary",
            "attention.rpe=none absolutePositions=learned",
            "attention.rpe.spectrum.kind=gaussian-mixture absolutePositions=sinusoidal",
            "attention.rpe.spectrum.kind=directional",
            "attention.path=composed",
            "attention.features=elu attention.form=product",
            "attention.rpe.decay=gated attention.rpe.selfWeight=learned",
            "attention.features=elu attention.form=paired attention.rpe.decay=steady",
            "attention.features=elu attention.rpe=none",
            "attention.features=elu attention.rpe=rotary",
            "attention.features.kind=relu attention.rpe=cosine",
            "attention.features=elu attention.rpe=alibi",
            "attention.kind=random-feature attention.features=6",
            "attention.rpe.kind=sine-spe",
            "attention.rpe.kind=convolutional-spe",
            "attention.features=elu attention.rpe.kind=table");

    static List<String> everyAttentionWithEveryPooling() {
        List<String> rows = new ArrayList<>();
        for (String attention : ATTENTIONS) {
            rows.add(attention + " pooling=mean");
            rows.add(attention + " pooling=class-token norm=rms activation=swiglu");
        }
        return rows;
    }

    private static TextClassifier model(String overrides) {
        return TinyClassifier.of(overrides.split(" "));
    }

    private static long[] text(int length, long seed) {
        return new SplittableRandom(seed)
                .longs(length, 0, TinyClassifier.VOCABULARY)
                .toArray();
    }

    private static float[] alone(TextClassifier model, long[] text) {
        try (var _ = Scope.withoutGradients()) {
            return model.logits(Tensor.of(text, 1, text.length), null, null).toFloats();
        }
    }

    /// The logits of some texts in a batch with given numbers in the padding.
    private static float[][] together(TextClassifier model, int length, long padding, long[]... texts) {
        long[] tokens = new long[texts.length * length];
        boolean[] isToken = new boolean[tokens.length];
        Arrays.fill(tokens, padding);
        for (int b = 0; b < texts.length; b++) {
            System.arraycopy(texts[b], 0, tokens, b * length, texts[b].length);
            Arrays.fill(isToken, b * length, b * length + texts[b].length, true);
        }
        float[][] logits = new float[texts.length][];
        try (var _ = Scope.withoutGradients()) {
            float[] flat = model.logits(
                            Tensor.of(tokens, texts.length, length), Tensor.of(isToken, texts.length, length), null)
                    .toFloats();
            for (int b = 0; b < texts.length; b++) {
                logits[b] = Arrays.copyOfRange(flat, b * TinyClassifier.CLASSES, (b + 1) * TinyClassifier.CLASSES);
            }
        }
        return logits;
    }

    @ParameterizedTest
    @MethodSource("everyAttentionWithEveryPooling")
    void paddingAndTheOthersOfABatchChangeNothing(String overrides) {
        long[][] texts = {text(13, 1), text(7, 2), text(1, 3)};
        try (TextClassifier model = model(overrides)) {
            for (int length : new int[] {13, 17}) {
                for (long padding : new long[] {0, 99}) {
                    float[][] logits = together(model, length, padding, texts);
                    for (int b = 0; b < texts.length; b++) {
                        assertThat(logits[b])
                                .as("text %d of %d places", b, length)
                                .containsExactly(alone(model, texts[b]), within(ROUNDING));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyAttentionWithEveryPooling")
    void theGradientReachesEveryWeight(String overrides) {
        try (TextClassifier model = model(overrides);
                var _ = Scope.withGradients()) {
            Tensor tokens = Tensor.of(text(34, 1), 2, 17);
            model.logits(tokens, null, Randomness.seeded(3))
                    .crossEntropy(Tensor.of(new long[] {0, 2}, 2), 0.1)
                    .backward();

            model.parameters()
                    .weights()
                    .forEach((name, weight) -> assertThat(weight.gradient())
                            .as(name)
                            .hasValueSatisfying(
                                    gradient -> assertThat(gradient.abs().sum().item())
                                            .isPositive()
                                            .isFinite()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mean", "class-token"})
    void withoutPositionsATextIsASetOfTokens(String pooling) {
        long[] text = text(17, 1);
        long[] reversed = new long[text.length];
        for (int t = 0; t < text.length; t++) {
            reversed[t] = text[text.length - 1 - t];
        }
        try (TextClassifier set = model("attention.rpe=none pooling=" + pooling);
                TextClassifier sequence = model("attention.rpe.spectrum.kind=directional pooling=" + pooling)) {
            assertThat(alone(set, reversed)).containsExactly(alone(set, text), within(ROUNDING));
            assertThat(alone(sequence, reversed)).isNotEqualTo(alone(sequence, text));
        }
    }

    @Test
    void everyTokenCounts() {
        long[] text = text(17, 1);
        try (TextClassifier model = model("pooling=mean")) {
            float[] before = alone(model, text);
            for (int t = 0; t < text.length; t++) {
                long[] other = text.clone();
                other[t] = (other[t] + 1) % TinyClassifier.VOCABULARY;
                assertThat(alone(model, other)).as("token %d", t).isNotEqualTo(before);
            }
        }
    }

    @Test
    void dropoutIsThatOfItsSeedAndOfTrainingOnly() {
        try (TextClassifier model = model("dropout=0.5");
                var _ = Scope.withoutGradients()) {
            Tensor tokens = Tensor.of(text(17, 1), 1, 17);
            float[] dropped = model.logits(tokens, null, Randomness.seeded(1)).toFloats();
            assertThat(model.logits(tokens, null, Randomness.seeded(1)).toFloats())
                    .isEqualTo(dropped);
            assertThat(model.logits(tokens, null, Randomness.seeded(2)).toFloats())
                    .isNotEqualTo(dropped);
            assertThat(model.logits(tokens, null, null).toFloats()).isNotEqualTo(dropped);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            attention.kind=retention   | attention: expected a kind for attention to all tokens, such as linear or exact, got retention, whose tokens see only what came before them
            attention.kind=gated       | attention: expected a kind for attention to all tokens, such as linear or exact, got gated, whose tokens see only what came before them
            attention=random-feature;attention.gated=true | attention: expected a kind for attention to all tokens, such as linear or exact, got gated random-feature, whose tokens see only what came before them
            attention.kind=exact;attention.rpe=bucket | attention: expected rpe.bidirectional = true for bucket, because tokens see both sides, got false
            heads=4                    | heads: expected a divisor of modelDim 6, got 4
            contextLength=0            | contextLength: expected a positive number, got 0
            dropout=1                  | dropout: expected a number in [0, 1), got 1.0
            """)
    void configurationsThatCannotBeAreRefused(String override, String message) {
        assertThatThrownBy(() -> TinyClassifier.config(override.split(";")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }
}
