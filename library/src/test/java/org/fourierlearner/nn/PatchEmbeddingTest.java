package org.fourierlearner.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
        var embedding = new PatchEmbedding(new Patches(patch, List.of()), channels, numbers, Randomness.seeded(1));
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
    void theLastConvolutionsHalveAnImageUntilAPixelIsASquare() {
        var patches = new Patches(4, List.of(5, 6, 7));
        try (var _ = Scope.withoutGradients()) {
            var embedding = new PatchEmbedding(patches, 2, 3, Randomness.seeded(1));
            Tensor pixels = Randomness.seeded(2).normal(2, 2, 8, 12);
            Parameters weights = embedding.parameters();
            Tensor image = pixels;
            for (int n = 0; n < 3; n++) {
                String name = "convolutions." + n;
                image = slowly(image, weights.get(name + ".weight"), n == 0 ? 1 : 2);
            }
            Tensor tokens = image.reshape(2, 7, 6).transpose(1, 2).linear(weights.get("weight"), weights.get("bias"));

            assertThat(image.shape().extents()).containsExactly(2, 7, 2, 3);
            // sums of 54 products at most, in another order
            assertThat(embedding.apply(pixels).subtract(tokens).abs().max().item())
                    .isLessThan(1e-5);
        }
    }

    /// A convolution from its definition: nine shifted images, of which every `step`-th pixel stays.
    private static Tensor slowly(Tensor image, Tensor kernel, int step) {
        int rows = image.extent(2);
        int columns = image.extent(3);
        Tensor above = Tensor.zeros(image.extent(0), image.extent(1), 1, columns);
        Tensor high = Tensor.concatenate(2, above, image, above);
        Tensor left = Tensor.zeros(image.extent(0), image.extent(1), rows + 2, 1);
        Tensor bordered = Tensor.concatenate(3, left, high, left);
        Tensor sum = Tensor.zeros(image.extent(0), rows, columns, kernel.extent(0));
        for (int y = 0; y < 3; y++) {
            for (int x = 0; x < 3; x++) {
                Tensor shifted =
                        bordered.narrow(2, y, rows).narrow(3, x, columns).permute(0, 2, 3, 1);
                sum = sum.add(shifted.linear(kernel.select(3, x).select(2, y), null));
            }
        }
        return sum.permute(0, 3, 1, 2)
                .windows(2, 1, step)
                .squeeze(4)
                .windows(3, 1, step)
                .squeeze(4)
                .silu();
    }

    @Test
    void tokensOfConvolutionsBeginAtTheScaleOfPixels() {
        try (var _ = Scope.withoutGradients()) {
            Randomness random = Randomness.seeded(3);
            Tensor pixels = random.normal(20, 3, 32, 32);
            Tensor tokens = new PatchEmbedding(new Patches(4, List.of(32, 64)), 3, 64, random).apply(pixels);

            // activations are not normal, and a margin of zeros makes some of them smaller
            assertThat(tokens.square().mean().item()).isBetween(0.6, 1.2);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "6 | 8,8 | patch: expected a power of two, because convolutions halve an image, got 6",
                "8 | 8,8 | convolutions: expected 3 or more for patches of 8, because each halves an image once, got [8, 8]",
                "4 | 8,0 | convolutions: expected positive numbers, got [8, 0]",
                "0 | 8,8 | patch: expected a positive number, got 0"
            })
    void convolutionsThatDoNotFitThePatchAreRefused(int size, String channels, String message) {
        List<Integer> convolutions =
                Stream.of(channels.split(",", -1)).map(Integer::valueOf).toList();
        assertThatThrownBy(() -> new Patches(size, convolutions))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void tokensBeginAtTheScaleOfPixels() {
        try (var _ = Scope.withoutGradients()) {
            Randomness random = Randomness.seeded(3);
            Tensor pixels = random.normal(50, 3, 8, 8);
            Tensor tokens = new PatchEmbedding(new Patches(4, List.of()), 3, 64, random).apply(pixels);

            // 3,072 weights are drawn, so their squares have a mean within 2.6 % in one standard error
            assertThat(tokens.square().mean().item()).isBetween(0.9, 1.1);
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 5", "5, 4"})
    void sidesThatPatchesDoNotFillAreRefused(int height, int width) {
        try (var _ = Scope.withoutGradients()) {
            var embedding = new PatchEmbedding(new Patches(2, List.of()), 1, 3, Randomness.seeded(1));
            assertThatThrownBy(() -> embedding.apply(Tensor.zeros(1, 1, height, width)))
                    .isInstanceOf(ShapeMismatchException.class)
                    .hasMessage(
                            "pixels: expected shape height and width that are multiples of the patch, 2, got [1, 1, %d, %d]",
                            height, width);
        }
    }
}
