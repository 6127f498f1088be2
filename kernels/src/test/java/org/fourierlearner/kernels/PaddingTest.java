package org.fourierlearner.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fourierlearner.kernels.Example.Sizes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What stands in padding changes nothing, NaN and infinities neither.
class PaddingTest {
    private static final Sizes SIZES = new Sizes(2, 3, 131, 131, 5, 7, 11);
    private static final Sizes SQUARE = new Sizes(2, 3, 131, 131, 5, 7, 5);
    private static final Sizes LONG = new Sizes(1, 1, 2111, 2111, 3, 2, 5);

    static Stream<Example> examples() {
        return Stream.of(
                        Example.random(SIZES, true, 0.5).withClock().withSelfLogits(),
                        Example.random(SIZES, true, 0.5).withLogitsOfEachExample(),
                        Example.random(SIZES, false, 0.5),
                        Example.random(new Sizes(2, 3, 37, 131, 5, 7, 11), false, 0.5),
                        Example.random(SIZES, true, 0.5).withRuns(List.of(new int[] {0, 1, 66}, new int[] {0})),
                        Example.random(SQUARE, true, 0.5).with(new FeatureKind.Elu()),
                        Example.random(SQUARE, false, 0.5)
                                .with(new FeatureKind.Relu(0.1f))
                                .withoutLogits(),
                        Example.random(LONG, true, 0.5),
                        Example.random(LONG, false, 0.5))
                .map(example -> example.withTokens(pattern(example.sizes())));
    }

    /// The same in all examples, because they may share logits: both ends, a tile and every third.
    private static boolean[] pattern(Sizes sizes) {
        boolean[] tokens = new boolean[sizes.batch() * sizes.keys()];
        for (int k = 0; k < tokens.length; k++) {
            int t = k % sizes.keys();
            tokens[k] = t > 1 && t < sizes.keys() - 3 && t % 3 != 0 && (t < 64 || t >= 128);
        }
        return tokens;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void whatStandsInPaddingChangesNothing(Example example) {
        for (AttentionKernel kernel : List.of(AttentionKernel.of(2), AttentionKernel.scalar(2))) {
            fillPadding(example, 0);
            float[] output = example.output(kernel.withCores(2));
            Map<String, double[]> gradients =
                    Gradients.of(kernel.withCores(2), example).byName();
            assertThat(output).doesNotContain(Float.NaN);
            for (float filling : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                fillPadding(example, filling);
                assertThat(example.output(kernel.withCores(2))).isEqualTo(output);
                Gradients.of(kernel.withCores(2), example)
                        .byName()
                        .forEach((name, gradient) ->
                                assertThat(gradient).as(name).isEqualTo(gradients.get(name)));
            }
        }
    }

    static void fillPadding(Example example, float filling) {
        boolean[] tokens = example.tokens();
        int length = example.sizes().keys();
        for (int t = 0; tokens != null && t < length; t++) {
            if (!tokens[t]) {
                fill(example.key(), t, example.sizes().headDim(), length, filling);
                fill(example.value(), t, example.sizes().valueDim(), length, filling);
                if (example.keyLogits() != null) {
                    fill(example.keyLogits(), t, example.sizes().features(), length, filling);
                }
            }
        }
    }

    /// A token of all heads.
    private static void fill(float[] values, int t, int width, int length, float filling) {
        for (int row = t; row < values.length / width; row += length) {
            for (int d = 0; d < width; d++) {
                values[row * width + d] = filling;
            }
        }
    }
}
