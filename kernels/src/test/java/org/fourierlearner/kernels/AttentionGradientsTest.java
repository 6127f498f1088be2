package org.fourierlearner.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.fourierlearner.kernels.Example.Sizes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AttentionGradientsTest {
    /// Of gradients of order 1; rounding of the forward pass is in the normalized weights.
    private static final double TOLERANCE = 1e-4;

    static Stream<Example> examples() {
        Sizes small = new Sizes(2, 2, 7, 7, 3, 2, 5);
        Sizes longer = new Sizes(1, 1, 67, 67, 2, 2, 3);
        boolean[] tokens = new boolean[2 * 7];
        Arrays.fill(tokens, 2, 7, true);
        Arrays.fill(tokens, 7, 12, true);
        boolean[] lastTile = new boolean[67];
        Arrays.fill(lastTile, 65, 67, true);
        return Stream.of(
                Example.random(longer, true, 200).withTokens(lastTile),
                Example.random(small, true, 0.5),
                Example.random(small, false, 0.5),
                Example.random(new Sizes(2, 1, 4, 9, 3, 2, 5), false, 0.5),
                Example.random(longer, true, 0.5),
                Example.random(longer, false, 0.5),
                Example.random(longer, true, 40),
                Example.random(longer, true, 0.5).withClock(),
                Example.random(small, true, 0.5).withClock().withTokens(tokens),
                Example.random(small, false, 0.5).withTokens(tokens),
                Example.random(small, true, 0.5).withTokens(new boolean[2 * 7]),
                Example.random(small, true, 0.5).withLogitsOfEachExample(),
                Example.random(small, true, 0.5).withRuns(List.of(new int[] {0, 1, 5}, new int[] {0})),
                Example.random(new Sizes(2, 2, 7, 7, 3, 2, 3), true, 0.5).deterministic(),
                Example.random(new Sizes(2, 2, 7, 7, 3, 2, 3), false, 0.5).deterministic());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void areThoseOfTheDefinition(Example example) {
        float[] outputGradient = outputGradient(example);
        for (AttentionKernel kernel : List.of(AttentionKernel.of(2), AttentionKernel.scalar(1))) {
            Gradients gradients = gradients(kernel, example, outputGradient);
            check("query", gradients.query, example.query(), example, outputGradient);
            check("key", gradients.key, example.key(), example, outputGradient);
            check("value", gradients.value, example.value(), example, outputGradient);
            check("queryLogits", gradients.queryLogits, example.queryLogits(), example, outputGradient);
            check("keyLogits", gradients.keyLogits, example.keyLogits(), example, outputGradient);
            check("projection", gradients.projection, example.projection(), example, outputGradient);
            checkClock(gradients.clock, example, outputGradient);
        }
    }

    @Test
    void doNotDependOnThreads() {
        Example example = Example.random(new Sizes(3, 5, 131, 131, 16, 16, 24), true, 0.5);
        float[] outputGradient = outputGradient(example);
        Gradients one = gradients(AttentionKernel.of(1), example, outputGradient);
        Gradients several = gradients(AttentionKernel.of(4), example, outputGradient);
        assertThat(several.query).isEqualTo(one.query);
        assertThat(several.key).isEqualTo(one.key);
        assertThat(several.value).isEqualTo(one.value);
        assertThat(several.keyLogits).isEqualTo(one.keyLogits);
        assertThat(several.projection).isEqualTo(one.projection);
    }

    /// All arrays but the clock's; null where the problem has no such argument.
    @SuppressWarnings("ArrayRecordComponent")
    private record Gradients(
            float[] query,
            float[] key,
            float[] value,
            float @Nullable [] queryLogits,
            float @Nullable [] keyLogits,
            float @Nullable [] projection,
            double @Nullable [] clock) {}

    private static float[] outputGradient(Example example) {
        Sizes s = example.sizes();
        return Example.normal(new Random(3), s.count(s.queries(), s.valueDim()), 1);
    }

    private static Gradients gradients(AttentionKernel kernel, Example example, float[] outputGradient) {
        Sizes s = example.sizes();
        AttentionProblem problem = example.problem();
        float[] output = new float[outputGradient.length];
        var normalizers = new LogNormalizers(problem);
        kernel.forward(problem, example.outputOperand(output), normalizers);
        var gradients = new Gradients(
                nan(example.query().length),
                nan(example.key().length),
                nan(example.value().length),
                zeros(example.queryLogits()),
                zeros(example.keyLogits()),
                zeros(example.projection()),
                example.clock() == null ? null : new double[example.clock().length]);
        kernel.backward(
                problem,
                example.outputOperand(output),
                normalizers,
                example.outputOperand(outputGradient),
                new AttentionGradients(
                        Operand.of(gradients.query, s.batch(), s.heads(), s.queries(), s.headDim()),
                        Operand.of(gradients.key, s.batch(), s.heads(), s.keys(), s.headDim()),
                        Operand.of(gradients.value, s.batch(), s.heads(), s.keys(), s.valueDim()),
                        example.logits(gradients.queryLogits, s.queries()),
                        example.logits(gradients.keyLogits, s.keys()),
                        gradients.projection == null
                                ? null
                                : Operand.of(gradients.projection, 1, s.heads(), s.features(), s.headDim()),
                        gradients.clock == null ? null : MemorySegment.ofArray(gradients.clock)));
        return gradients;
    }

    private static float[] nan(int length) {
        float[] values = new float[length];
        Arrays.fill(values, Float.NaN);
        return values;
    }

    private static float @Nullable [] zeros(float @Nullable [] like) {
        return like == null ? null : new float[like.length];
    }

    private static void check(
            String name,
            float @Nullable [] gradient,
            float @Nullable [] argument,
            Example example,
            float[] outputGradient) {
        if (gradient == null || argument == null) {
            return;
        }
        // every number of short arguments, some of longer ones
        for (int k = 0; k < argument.length; k += 1 + argument.length / 60) {
            float value = argument[k];
            float step = 0x1p-8f;
            argument[k] = value + step;
            double wide = argument[k];
            double above = loss(example, outputGradient);
            argument[k] = value - step;
            wide -= argument[k];
            double below = loss(example, outputGradient);
            argument[k] = value;
            assertThat((double) gradient[k])
                    .as("%s %d", name, k)
                    .isCloseTo((above - below) / wide, within(TOLERANCE * 10));
        }
    }

    private static void checkClock(double @Nullable [] gradient, Example example, float[] outputGradient) {
        double[] clock = example.clock();
        if (gradient == null || clock == null) {
            return;
        }
        for (int k = 0; k < clock.length; k++) {
            double value = clock[k];
            clock[k] = value + 1e-3;
            double above = loss(example, outputGradient);
            clock[k] = value - 1e-3;
            double below = loss(example, outputGradient);
            clock[k] = value;
            assertThat(gradient[k]).isCloseTo((above - below) / 2e-3, within(TOLERANCE));
        }
    }

    private static double loss(Example example, float[] outputGradient) {
        double[] output = example.definition();
        double loss = 0;
        for (int k = 0; k < output.length; k++) {
            loss += output[k] * outputGradient[k];
        }
        return loss;
    }
}
