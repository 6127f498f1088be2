package org.fourierlearner.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fourierlearner.kernels.Example.Sizes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Heads whose tokens are shared out, because there are more cores than heads.
class PiecesTest {
    private static final int CORES = 3;
    private static final int LENGTH = 2111;
    private static final Sizes ONE = new Sizes(1, 1, LENGTH, LENGTH, 3, 2, 5);
    private static final Sizes TWO = new Sizes(2, 1, LENGTH, LENGTH, 3, 2, 5);

    static Stream<Example> examples() {
        boolean[] withoutFirstPiece = new boolean[LENGTH];
        Arrays.fill(withoutFirstPiece, 1500, LENGTH, true);
        boolean[] withoutLastPiece = new boolean[2 * LENGTH];
        Arrays.fill(withoutLastPiece, 1, 700, true);
        Arrays.fill(withoutLastPiece, LENGTH + 1, 2 * LENGTH, true);
        return Stream.of(
                Example.random(new Sizes(1, 1, 3203, 3203, 3, 2, 5), true, 0.5),
                Example.random(new Sizes(1, 1, 3203, 3203, 3, 2, 5), true, 0.5).withClock(0.001),
                Example.random(new Sizes(1, 1, 3203, 3203, 3, 2, 5), false, 0.5),
                Example.random(new Sizes(1, 2, 67, LENGTH, 3, 2, 5), false, 0.5),
                Example.random(new Sizes(1, 1, LENGTH, 3203, 3, 2, 5), false, 0.5),
                Example.random(TWO, true, 0.5),
                Example.random(TWO, false, 0.5),
                Example.random(ONE, true, 40),
                Example.random(ONE, false, 40),
                Example.random(ONE, true, 0.5).withClock().withSelfLogits(),
                Example.random(TWO, true, 0.5).withClock(0.001),
                Example.random(TWO, true, 0.5).withLogitsOfEachExample().withClockOfEachExample(),
                Example.random(TWO, false, 0.5).withLogitsOfEachExample(),
                Example.random(ONE, false, 0.5).withClock().withSelfLogits(),
                Example.random(TWO, false, 0.5).withClock(0.001),
                Example.random(TWO, false, 0.5).withLogitsOfEachExample().withClockOfEachExample(),
                Example.random(ONE, true, 0.5).withoutLogits(),
                Example.random(ONE, true, 0.5).withTokens(withoutFirstPiece).withClock(0.001),
                Example.random(ONE, false, 0.5).withTokens(withoutFirstPiece),
                Example.random(ONE, false, 0.5).withTokens(withoutFirstPiece).withClock(0.001),
                Example.random(TWO, false, 0.5)
                        .withTokens(withoutLastPiece)
                        .withClock(0.001)
                        .withSelfLogits(),
                Example.random(TWO, true, 0.5).withTokens(withoutLastPiece),
                Example.random(TWO, false, 0.5).withTokens(withoutLastPiece),
                Example.random(TWO, true, 0.5).withTokens(new boolean[2 * LENGTH]),
                Example.random(new Sizes(1, 1, LENGTH, LENGTH, 3, 2, 3), true, 0.5)
                        .with(new FeatureKind.Elu()));
    }

    private static AttentionKernel cut(AttentionKernel kernel, Example example) {
        assertThat(Pieces.count(example.problem(), CORES)).isGreaterThan(1);
        return kernel.withCores(CORES);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void outputsAreThoseOfTheDefinition(Example example) {
        int each = 61;
        double[] expected = new Definition(example).outputs(each);
        for (AttentionKernel kernel : List.of(AttentionKernel.of(2), AttentionKernel.scalar(2))) {
            float[] output = example.output(cut(kernel, example));
            assertThat(output).doesNotContain(Float.NaN);
            keepEach(each, output, example.sizes());
            Rounding.assertClose(kernel.description(), output, expected, Rounding.ofOutputs(example));
        }
    }

    private static void keepEach(int each, float[] output, Sizes sizes) {
        for (int k = 0; k < output.length; k++) {
            if (k / sizes.valueDim() % sizes.queries() % each != 0) {
                output[k] = 0;
            }
        }
    }

    /// But for rounding; the bound is that of [AttentionGradientsTest].
    @ParameterizedTest
    @MethodSource("examples")
    void gradientsAreThoseOfUncutHeads(Example example) {
        for (AttentionKernel kernel : List.of(AttentionKernel.of(2), AttentionKernel.scalar(2))) {
            Map<String, double[]> whole =
                    Gradients.of(kernel.withCores(1), example).byName();
            Gradients.of(cut(kernel, example), example).byName().forEach((name, gradient) -> {
                double[] expected = whole.getOrDefault(name, new double[0]);
                Rounding.assertClose(name, gradient, expected, AttentionGradientsTest.tolerance(example, gradient));
            });
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void resultsDoNotDependOnThreads(Example example) {
        float[] output = example.output(cut(AttentionKernel.of(1), example));
        Map<String, double[]> gradients =
                Gradients.of(cut(AttentionKernel.of(1), example), example).byName();
        for (int threads : new int[] {2, 3, 5}) {
            AttentionKernel kernel = cut(AttentionKernel.of(threads), example);
            assertThat(example.output(kernel)).isEqualTo(output);
            Gradients.of(kernel, example)
                    .byName()
                    .forEach((name, gradient) -> assertThat(gradient).as(name).isEqualTo(gradients.get(name)));
        }
    }

    /// Nor on what they leave in memory.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anExampleDoesNotDependOnOthers(boolean causal) {
        Example example = Example.random(TWO, causal, 0.5);
        Arrays.fill(example.key(), 0, example.key().length / 2, Float.NaN);
        Arrays.fill(example.value(), 0, example.value().length / 2, Float.NaN);
        for (AttentionKernel kernel : List.of(AttentionKernel.of(1), AttentionKernel.scalar(1))) {
            InvarianceTest.checkAlone(cut(kernel, example), example, 1);
        }
    }
}
