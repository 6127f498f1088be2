package org.fourierlearner.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fourierlearner.kernels.Example.Sizes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What results must not depend on, bit for bit: threads, and the other examples of the batch.
class InvarianceTest {
    private static final int LENGTH = 131;
    private static final Sizes SIZES = new Sizes(3, 2, LENGTH, LENGTH, 7, 11, 13);
    private static final Sizes SQUARE = new Sizes(3, 2, LENGTH, LENGTH, 7, 11, 7);

    static Stream<Example> examples() {
        List<int[]> runs = List.of(new int[] {0, 1, 66}, new int[] {0}, new int[] {0, 64, 64, 65});
        boolean[] tokens = new boolean[3 * LENGTH];
        Arrays.fill(tokens, 50, 2 * LENGTH + 67, true);
        return Stream.of(
                Example.random(SIZES, true, 0.5),
                Example.random(SIZES, false, 0.5),
                Example.random(new Sizes(3, 2, 37, LENGTH, 7, 11, 13), false, 0.5),
                Example.random(SIZES, true, 0.5).withClock(),
                Example.random(SIZES, true, 40).withClockOfEachExample().withLogitsOfEachExample(),
                Example.random(SIZES, false, 0.5).withLogitsOfEachExample(),
                Example.random(SIZES, false, 0.5).withRuns(runs).withClock().withSelfLogits(),
                Example.random(SIZES, false, 0.5).withTokens(tokens).withClockOfEachExample(),
                Example.random(SIZES, true, 0.5).withRuns(runs).withClock().withSelfLogits(),
                Example.random(SIZES, false, 0.5).withRuns(runs).withLogitsOfEachExample(),
                Example.random(SIZES, true, 0.5).withTokens(tokens),
                Example.random(SIZES, false, 0.5).withTokens(tokens),
                Example.random(SQUARE, true, 0.5).with(new FeatureKind.Elu()),
                Example.random(SQUARE, false, 0.5)
                        .with(new FeatureKind.Relu(0.1f))
                        .withoutLogits());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void resultsDoNotDependOnThreads(Example example) {
        float[] output = example.output(AttentionKernel.of(1));
        Map<String, double[]> gradients =
                Gradients.of(AttentionKernel.of(1), example).byName();
        for (int threads : new int[] {2, 4}) {
            AttentionKernel kernel = AttentionKernel.of(threads);
            assertThat(example.output(kernel)).isEqualTo(output);
            assertSame(Gradients.of(kernel, example).byName(), gradients);
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleDoesNotDependOnOthers(Example example) {
        for (AttentionKernel kernel : List.of(AttentionKernel.of(1), AttentionKernel.scalar(1))) {
            checkAlone(kernel, example, 0, 2);
        }
    }

    /// What one example leaves in the memory of a thread must not get into another.
    @ParameterizedTest
    @MethodSource("examples")
    void anExampleOfNanStaysByItself(Example example) {
        Arrays.fill(example.query(), 0, example.query().length / 3, Float.NaN);
        Arrays.fill(example.key(), 0, example.key().length / 3, Float.NaN);
        Arrays.fill(example.value(), 0, example.value().length / 3, Float.NaN);
        for (AttentionKernel kernel : List.of(AttentionKernel.of(1), AttentionKernel.scalar(1))) {
            assertThat(example.output(kernel)).contains(Float.NaN);
            checkAlone(kernel, example, 1, 2);
        }
    }

    /// Compares some examples of a batch with the same ones by themselves.
    static void checkAlone(AttentionKernel kernel, Example example, int... places) {
        float[] output = example.output(kernel);
        float[] outputGradient = Gradients.ofOutputs(example);
        Gradients all = Gradients.of(kernel, example, outputGradient, false);
        for (int b : places) {
            Example alone = example.alone(b);
            assertThat(alone.output(kernel)).isEqualTo(example.part(output, b));
            Gradients one = Gradients.of(kernel, alone, example.part(outputGradient, b), true);
            assertThat(one.query()).isEqualTo(example.part(all.query(), b));
            assertThat(one.key()).isEqualTo(example.part(all.key(), b));
            assertThat(one.value()).isEqualTo(example.part(all.value(), b));
            if (all.queryLogits() != null && all.keyLogits() != null) {
                assertThat(one.queryLogits()).isEqualTo(example.part(all.queryLogits(), b));
                assertThat(one.keyLogits()).isEqualTo(example.part(all.keyLogits(), b));
            }
        }
    }

    private static void assertSame(Map<String, double[]> actual, Map<String, double[]> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        actual.forEach((name, gradient) -> assertThat(gradient).as(name).isEqualTo(expected.get(name)));
    }
}
