package org.fourierlearner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.nn.AbsolutePositions;
import org.fourierlearner.nn.Activation;
import org.fourierlearner.nn.Norm;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.fourierlearner.tensor.TensorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageModelTest {
    private static final int BATCH = 2;
    private static final int LENGTH = 13;

    /// Logits are below 1; two roundings of single precision in each of some hundred operations.
    private static final float ROUNDING = 1e-5f;

    private static Tensor tokens(int batch, int length, long seed) {
        return Tensor.of(
                new SplittableRandom(seed)
                        .longs((long) batch * length, 0, TinyModel.VOCABULARY)
                        .toArray(),
                batch,
                length);
    }

    /// Every choice with every other.
    static List<List<String>> everyCombination() {
        List<List<String>> combinations = new ArrayList<>();
        for (AbsolutePositions positions : AbsolutePositions.values()) {
            for (Norm norm : Norm.values()) {
                for (Activation activation : Activation.values()) {
                    for (boolean tied : new boolean[] {true, false}) {
                        for (String attention : List.of("exact", "linear")) {
                            combinations.add(List.of(
                                    "absolutePositions=" + positions.name().toLowerCase(Locale.ROOT),
                                    "norm=" + norm.name().toLowerCase(Locale.ROOT),
                                    "activation=" + activation.name().toLowerCase(Locale.ROOT),
                                    "tiedEmbeddings=" + tied,
                                    "attention.kind=" + attention,
                                    "attention.rpe.frequencies=4",
                                    "attention.rpe.decay=" + (tied ? "gated" : "none")));
                        }
                    }
                }
            }
        }
        return combinations;
    }

    @ParameterizedTest
    @MethodSource("everyCombination")
    void gradientsReachEveryWeight(List<String> overrides) {
        try (LanguageModel model = TinyModel.of(overrides.toArray(String[]::new));
                var _ = Scope.withGradients()) {
            Tensor logits = model.logits(tokens(BATCH, LENGTH, 1), null);
            assertThat(logits.shape().extents()).containsExactly(BATCH, LENGTH, TinyModel.VOCABULARY);

            logits.reshape(BATCH * LENGTH, TinyModel.VOCABULARY)
                    .crossEntropy(tokens(1, BATCH * LENGTH, 2).reshape(BATCH * LENGTH), 0)
                    .backward();

            model.parameters()
                    .weights()
                    .forEach((name, weight) -> assertThat(weight.gradient())
                            .as(name)
                            .hasValueSatisfying(
                                    gradient -> assertThat(gradient.abs().sum().item())
                                            .as(name)
                                            .isPositive()
                                            .isFinite()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "attention={kind='exact', rpe={kind='rotary'}}",
                "attention={kind='exact', rpe={kind='alibi'}}",
                "attention={kind='exact', rpe={kind='bucket'}}",
                "attention={kind='exact', rpe={kind='table', reach=5}}",
                "attention={kind='linear', features={kind='elu'}, rpe={kind='rotary'}}",
                "attention={kind='linear', features={kind='relu'}, rpe={kind='cosine'}}",
                "attention={kind='linear', rpe={kind='table', reach=5}}",
                "attention={kind='linear', rpe={kind='sine-spe', realizations=7}}",
                "attention={kind='linear', rpe={kind='sine-spe', gated=false}}",
                "attention={kind='linear', features={kind='elu'}, rpe={kind='convolutional-spe', taps=5}}",
                "attention={kind='linear', rpe={kind='convolutional-spe', gated=false}}",
                "attention={kind='random-feature'}",
                "attention={kind='random-feature', gated=true}",
                "attention={kind='retention'}",
                "attention={kind='gated'}"
            })
    void everyKindOfAttentionLearnsAndGenerates(String attention) {
        String config = """
                layers = 2
                modelDim = 6
                heads = 2
                contextLength = 17
                """;
        LanguageModelConfig read =
                RecordReader.read(config, "kind.toml", List.of(attention), LanguageModelConfig.class);
        try (LanguageModel model = new LanguageModel(read, TinyModel.VOCABULARY, Randomness.seeded(7));
                var _ = Scope.withGradients()) {
            Tensor logits = model.logits(tokens(BATCH, LENGTH, 1), null);
            logits.square().sum().backward();
            model.parameters()
                    .weights()
                    .forEach((name, weight) -> assertThat(weight.gradient())
                            .as(name)
                            .hasValueSatisfying(
                                    gradient -> assertThat(gradient.abs().sum().item())
                                            .as(name)
                                            .isPositive()
                                            .isFinite()));
            try (LanguageModel.Stream stream = model.begin()) {
                float[] expected = logits.toFloats();
                float[] streamed = stream.append(tokens(BATCH, LENGTH, 1)).toFloats();
                for (int n = 0; n < expected.length; n++) {
                    assertThat(streamed[n]).isCloseTo(expected[n], within(ROUNDING));
                }
            }
        }
    }

    @Test
    void onlyWhatIsNotFusedHoldsFeatures() {
        // for each token and head: 8 numbers a feature, and both products of a chunk
        long composed = 8 * 5 + 2 * LENGTH;
        long pairs = 3 * LENGTH * 5;

        assertThat(activations("composed") - activations("fused")).isEqualTo(BATCH * LENGTH * 2 * 2 * composed);
        assertThat(activations("exact") - activations("fused")).isEqualTo(BATCH * LENGTH * 2 * 2 * pairs);
    }

    @Test
    void tablesOfDifferencesHoldPairsOrTransforms() {
        String table = "fused attention.rpe.kind=table attention.features=elu";
        long none = activations("fused attention.rpe=none");
        long products = activations(table) - none;
        long transforms = activations(table.replace("fused", "composed")) - none;
        long oneByOne = activations(table.replace("fused", "exact")) - none;

        assertThat(products).isEqualTo(BATCH * LENGTH * 2 * 2 * 7 * LENGTH);
        assertThat(transforms).isEqualTo(BATCH * LENGTH * 2 * 2 * 38 * 3 * 4);
        assertThat(oneByOne).isEqualTo(BATCH * LENGTH * 2 * 2 * 3 * LENGTH * 3);
    }

    private static long activations(String path) {
        try (LanguageModel model = TinyModel.of(("attention.path=" + path).split(" "))) {
            return model.activations(BATCH, LENGTH, true);
        }
    }

    @ParameterizedTest
    @MethodSource("everyCombination")
    void theParametersAreAsManyAsTheFormulaSays(List<String> overrides) {
        try (LanguageModel model = TinyModel.of(overrides.toArray(String[]::new))) {
            LanguageModelConfig config = model.config();
            long width = config.modelDim();
            long norm = config.norm() == Norm.LAYER ? 2 * width : width;
            long mlp = (config.activation() == Activation.SWIGLU ? 3 : 2) * width * config.mlpDim();
            long encodings = model.attentions().stream()
                    .mapToLong(attention -> attention.parameters().count())
                    .sum();
            long positions =
                    config.absolutePositions() == AbsolutePositions.LEARNED ? config.contextLength() * width : 0;
            long vocabulary = TinyModel.VOCABULARY * width * (config.tiedEmbeddings() ? 1 : 2);

            assertThat(model.parameters().count())
                    .isEqualTo(vocabulary
                            + positions
                            + config.layers() * (4 * width * width + mlp + 2 * norm)
                            + norm
                            + encodings);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"attention.kind=exact", "attention.kind=linear"})
    void whatFollowsDoesNotChangeEarlierLogits(String attention) {
        try (LanguageModel model = TinyModel.of(attention, "attention.rpe.frequencies=4");
                var _ = Scope.withoutGradients()) {
            Tensor whole = tokens(BATCH, LENGTH, 1);
            Tensor otherEnd = Tensor.concatenate(1, whole.narrow(1, 0, 5), tokens(BATCH, LENGTH - 5, 9));
            float[] expected = model.logits(whole, null).narrow(1, 0, 5).toFloats();

            assertThat(model.logits(otherEnd, null).narrow(1, 0, 5).toFloats())
                    .containsExactly(expected, within(ROUNDING));
            assertThat(model.logits(whole.narrow(1, 0, 5), null).toFloats())
                    .containsExactly(expected, within(ROUNDING));
        }
    }

    @ParameterizedTest
    @MethodSource("everyCombination")
    void aStreamGivesTheLogitsOfTheWhole(List<String> overrides) {
        try (LanguageModel model = TinyModel.of(overrides.toArray(String[]::new));
                var _ = Scope.withoutGradients();
                var stream = model.begin()) {
            Tensor whole = tokens(BATCH, LENGTH, 1);
            List<Tensor> pieces = new ArrayList<>();
            int start = 0;
            for (int count : new int[] {5, 1, 1, 6}) {
                pieces.add(stream.append(whole.narrow(1, start, count)));
                start += count;
            }

            assertThat(stream.length()).isEqualTo(LENGTH);
            assertThat(Tensor.concatenate(1, pieces.toArray(Tensor[]::new)).toFloats())
                    .containsExactly(model.logits(whole, null).toFloats(), within(ROUNDING));
        }
    }

    @Test
    void aStreamOfLinearAttentionDoesNotGrow() {
        try (LanguageModel model = TinyModel.of("contextLength=64");
                var stream = model.begin()) {
            long bytes = 0;
            for (int count = 0; count < 2000; count += 100) {
                try (var _ = Scope.withoutGradients()) {
                    stream.append(tokens(1, 100, count));
                }
                assertThat(stream.bytes()).isPositive();
                assertThat(count == 0 ? stream.bytes() : bytes).isEqualTo(stream.bytes());
                bytes = stream.bytes();
            }
            assertThat(stream.length()).isEqualTo(2000);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, TinyModel.VOCABULARY, Long.MIN_VALUE, Long.MAX_VALUE})
    void tokensOutsideOfTheVocabularyAreRefused(long token) {
        try (LanguageModel model = TinyModel.of();
                var _ = Scope.withoutGradients();
                var stream = model.begin()) {
            Tensor tokens = Tensor.of(new long[] {1, token, 2}, 1, 3);

            assertThatThrownBy(() -> model.logits(tokens, null)).isInstanceOf(TensorException.class);
            assertThatThrownBy(() -> stream.append(tokens)).isInstanceOf(TensorException.class);

            assertThat(stream.length()).isZero();
        }
    }

    @Test
    void moreTokensThanLearnedPositionsAreRefused() {
        try (LanguageModel model = TinyModel.of("absolutePositions=learned");
                var _ = Scope.withoutGradients();
                var stream = model.begin()) {
            String message = "tokens: expected at most 17, as many as there are learned positions, got 18; "
                    + "train with model.absolutePositions=none for longer sequences";

            assertThatThrownBy(() -> model.logits(tokens(1, 18, 1), null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(message);
            stream.append(tokens(1, 17, 1));
            assertThatThrownBy(() -> stream.append(tokens(1, 1, 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(message);
        }
    }

    @Test
    void dropoutIsRandomAndOnlyForTraining() {
        try (LanguageModel model = TinyModel.of("dropout=0.3");
                var _ = Scope.withoutGradients()) {
            Tensor tokens = tokens(1, 5, 1);
            float[] seeded = model.logits(tokens, Randomness.seeded(1)).toFloats();

            assertThat(model.logits(tokens, Randomness.seeded(1)).toFloats()).isEqualTo(seeded);
            assertThat(model.logits(tokens, Randomness.seeded(2)).toFloats()).isNotEqualTo(seeded);
            assertThat(model.logits(tokens, null).toFloats())
                    .isEqualTo(model.logits(tokens, null).toFloats());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            layers=0        | layers: expected a positive number, got 0
            modelDim=0      | modelDim: expected a positive number, got 0
            heads=4         | heads: expected a divisor of modelDim 6, got 4
            contextLength=0 | contextLength: expected a positive number, got 0
            mlpDim=-1       | mlpDim: expected a number ≥ 0, got -1
            dropout=1       | dropout: expected a number in [0, 1), got 1.0
            """)
    void aConfigurationOutOfRangeIsRefused(String setting, String message) {
        assertThatThrownBy(() -> TinyModel.config(setting))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(": " + message);
    }

    @Test
    void sinusoidsNeedAnEvenWidth() {
        assertThatThrownBy(() -> TinyModel.config("modelDim=5", "heads=1", "absolutePositions=sinusoidal"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("modelDim: expected an even number for sinusoidal positions, got 5");
    }
}
