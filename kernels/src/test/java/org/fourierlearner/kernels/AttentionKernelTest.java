package org.fourierlearner.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.fourierlearner.kernels.Example.Sizes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AttentionKernelTest {
    /// Outputs are averages of values of order 1. Logarithms of order 10 carry errors of 1e-6 into them.
    private static final double TOLERANCE = 2e-5;

    static Stream<Example> examples() {
        Stream<Example> lengths = Stream.of(1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 67, 127, 128, 131)
                .flatMap(length -> Stream.of(true, false)
                        .map(causal -> Example.random(new Sizes(2, 3, length, length, 5, 7, 11), causal, 0.5)));
        Stream<Example> widths = Stream.of(
                        new Sizes(1, 1, 37, 37, 1, 1, 1),
                        new Sizes(1, 2, 67, 67, 256, 3, 17),
                        new Sizes(1, 2, 67, 67, 3, 256, 17),
                        new Sizes(1, 1, 67, 67, 13, 13, 1024),
                        new Sizes(1, 1, 130, 130, 64, 64, 128),
                        new Sizes(3, 2, 70, 70, 32, 32, 32))
                .flatMap(sizes -> Stream.of(true, false).map(causal -> Example.random(sizes, causal, 0.5)));
        Sizes cross = new Sizes(2, 2, 71, 139, 8, 9, 10);
        Sizes packed = new Sizes(2, 2, 139, 139, 8, 9, 10);
        boolean[] leftPadded = new boolean[2 * 139];
        boolean[] none = new boolean[2 * 139];
        Arrays.fill(leftPadded, 70, 139, true);
        Arrays.fill(leftPadded, 139, 139 + 120, true);
        List<int[]> runs = List.of(new int[] {0, 1, 2, 66, 138}, new int[] {0, 64, 128});
        Stream<Example> forms = Stream.of(
                Example.random(cross, false, 0.5),
                Example.random(packed, true, 0.5).withClock(),
                Example.random(packed, true, 0.5).withClock().withTokens(leftPadded),
                Example.random(packed, true, 0.5).withLogitsOfEachExample(),
                Example.random(packed, false, 0.5).withLogitsOfEachExample(),
                Example.random(packed, true, 0.5).withTokens(leftPadded),
                Example.random(packed, false, 0.5).withTokens(leftPadded),
                Example.random(packed, true, 0.5).withTokens(none),
                Example.random(packed, false, 0.5).withTokens(none),
                Example.random(packed, true, 0.5).withRuns(runs),
                Example.random(packed, false, 0.5).withRuns(runs),
                Example.random(packed, true, 0.5).withRuns(runs).withClock().withTokens(leftPadded),
                Example.random(packed, true, 0.5).withoutLogits(),
                Example.random(new Sizes(2, 2, 139, 139, 8, 9, 8), true, 0.5).deterministic(),
                Example.random(new Sizes(2, 2, 139, 139, 8, 9, 8), false, 0.5).deterministic());
        return Stream.of(lengths, widths, forms).flatMap(stream -> stream);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void outputsAreThoseOfTheDefinition(Example example) {
        double[] expected = example.definition();
        for (AttentionKernel kernel : List.of(AttentionKernel.of(1), AttentionKernel.scalar(1))) {
            float[] output = example.output(kernel);
            for (int k = 0; k < expected.length; k++) {
                assertThat((double) output[k])
                        .as("%s, element %d", kernel.description(), k)
                        .isCloseTo(expected[k], within(TOLERANCE));
            }
        }
    }

    /// Logits of ±80 put weights apart by `e³²⁰`, far beyond the range of floats. Their own rounding, 80 · 2⁻²⁴
    /// each, is in the weights.
    @ParameterizedTest
    @MethodSource("farApart")
    void logitsOfAnySizeKeepTheirWeights(Example example) {
        double[] expected = example.definition();
        float[] output = example.output(AttentionKernel.of(1));
        for (int k = 0; k < expected.length; k++) {
            assertThat((double) output[k]).isCloseTo(expected[k], within(2e-4));
        }
    }

    static Stream<Example> farApart() {
        return Stream.of(true, false).map(causal -> Example.random(new Sizes(1, 2, 131, 131, 8, 9, 10), causal, 80));
    }

    @Test
    void noQueriesAndNoKeys() {
        Example none = Example.random(new Sizes(1, 2, 0, 0, 3, 4, 5), true, 0.5);
        assertThat(none.output(AttentionKernel.of(1))).isEmpty();
        Example noKeys = Example.random(new Sizes(1, 2, 9, 0, 3, 4, 5), false, 0.5);
        assertThat(noKeys.output(AttentionKernel.of(1))).containsOnly(0f);
    }

    @Test
    void resultsDoNotDependOnThreads() {
        Example example = Example.random(new Sizes(3, 5, 131, 131, 16, 16, 24), true, 0.5);
        assertThat(example.output(AttentionKernel.of(3))).isEqualTo(example.output(AttentionKernel.of(1)));
    }

    @Test
    void laterTokensChangeNothing() {
        Example example = Example.random(new Sizes(1, 1, 131, 131, 16, 16, 24), true, 0.5);
        float[] before = example.output(AttentionKernel.of(1));
        Arrays.fill(example.key(), 100 * 16, 131 * 16, 3e3f);
        Arrays.fill(example.value(), 100 * 16, 131 * 16, Float.NaN);
        float[] after = example.output(AttentionKernel.of(1));
        for (int k = 0; k < 64 * 16; k++) {
            assertThat(after[k]).isEqualTo(before[k]);
        }
    }
}
