package org.fourierlearner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.fourierlearner.attention.Visibility;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisionTransformerTest {

    /// Logits of disturbed models are below 30; some hundred operations round at `2⁻²⁴` each.
    private static final float ROUNDING = 1e-4f;

    private static final List<String> ATTENTIONS = List.of(
            "attention.kind=exact attention.rpe=none",
            "attention.kind=exact attention.rpe.kind=fourier attention.rpe.frequencies=4",
            "attention.rpe=none absolutePositions=learned",
            "attention.rpe.spectrum.kind=gaussian-mixture absolutePositions=sinusoidal",
            "attention.rpe.spectrum.kind=directional",
            "attention.rpe.spectrum.kind=kernel",
            "attention.rpe.spectrum.kind=free attention.rpe.spectrum.count=4",
            "attention.rpe.spectrum.kind=smooth-window",
            "attention.path=composed",
            "attention.path=exact",
            "attention.features.kind=hyperbolic attention.features.features=6",
            "attention.features=elu attention.form=product",
            "attention.features=elu attention.rpe=none",
            "attention.features.kind=relu attention.rpe=none",
            "attention.kind=random-feature attention.features=6");

    private static final String EXACT = "attention.kind=exact attention.rpe.kind=fourier attention.rpe.spectrum.kind=";

    static List<String> everyAttentionWithEveryPooling() {
        List<String> rows = new ArrayList<>();
        for (String attention : ATTENTIONS) {
            rows.add(attention + " pooling=mean");
            rows.add(attention + " pooling=class-token norm=rms activation=swiglu");
        }
        return rows;
    }

    private static VisionTransformer model(String overrides) {
        return TinyVision.disturbed(overrides.split(" "));
    }

    /// Pixels from 0 to 1.
    private static Tensor pixels(int batch, int height, int width) {
        return Randomness.seeded(3).uniform(batch, 3, height, width);
    }

    private static float[] logits(VisionTransformer model, Tensor pixels) {
        return model.logits(pixels, null).toFloats();
    }

    @ParameterizedTest
    @MethodSource("everyAttentionWithEveryPooling")
    void theOthersOfABatchChangeNothing(String overrides) {
        try (VisionTransformer model = model(overrides);
                var _ = Scope.withoutGradients()) {
            Tensor batch = pixels(3, 6, 10);
            Tensor together = model.logits(batch, null);
            for (int b = 0; b < 3; b++) {
                assertThat(logits(model, batch.narrow(0, b, 1)))
                        .containsExactly(together.narrow(0, b, 1).toFloats(), within(ROUNDING));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyAttentionWithEveryPooling")
    void theGradientReachesEveryWeight(String overrides) {
        try (VisionTransformer model = model(overrides + " stochasticDepth=0.1");
                var _ = Scope.withGradients()) {
            model.logits(pixels(5, 6, 10), Randomness.seeded(3))
                    .crossEntropy(Tensor.of(new long[] {0, 2, 6, 1, 3}, 5), 0.1)
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

    /// Each pixel of a patch counts, in each channel.
    @Test
    void everyNumberCounts() {
        try (VisionTransformer model = model("pooling=mean");
                var _ = Scope.withoutGradients()) {
            float[] numbers = pixels(1, 6, 10).toFloats();
            float[] before = logits(model, Tensor.of(numbers, 1, 3, 6, 10));
            for (int n = 0; n < numbers.length; n++) {
                float[] other = numbers.clone();
                other[n] = 1 - other[n];
                assertThat(logits(model, Tensor.of(other, 1, 3, 6, 10)))
                        .as("number %d", n)
                        .isNotEqualTo(before);
            }
        }
    }

    /// What the model is made of, with places of our own and tokens in an order of our own.
    private static float[] logits(VisionTransformer model, Tensor pixels, Coordinates at, Tensor order) {
        ImageInput input = model.input();
        Tensor mean = Tensor.of(numbers(input.mean()), 3, 1, 1);
        Tensor deviation = Tensor.of(numbers(input.deviation()), 3, 1, 1);
        Tensor tokens = model.embedding().apply(pixels.subtract(mean).divide(deviation));
        Tensor seen = model.transformer()
                .apply(
                        tokens.indexSelect(1, order),
                        Coordinates.of(at.values().indexSelect(0, order)),
                        Visibility.all(),
                        null);
        return model.head().logits(seen, Visibility.all()).toFloats();
    }

    private static float[] numbers(List<Double> values) {
        float[] numbers = new float[values.size()];
        for (int n = 0; n < numbers.length; n++) {
            numbers[n] = values.get(n).floatValue();
        }
        return numbers;
    }

    private static Tensor order(boolean reversed) {
        return Tensor.of(
                IntStream.range(0, 15).mapToLong(t -> reversed ? 14 - t : t).toArray(), 15);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pooling=mean",
                "pooling=class-token",
                "attention.rpe.spectrum.kind=directional",
                "attention.kind=exact attention.rpe.kind=fourier"
            })
    void patchesAreASetOfTokensWithPlaces(String overrides) {
        try (VisionTransformer model = model(overrides);
                var _ = Scope.withoutGradients()) {
            Tensor pixels = pixels(2, 6, 10);
            for (boolean reversed : new boolean[] {false, true}) {
                assertThat(logits(model, pixels, model.places(), order(reversed)))
                        .containsExactly(logits(model, pixels), within(ROUNDING));
            }
        }
    }

    /// Random features only estimate a function of differences.
    @ParameterizedTest
    @ValueSource(strings = {"gaussian-mixture", "directional"})
    void placesHaveNoOriginInExactAttention(String spectrum) {
        try (VisionTransformer model = model(EXACT + spectrum);
                var _ = Scope.withoutGradients()) {
            Tensor pixels = pixels(2, 6, 10);
            Coordinates elsewhere =
                    Coordinates.of(model.places().values().add(Tensor.of(new double[] {0.5, -7}, 1, 2)));

            assertThat(logits(model, pixels, elsewhere, order(false)))
                    .containsExactly(logits(model, pixels), within(ROUNDING));
        }
    }

    /// Patches in reverse: the image turned by half a turn, except inside of the patches.
    private static Tensor turned(Tensor pixels) {
        Tensor squares = pixels.reshape(1, 3, 3, 2, 5, 2);
        Tensor rows = Tensor.of(new long[] {2, 1, 0}, 3);
        Tensor columns = Tensor.of(new long[] {4, 3, 2, 1, 0}, 5);
        return squares.indexSelect(2, rows).indexSelect(4, columns).reshape(1, 3, 6, 10);
    }

    private static Tensor shifted(Tensor pixels) {
        Tensor columns = Tensor.of(new long[] {2, 3, 4, 5, 6, 7, 8, 9, 0, 1}, 10);
        return pixels.indexSelect(3, columns);
    }

    @ParameterizedTest
    @ValueSource(strings = {"attention.rpe=none", "attention.rpe=none pooling=class-token"})
    void withoutPositionsAnImageIsASetOfPatches(String overrides) {
        try (VisionTransformer model = model(overrides);
                var _ = Scope.withoutGradients()) {
            Tensor pixels = pixels(1, 6, 10);

            assertThat(logits(model, turned(pixels))).containsExactly(logits(model, pixels), within(ROUNDING));
            assertThat(logits(model, shifted(pixels))).containsExactly(logits(model, pixels), within(ROUNDING));
        }
    }

    /// `f(−z) = f(z)` of encodings without a direction.
    @Test
    void encodingsWithoutADirectionDoNotSeeHalfATurn() {
        try (VisionTransformer even = model(EXACT + "gaussian-mixture");
                VisionTransformer directional = model(EXACT + "directional");
                VisionTransformer absolute = model("attention.rpe=none absolutePositions=learned");
                var _ = Scope.withoutGradients()) {
            Tensor pixels = pixels(1, 6, 10);

            assertThat(logits(even, turned(pixels))).containsExactly(logits(even, pixels), within(ROUNDING));
            for (VisionTransformer model : List.of(directional, absolute)) {
                assertThat(farthest(logits(model, turned(pixels)), logits(model, pixels)))
                        .isGreaterThan(10 * ROUNDING);
            }
            for (VisionTransformer model : List.of(even, directional, absolute)) {
                assertThat(farthest(logits(model, shifted(pixels)), logits(model, pixels)))
                        .isGreaterThan(10 * ROUNDING);
            }
        }
    }

    private static double farthest(float[] first, float[] second) {
        return IntStream.range(0, first.length)
                .mapToDouble(n -> Math.abs(first[n] - second[n]))
                .max()
                .orElseThrow();
    }

    @Test
    void patchesStandInRowsAndColumnsOfPixels() {
        try (VisionTransformer model = model("pooling=mean");
                var _ = Scope.withoutGradients()) {
            assertThat(model.tokens()).isEqualTo(15);
            assertThat(model.places().values().narrow(0, 4, 3).toDoubles()).containsExactly(0, 8, 2, 0, 2, 2);
        }
    }

    @Test
    void whatIsDroppedIsThatOfItsSeedAndOfTrainingOnly() {
        for (String overrides : List.of("dropout=0.5", "stochasticDepth=0.5")) {
            try (VisionTransformer model = model(overrides);
                    VisionTransformer whole = model("dropout=0");
                    var _ = Scope.withoutGradients()) {
                Tensor pixels = pixels(5, 6, 10);
                float[] dropped = model.logits(pixels, Randomness.seeded(1)).toFloats();
                assertThat(model.logits(pixels, Randomness.seeded(1)).toFloats())
                        .isEqualTo(dropped);
                assertThat(model.logits(pixels, Randomness.seeded(2)).toFloats())
                        .isNotEqualTo(dropped);
                assertThat(logits(model, pixels)).isNotEqualTo(dropped).isEqualTo(logits(whole, pixels));
            }
        }
    }
}
