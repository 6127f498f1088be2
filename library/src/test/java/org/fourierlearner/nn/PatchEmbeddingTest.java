package org.fourierlearner.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.fourierlearner.nn.PatchEmbedding.Patches;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.ShapeMismatchException;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatchEmbeddingTest {

    /// An embedding whose tokens are the numbers of the patches themselves.
    private static PatchEmbedding asTheyAre(int patch, int channels) {
        int numbers = patch * patch * channels;
        var embedding = new PatchEmbedding(new Patches(patch, 0, 0), channels, numbers, Randomness.seeded(1));
        double[] identity = new double[numbers * numbers];
        for (int n = 0; n < numbers; n++) {
            identity[n * numbers + n] = 1;
        }
        embedding.parameters().get("weight").copyInPlace(Tensor.of(identity, numbers, numbers));
        return embedding;
    }

    /// Pixels that are their own numbers, `[batch, channels, height, width]`.
    private static Tensor numbered(int... extents) {
        int count = IntStream.of(extents).reduce(1, Math::multiplyExact);
        float[] numbers = new float[count];
        for (int n = 0; n < count; n++) {
            numbers[n] = n;
        }
        return Tensor.of(numbers, extents);
    }

    @Test
    void patchesComeRowByRowAndTheirNumbersToo() {
        try (var _ = Scope.withoutGradients()) {
            Tensor tokens = asTheyAre(2, 1).apply(numbered(1, 1, 4, 6));

            assertThat(tokens.shape().extents()).containsExactly(1, 6, 4);
            assertThat(tokens.select(1, 0).toFloats()).containsExactly(0, 1, 6, 7);
            assertThat(tokens.select(1, 2).toFloats()).containsExactly(4, 5, 10, 11);
            assertThat(tokens.select(1, 3).toFloats()).containsExactly(12, 13, 18, 19);
        }
    }

    @Test
    void theChannelsOfAPixelStandTogether() {
        try (var _ = Scope.withoutGradients()) {
            Tensor tokens = asTheyAre(2, 3).apply(numbered(1, 3, 2, 4));

            assertThat(tokens.select(1, 1).toFloats()).containsExactly(2, 10, 18, 3, 11, 19, 6, 14, 22, 7, 15, 23);
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 5, 3, 6, 10", "3, 1, 1, 3, 15", "2, 2, 3, 5, 7", "1, 3, 1, 1, 1"})
    void everyNumberHasItsPlace(int batch, int patch, int channels, int rows, int columns) {
        int height = rows * patch;
        int width = columns * patch;
        try (var _ = Scope.withoutGradients()) {
            float[] tokens = asTheyAre(patch, channels)
                    .apply(numbered(batch, channels, height, width))
                    .toFloats();
            int n = 0;
            for (int b = 0; b < batch; b++) {
                for (int token = 0; token < rows * columns; token++) {
                    int top = token / columns * patch;
                    int left = token % columns * patch;
                    for (int pixel = 0; pixel < patch * patch; pixel++) {
                        int row = top + pixel / patch;
                        int column = left + pixel % patch;
                        for (int channel = 0; channel < channels; channel++) {
                            int number = ((b * channels + channel) * height + row) * width + column;
                            assertThat(tokens[n++]).isEqualTo(number);
                        }
                    }
                }
            }
            assertThat(n).isEqualTo(tokens.length);
        }
    }

    @Test
    void aMarginIsWhatSurroundsAPatch() {
        try (var _ = Scope.withoutGradients()) {
            var embedding = new PatchEmbedding(new Patches(2, 1, 0), 1, 16, Randomness.seeded(1));
            double[] identity = new double[16 * 16];
            for (int n = 0; n < 16; n++) {
                identity[n * 16 + n] = 1;
            }
            embedding.parameters().get("weight").copyInPlace(Tensor.of(identity, 16, 16));
            Tensor tokens = embedding.apply(numbered(1, 1, 4, 6));

            assertThat(tokens.shape().extents()).containsExactly(1, 6, 16);
            assertThat(tokens.select(1, 1).toFloats())
                    .containsExactly(0, 0, 0, 0, 1, 2, 3, 4, 7, 8, 9, 10, 13, 14, 15, 16);
            assertThat(tokens.select(1, 5).toFloats())
                    .containsExactly(9, 10, 11, 0, 15, 16, 17, 0, 21, 22, 23, 0, 0, 0, 0, 0);
        }
    }

    @Test
    void aHiddenLayerStandsBetween() {
        try (var _ = Scope.withoutGradients()) {
            var embedding = new PatchEmbedding(new Patches(2, 0, 7), 1, 3, Randomness.seeded(1));
            Tensor pixels = Randomness.seeded(2).normal(1, 1, 2, 2);
            Parameters weights = embedding.parameters();
            Tensor hidden = pixels.reshape(1, 4)
                    .linear(weights.get("in.weight"), weights.get("in.bias"))
                    .silu();
            assertThat(embedding.apply(pixels).toFloats())
                    .containsExactly(hidden.linear(weights.get("weight"), weights.get("bias"))
                            .toFloats());
        }
    }

    @Test
    void tokensBeginAtTheScaleOfPixels() {
        try (var _ = Scope.withoutGradients()) {
            Randomness random = Randomness.seeded(3);
            Tensor pixels = random.normal(50, 3, 8, 8);
            Tensor tokens = new PatchEmbedding(new Patches(4, 0, 0), 3, 64, random).apply(pixels);

            // 3,072 weights are drawn, so their squares have a mean within 2.6 % in one standard error
            assertThat(tokens.square().mean().item()).isBetween(0.9, 1.1);
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 5", "5, 4"})
    void sidesThatPatchesDoNotFillAreRefused(int height, int width) {
        try (var _ = Scope.withoutGradients()) {
            var embedding = new PatchEmbedding(new Patches(2, 0, 0), 1, 3, Randomness.seeded(1));
            assertThatThrownBy(() -> embedding.apply(Tensor.zeros(1, 1, height, width)))
                    .isInstanceOf(ShapeMismatchException.class)
                    .hasMessage(
                            "pixels: expected shape height and width that are multiples of the patch, 2, got [1, 1, %d, %d]",
                            height, width);
        }
    }
}
