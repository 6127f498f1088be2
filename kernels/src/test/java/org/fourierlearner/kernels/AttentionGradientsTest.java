package org.fourierlearner.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fourierlearner.kernels.Example.Sizes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AttentionGradientsTest {
    private static final Sizes SMALL = new Sizes(2, 2, 7, 7, 3, 2, 5);
    private static final Sizes LONGER = new Sizes(1, 1, 67, 67, 2, 2, 3);

    static Stream<Example> examples() {
        return Stream.of(forms(), lengths(), widths(), maps()).flatMap(stream -> stream);
    }

    private static Stream<Example> forms() {
        boolean[] tokens = new boolean[2 * 7];
        Arrays.fill(tokens, 2, 7, true);
        Arrays.fill(tokens, 7, 12, true);
        boolean[] lastTile = new boolean[67];
        Arrays.fill(lastTile, 65, 67, true);
        List<int[]> runs = List.of(new int[] {0, 1, 1, 5}, new int[] {0, 0, 6, 7});
        return Stream.of(
                Example.random(SMALL, true, 0.5),
                Example.random(SMALL, false, 0.5),
                Example.random(new Sizes(2, 1, 4, 9, 3, 2, 5), false, 0.5),
                Example.random(new Sizes(2, 1, 4, 0, 3, 2, 5), false, 0.5),
                Example.random(SMALL, true, 80),
                Example.random(SMALL, false, 80),
                Example.random(LONGER, true, 40),
                Example.random(LONGER, true, 80),
                Example.random(LONGER, false, 80),
                Example.random(LONGER, true, 200).withTokens(lastTile),
                Example.random(LONGER, true, 0.5).withClock(),
                Example.random(SMALL, true, 0.5).withClock().withTokens(tokens),
                Example.random(SMALL, true, 0.5).withClockOfEachExample(),
                Example.random(SMALL, true, 0.5).withSelfLogits(),
                Example.random(LONGER, true, 40).withSelfLogits(),
                Example.random(SMALL, false, 0.5).withClock(),
                Example.random(SMALL, false, 0.5).withClockOfEachExample(),
                Example.random(SMALL, false, 0.5).withSelfLogits(),
                Example.random(SMALL, false, 0.5).withClock().withSelfLogits().withTokens(tokens),
                Example.random(SMALL, false, 0.5).withClock().withTokens(new boolean[2 * 7]),
                Example.random(SMALL, false, 0.5).withClock().withLogitsOfEachExample(),
                Example.random(SMALL, false, 0.5).withClock().withSelfLogits().withoutLogits(),
                Example.random(SMALL, false, 0.5).withRuns(runs).withClock().withTokens(tokens),
                Example.random(LONGER, false, 0.5).withClock(),
                Example.random(LONGER, false, 40).withClock().withSelfLogits(),
                Example.random(SMALL, false, 0.5).withTokens(tokens),
                Example.random(SMALL, true, 0.5).withTokens(new boolean[2 * 7]),
                Example.random(SMALL, false, 0.5).withTokens(new boolean[2 * 7]),
                Example.random(SMALL, true, 0.5).withLogitsOfEachExample(),
                Example.random(SMALL, true, 0.5).withoutLogits(),
                Example.random(SMALL, true, 0.5).withRuns(runs),
                Example.random(SMALL, false, 0.5).withRuns(runs).withLogitsOfEachExample(),
                Example.random(SMALL, true, 0.5).withRuns(runs).withClock().withTokens(tokens),
                Example.random(SMALL, true, 0.5)
                        .withRuns(runs)
                        .withClock()
                        .withSelfLogits()
                        .withTokens(tokens));
    }

    private static Stream<Example> lengths() {
        return IntStream.of(0, 1, 2, 3, 63, 64, 65, 127, 128, 129)
                .mapToObj(length -> new Sizes(1, 1, length, length, 2, 2, 3))
                .flatMap(AttentionGradientsTest::bothWays);
    }

    private static Stream<Example> widths() {
        return Stream.of(
                        new Sizes(1, 1, 5, 5, 1, 1, 1),
                        new Sizes(1, 1, 5, 5, 256, 3, 17),
                        new Sizes(1, 1, 5, 5, 3, 256, 17),
                        new Sizes(1, 1, 5, 5, 13, 11, 1024))
                .flatMap(AttentionGradientsTest::bothWays);
    }

    private static Stream<Example> maps() {
        return Stream.of(new FeatureKind.Elu(), new FeatureKind.Relu(0.1f))
                .flatMap(map -> bothWays(new Sizes(2, 2, 7, 7, 3, 2, 3))
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
    void areThoseOfTheDefinition(Example example) {
        var definition = new Definition(example);
        List<Map<String, double[]>> gradients = Stream.of(AttentionKernel.of(2), AttentionKernel.scalar(1))
                .map(kernel -> Gradients.of(kernel, example).byName())
                .toList();
        check("query", gradients, definition, definition.query, example);
        check("key", gradients, definition, definition.key, example);
        check("value", gradients, definition, definition.value, example);
        check("queryLogits", gradients, definition, definition.queryLogits, example);
        check("keyLogits", gradients, definition, definition.keyLogits, example);
        check("projection", gradients, definition, definition.projection, example);
        check("clock", gradients, definition, definition.clock, example);
        check("selfLogits", gradients, definition, definition.selfLogits, example);
    }

    private static void check(
            String name,
            List<Map<String, double[]>> gradients,
            Definition definition,
            double @Nullable [] argument,
            Example example) {
        if (argument == null) {
            assertThat(gradients).allSatisfy(all -> assertThat(all).doesNotContainKey(name));
            return;
        }
        float[] outputGradient = Gradients.ofOutputs(example);
        // every number of short arguments, some of longer ones
        int each = 1 + argument.length / 24;
        double[] expected = each(each, argument);
        for (int k = 0; k < expected.length; k++) {
            expected[k] = definition.derivative(argument, k * each, outputGradient);
        }
        for (Map<String, double[]> all : gradients) {
            double[] gradient = all.getOrDefault(name, new double[0]);
            assertThat(gradient).as(name).doesNotContain(Double.NaN);
            Rounding.assertClose(name, each(each, gradient), expected, tolerance(example, gradient));
        }
    }

    private static double[] each(int step, double[] values) {
        double[] some = new double[Math.ceilDiv(values.length, step)];
        Arrays.setAll(some, k -> values[k * step]);
        return some;
    }

    /// Gradients are sums of terms that carry weights, and inherit the relative error of each.
    ///
    /// The terms of one number may cancel; together they are taken to be as large as the greatest gradient,
    /// four times over, and of order 1 at least. Central differences in double are off by far less, `ε^⅔`
    /// or `4·10⁻¹¹`.
    static double tolerance(Example example, double[] gradient) {
        return 4 * Math.max(1, Rounding.greatest(gradient)) * Rounding.ofWeights(example);
    }

    @Test
    void replaceWhatIsThere() {
        Example example = Example.random(LONGER, true, 0.5).withClock();
        Gradients gradients = Gradients.of(AttentionKernel.of(1), example);
        Map<String, double[]> once = gradients.byName();
        gradients.compute(AttentionKernel.of(1), example, Gradients.ofOutputs(example));
        gradients.byName().forEach((name, twice) -> assertThat(twice).as(name).isEqualTo(once.get(name)));
    }
}
