package org.fourierlearner.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fourierlearner.kernels.Example.Sizes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AttentionKernelTest {
    private static final int LENGTH = 139;
    private static final Sizes SIZES = new Sizes(2, 2, LENGTH, LENGTH, 8, 9, 10);

    static Stream<Example> examples() {
        return Stream.of(lengths(), widths(), forms(), padded(), packed(), maps())
                .flatMap(stream -> stream);
    }

    private static Stream<Example> lengths() {
        return IntStream.of(0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 67, 127, 128, 129, 131)
                .mapToObj(Sizes::ofLength)
                .flatMap(AttentionKernelTest::bothWays);
    }

    private static Stream<Example> widths() {
        return Stream.of(
                        new Sizes(1, 1, 37, 37, 1, 1, 1),
                        new Sizes(1, 2, 67, 67, 256, 3, 17),
                        new Sizes(1, 2, 67, 67, 3, 256, 17),
                        new Sizes(1, 1, 37, 37, 13, 13, 1024),
                        new Sizes(1, 1, 67, 67, 64, 64, 128),
                        new Sizes(3, 2, 70, 70, 32, 32, 32))
                .flatMap(AttentionKernelTest::bothWays);
    }

    private static Stream<Example> forms() {
        return Stream.of(
                Example.random(new Sizes(2, 2, 71, LENGTH, 8, 9, 10), false, 0.5),
                Example.random(new Sizes(2, 2, LENGTH, 71, 8, 9, 10), false, 0.5),
                Example.random(new Sizes(1, 2, 9, 0, 3, 4, 5), false, 0.5),
                Example.random(new Sizes(1, 2, 0, 9, 3, 4, 5), false, 0.5),
                Example.random(SIZES, true, 0.5).withClock(),
                Example.random(SIZES, true, 0.5).withClockOfEachExample(),
                Example.random(SIZES, true, 0.5).withSelfLogits(),
                Example.random(SIZES, true, 0.5).withSelfLogits(-60, 60),
                Example.random(SIZES, true, 80).withClock().withSelfLogits(),
                Example.random(SIZES, false, 0.5).withClock(),
                Example.random(SIZES, false, 0.5).withClock(5),
                Example.random(SIZES, false, 0.5).withClockOfEachExample(),
                Example.random(SIZES, false, 0.5).withSelfLogits(),
                Example.random(SIZES, false, 0.5).withSelfLogits(-60, 60),
                Example.random(SIZES, false, 80).withClock().withSelfLogits(),
                Example.random(SIZES, true, 0.5).withLogitsOfEachExample(),
                Example.random(SIZES, false, 0.5).withLogitsOfEachExample(),
                Example.random(SIZES, true, 0.5).withoutLogits(),
                Example.random(SIZES, true, 80),
                Example.random(SIZES, false, 80));
    }

    private static Stream<Example> padded() {
        boolean[] left = new boolean[2 * LENGTH];
        boolean[] none = new boolean[2 * LENGTH];
        Arrays.fill(left, 70, LENGTH, true);
        Arrays.fill(left, LENGTH, LENGTH + 120, true);
        return bothWays(SIZES)
                .flatMap(example -> Stream.of(
                        example.withTokens(left),
                        example.withTokens(none),
                        example.withTokens(left).withClock().withSelfLogits()));
    }

    private static Stream<Example> packed() {
        List<int[]> runs = List.of(new int[] {0, 1, 1, 2, 66, 138}, new int[] {0, 0, 64, 128, LENGTH});
        boolean[] middle = new boolean[2 * LENGTH];
        Arrays.fill(middle, 1, 70, true);
        Arrays.fill(middle, LENGTH + 90, 2 * LENGTH, true);
        return bothWays(SIZES)
                .map(example -> example.withRuns(runs))
                .flatMap(example -> Stream.of(
                        example,
                        example.withLogitsOfEachExample(),
                        example.withTokens(middle),
                        example.withTokens(middle).withClock().withSelfLogits()));
    }

    private static Stream<Example> maps() {
        return Stream.of(new FeatureKind.Elu(), new FeatureKind.Relu(0.1f))
                .flatMap(map -> bothWays(new Sizes(2, 2, LENGTH, LENGTH, 8, 9, 8))
                        .flatMap(example -> Stream.of(
                                example.with(map),
                                example.with(map).withoutLogits(),
                                example.with(map).withClock().withSelfLogits())));
    }

    private static Stream<Example> bothWays(Sizes sizes) {
        return Stream.of(Example.random(sizes, true, 0.5), Example.random(sizes, false, 0.5));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void outputsAreThoseOfTheDefinition(Example example) {
        double[] expected = new Definition(example).outputs();
        for (AttentionKernel kernel : List.of(AttentionKernel.of(1), AttentionKernel.scalar(1))) {
            Rounding.assertClose(kernel.description(), example.output(kernel), expected, Rounding.ofOutputs(example));
        }
    }

    @Test
    void laterTokensChangeNothing() {
        Example example = Example.random(new Sizes(1, 1, 131, 131, 16, 16, 24), true, 0.5);
        float[] before = example.output(AttentionKernel.of(1));
        Arrays.fill(example.key(), 100 * 16, 131 * 16, 3e3f);
        Arrays.fill(example.value(), 100 * 16, 131 * 16, Float.NaN);
        float[] after = example.output(AttentionKernel.of(1));
        // whole tiles before them
        assertThat(Arrays.copyOf(after, 64 * 16)).isEqualTo(Arrays.copyOf(before, 64 * 16));
    }

    /// Whose squares are beyond floats.
    @Test
    void deterministicFeaturesOfHugeNumbersAreFinite() {
        Example example = Example.random(new Sizes(1, 1, 3, 3, 2, 2, 2), true, 0.5)
                .with(new FeatureKind.Elu())
                .withoutLogits();
        Arrays.fill(example.key(), 1e20f);
        double[] expected = new Definition(example).outputs();
        for (AttentionKernel kernel : List.of(AttentionKernel.of(1), AttentionKernel.scalar(1))) {
            // logarithms of 46
            Rounding.assertClose(kernel.description(), example.output(kernel), expected, 46 * 8 * Rounding.UNIT);
        }
    }

    @Test
    void refusesToRunWithoutThreads() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AttentionKernel.of(0))
                .withMessage("threads: expected at least 1, got 0");
    }
}
