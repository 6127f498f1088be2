package org.fourierlearner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.fourierlearner.config.ConfigException;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.ShapeMismatchException;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which images a vision Transformer takes, and which models there are.
class VisionTransformerSizesTest {

    /// Logits of disturbed models are below 30; some hundred operations round at `2⁻²⁴` each.
    private static final float ROUNDING = 1e-4f;

    private static float[] logits(VisionTransformer model, Tensor pixels) {
        return model.logits(pixels, null).toFloats();
    }

    /// Each pixel as a square.
    private static Tensor enlarged(Tensor pixels, int times) {
        int height = pixels.extent(2);
        int width = pixels.extent(3);
        return pixels.reshape(1, 3, height, 1, width, 1)
                .expand(1, 3, height, times, width, times)
                .reshape(1, 3, height * times, width * times);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pooling=mean", "pooling=class-token", "absolutePositions=learned"})
    void largerPatchesOfLargerPixelsAreThoseOfTheImage(String override) {
        try (VisionTransformer model = TinyVision.disturbed(override);
                var _ = Scope.withoutGradients()) {
            Tensor pixels = Randomness.seeded(3).uniform(1, 3, 6, 10);

            // the mean of four equal numbers is none but that
            assertThat(logits(model, VisionTransformer.averaged(enlarged(pixels, 2), 2)))
                    .isEqualTo(logits(model, pixels));
            assertThat(VisionTransformer.averaged(pixels, 1).toFloats()).isEqualTo(pixels.toFloats());
        }
    }

    @Test
    void anAverageIsOfASquareInAChannel() {
        try (var _ = Scope.withoutGradients()) {
            float[] numbers = new float[2 * 4 * 6];
            for (int n = 0; n < numbers.length; n++) {
                numbers[n] = n;
            }
            assertThat(VisionTransformer.averaged(Tensor.of(numbers, 1, 2, 4, 6), 2)
                            .toFloats())
                    .containsExactly(3.5f, 5.5f, 7.5f, 15.5f, 17.5f, 19.5f, 27.5f, 29.5f, 31.5f, 39.5f, 41.5f, 43.5f);
            assertThatThrownBy(() -> VisionTransformer.averaged(Tensor.zeros(1, 1, 4, 6), 4))
                    .isInstanceOf(ShapeMismatchException.class)
                    .hasMessage("pixels: expected shape height and width that are multiples of 4, got [1, 1, 4, 6]");
        }
    }

    /// All tokens are equal then, and so is what attention makes of them, wherever they stand.
    @ParameterizedTest
    @ValueSource(strings = {"pooling=mean", "pooling=class-token", "attention.rpe.spectrum.kind=directional"})
    void anImageOfOneColorIsTheSameInAnySize(String override) {
        try (VisionTransformer model = TinyVision.disturbed(override);
                var _ = Scope.withoutGradients()) {
            Tensor color = Tensor.of(new float[] {0.9f, 0.1f, 0.5f}, 1, 3, 1, 1);
            float[] expected = logits(model, color.expand(1, 3, 6, 10));
            for (int times : new int[] {2, 3}) {
                assertThat(logits(model, color.expand(1, 3, times * 6, times * 10)))
                        .containsExactly(expected, within(ROUNDING));
            }
        }
    }

    /// A larger image has its patches where the squares of the small one are, and so a set of tokens of which each
    /// comes four times is the set of these tokens.
    @Test
    void morePatchesWithoutEncodingAreTheSameSet() {
        try (VisionTransformer model = TinyVision.disturbed("attention.rpe=none");
                var _ = Scope.withoutGradients()) {
            Tensor squares = Randomness.seeded(3).uniform(1, 3, 3, 5);
            assertThat(logits(model, enlarged(squares, 4)))
                    .containsExactly(logits(model, enlarged(squares, 2)), within(ROUNDING));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"learned", "sinusoidal"})
    void absolutePositionsAreForOneSize(String kind) {
        try (VisionTransformer model = TinyVision.of("absolutePositions=" + kind);
                var _ = Scope.withoutGradients()) {
            assertThat(model.positions()).isNotNull();
            for (int times : new int[] {2, 3}) {
                assertThatThrownBy(() -> logits(model, Tensor.zeros(1, 3, times * 6, times * 10)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(
                                "pixels: expected height 6 and width 10, because absolute positions number the patches of that size, got %d and %d; train with model.absolutePositions=none for other sizes",
                                times * 6, times * 10);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 6, 10", "3, 10, 6", "3, 6, 12", "3, 12, 10"})
    void imagesOfAnotherKindAreRefused(int channels, int height, int width) {
        try (VisionTransformer model = TinyVision.of();
                var _ = Scope.withoutGradients()) {
            assertThatThrownBy(() -> logits(model, Tensor.zeros(2, channels, height, width)))
                    .isInstanceOf(ShapeMismatchException.class)
                    .hasMessage(
                            "pixels: expected shape [batch, 3, 6, 10], or the same larger or smaller, got [2, %d, %d, %d]",
                            channels, height, width);
        }
    }

    @Test
    void imagesWithoutABatchAndThoseThatPatchesDoNotFillAreRefused() {
        try (VisionTransformer model = TinyVision.of();
                var _ = Scope.withoutGradients()) {
            assertThatThrownBy(() -> logits(model, Tensor.zeros(3, 6, 10)))
                    .hasMessage(
                            "pixels: expected shape [batch, 3, 6, 10], or the same larger or smaller, got [3, 6, 10]");
            assertThatThrownBy(() -> logits(model, Tensor.zeros(1, 3, 9, 15)))
                    .hasMessage(
                            "pixels: expected shape height and width that are multiples of the patch, 2, got [1, 3, 9, 15]");
        }
    }

    @Test
    void pixelsAreBroughtToMeanAndDeviation() {
        var plain = new ImageInput(6, 10, 3, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));
        try (VisionTransformer model = TinyVision.of();
                var unit = new VisionTransformer(TinyVision.config(), plain, TinyVision.CLASSES, Randomness.seeded(7));
                var _ = Scope.withoutGradients()) {
            Tensor pixels = Randomness.seeded(3).uniform(2, 3, 6, 10);
            Tensor mean = Tensor.of(new float[] {0.4f, 0.3f, 0.6f}, 3, 1, 1);
            Tensor deviation = Tensor.of(new float[] {0.5f, 0.2f, 0.3f}, 3, 1, 1);

            assertThat(logits(model, pixels))
                    .containsExactly(logits(unit, pixels.subtract(mean).divide(deviation)), within(ROUNDING));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            attention.kind=retention   | attention: expected a kind for attention to all tokens, such as linear or exact, got retention, whose tokens see only what came before them
            attention.kind=gated       | attention: expected a kind for attention to all tokens, such as linear or exact, got gated, whose tokens see only what came before them
            attention=random-feature;attention.gated=true | attention: expected a kind for attention to all tokens, such as linear or exact, got gated random-feature, whose tokens see only what came before them
            attention.rpe.decay=steady | attention: expected rpe.decay = none, because decay needs a before and an after, got steady
            attention.rpe.selfWeight=learned | attention: expected rpe.selfWeight = encoded, because weights of tokens to themselves are learned only along a line, got learned
            absolutePositions=sinusoidal;modelDim=9;heads=3 | modelDim: expected an even number for sinusoidal positions, got 9
            patch=0                    | patch: expected a positive number, got 0
            heads=4                    | heads: expected a divisor of modelDim 6, got 4
            stochasticDepth=1          | stochasticDepth: expected a number in [0, 1), got 1.0
            """)
    void configurationsThatCannotBeAreRefused(String override, String message) {
        assertThatThrownBy(() -> TinyVision.config(override.split(";")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            attention.kind=exact;attention.rpe=rotary | rpe: expected fourier, grid-table or none for positions in 2 dimensions, got rotary, which needs a line
            attention.features=elu;attention.rpe=rotary | rpe: expected fourier, grid-table or none for positions in 2 dimensions, got rotary, which needs a line
            attention.kind=exact;attention.rpe=alibi | rpe: expected fourier, grid-table or none for positions in 2 dimensions, got alibi, which needs a line
            attention.features=elu;attention.rpe=alibi | rpe: expected fourier, grid-table or none for positions in 2 dimensions, got alibi, which needs a line
            attention.kind=exact;attention.rpe.kind=bucket;attention.rpe.bidirectional=true | rpe: expected fourier, grid-table or none for positions in 2 dimensions, got bucket, which needs a line
            attention.kind=exact;attention.rpe=table | rpe: expected fourier, grid-table or none for positions in 2 dimensions, got table, which needs a line
            attention.features.kind=relu;attention.rpe=cosine | rpe: expected fourier, grid-table or none for positions in 2 dimensions, got cosine, which needs a line
            attention.rpe=sine-spe     | rpe: expected fourier, grid-table or none for positions in 2 dimensions, got sine-spe, which needs a line
            attention.rpe=convolutional-spe | rpe: expected fourier, grid-table or none for positions in 2 dimensions, got convolutional-spe, which needs a line
            attention.rpe.spectrum=lattice-window | dim: expected 1, token indices, for a lattice window, got 2
            attention.rpe.spectrum=ball | dim: expected 3 for a ball, got 2
            attention.rpe.sampler=lattice | sampler: expected lattice only for token indices, got it for 2 dimensions and spacing 2.0
            patch=4                    | patch: expected a divisor of height 6 and width 10, got 4
            patch=3                    | patch: expected a divisor of height 6 and width 10, got 3
            """)
    void modelsThatCannotBeInThePlaneAreRefused(String override, String message) {
        VisionTransformerConfig config = TinyVision.config(override.split(";"));
        assertThatThrownBy(() -> new VisionTransformer(config, TinyVision.INPUT, 3, Randomness.seeded(1)).close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void inputsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new ImageInput(0, 1, 1, List.of(0.0), List.of(1.0)))
                .hasMessage("input: expected positive height, width and channels, got 0, 1 and 1");
        assertThatThrownBy(() -> new ImageInput(1, 1, 3, List.of(0.0), List.of(1.0)))
                .hasMessage("input: expected a mean and a deviation for each of 3 channels, got [0.0] and [1.0]");
        assertThatThrownBy(() -> new ImageInput(1, 1, 1, List.of(0.0), List.of(0.0)))
                .hasMessage("input: expected finite means and positive deviations, got [0.0] and [0.0]");
        assertThatThrownBy(() -> new ImageInput(1, 1, 1, List.of(Double.NaN), List.of(1.0)))
                .hasMessage("input: expected finite means and positive deviations, got [NaN] and [1.0]");
    }
}
