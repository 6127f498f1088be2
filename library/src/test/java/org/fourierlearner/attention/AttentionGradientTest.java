package org.fourierlearner.attention;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fourierlearner.attention.AttentionConfig.Exact;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Gradients of everything that outputs depend on, against central differences of the definition in double
/// precision, along random directions.
final class AttentionGradientTest {

    /// Balances the truncation of central differences against their rounding, which leaves both near its
    /// square, far below the rounding of single precision.
    private static final double STEP = Math.cbrt(Math.ulp(1.0));

    private static final int DIRECTIONS = 2;

    /// The error of the derivative in units of [Rounding#of] times the largest change of a logit and the
    /// largest value. That bound lets all roundings of an exponent conspire; they are independent, also from
    /// row to row, so that a sum over Gaussian cotangents stays below it (at most 0.42 of it was measured).
    private static final double ROUNDINGS = 2;

    /// Keeps weights of both signs well conditioned.
    private static final double SMALL = 0.3;

    static final List<Tokens> someVisibilities = List.of(
            Tokens.all(),
            Tokens.cross().padded("cross attention, padding", "1101011111000", "0000000000001"),
            Tokens.upToSelf().padded("causal, padding", "00110111110", "00000000000"),
            Tokens.all().packed("packed", "aaabbbbbccd", "aaaaaaaaaaa"),
            Tokens.all().padded("padding", "00110111110", "00000000000"),
            Tokens.all().perExample(),
            Tokens.grid(1),
            Tokens.upToSelf().perExample().packed("causal, packed, places per example", "aabbbbcccdd", "abbbbbbbccc"));

    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    static Stream<Arguments> everyAttentionAndSomeVisibilities() {
        return Stream.concat(Attentions.EVERY.stream(), Attentions.FAST_GATES.stream())
                .flatMap(config -> someVisibilities.stream()
                        .filter(tokens -> Attentions.fits(config, tokens))
                        .map(tokens -> Arguments.of(config, tokens)));
    }

    @ParameterizedTest
    @MethodSource("everyAttentionAndSomeVisibilities")
    void gradientsAreThoseOfTheDefinition(AttentionConfig config, Tokens tokens) {
        requireGradientsOfTheDefinition(config, tokens, 128);
    }

    static Stream<Arguments> everyLinearAttentionInChunks() {
        return Stream.concat(Attentions.EVERY.stream(), Attentions.FAST_GATES.stream())
                .filter(config -> !(config instanceof Exact))
                .flatMap(config -> Stream.of(
                                Tokens.upToSelf(),
                                Tokens.upToSelf().padded("causal, padding", "00110111110", "00000000000"),
                                Tokens.upToSelf().perExample(),
                                Tokens.all().padded("padding", "00110111110", "00000000000"))
                        .filter(tokens -> Attentions.fits(config, tokens))
                        .map(tokens -> Arguments.of(config, tokens)));
    }

    @ParameterizedTest
    @MethodSource("everyLinearAttentionInChunks")
    void gradientsPassFromChunkToChunk(AttentionConfig config, Tokens tokens) {
        requireGradientsOfTheDefinition(config, tokens, 3);
    }

    private static void requireGradientsOfTheDefinition(AttentionConfig config, Tokens given, int chunk) {
        Tokens tokens = LogitRangeTest.hasSigns(config) ? given.scaled(SMALL) : given;
        Attention attention = Attentions.create(config, tokens);
        if (LogitRangeTest.hasSigns(config)) {
            try (var _ = Scope.withoutGradients()) {
                attention.parameters().get("rpe.spectrum.height").multiplyInPlace(SMALL);
            }
        }
        var reference = AttentionReference.of(config, attention, tokens.dim());
        Map<String, Tensor> variables =
                new LinkedHashMap<>(attention.parameters().weights());
        variables.put("query", tokens.queries().requireGradient());
        variables.put("key", tokens.allKeys().requireGradient());
        variables.put("value", tokens.values().requireGradient());
        variables.put("queryAt", tokens.queriesAt().values().requireGradient());
        variables.put("keyAt", tokens.keysAt().values().requireGradient());
        Map<String, double[]> point = new LinkedHashMap<>();
        variables.forEach((name, variable) -> point.put(name, variable.toDoubles()));
        Tensor outputs = attend(attention, variables, tokens, chunk);
        float[] cotangent = Tokens.gaussian(8, Math.toIntExact(outputs.shape().size()), 1);

        outputs.multiply(Tensor.of(cotangent, outputs.shape().extents())).sum().backward();

        var expected = attend(reference, tokens, point);
        variables.forEach((name, variable) -> {
            double[] gradient = variable.gradient()
                    .map(Tensor::toDoubles)
                    .orElseGet(() -> new double[Math.toIntExact(variable.shape().size())]);
            for (int d = 0; d < DIRECTIONS; d++) {
                float[] direction = Tokens.gaussian(100 + d, gradient.length, 1);
                double derivative = 0;
                for (int n = 0; n < gradient.length; n++) {
                    derivative += gradient[n] * direction[n];
                }
                var ahead = attend(reference, tokens, moved(point, name, direction, STEP));
                var behind = attend(reference, tokens, moved(point, name, direction, -STEP));
                double size = tokens.greatestValue() * greatestChange(ahead.logits(), behind.logits());
                if (name.equals("value")) {
                    size += greatest(direction);
                }
                double tolerance = ROUNDINGS
                        * Rounding.of(expected, tokens)
                        * squared(Arrays.stream(expected.conditions()).max().orElse(1))
                        * size;
                assertThat(derivative)
                        .as("along direction %d of %s", d, name)
                        .isCloseTo(
                                (dot(cotangent, ahead.outputs()) - dot(cotangent, behind.outputs())) / (2 * STEP),
                                within(tolerance));
            }
        });
    }

    private static <T> T get(Map<String, T> map, String name) {
        return requireNonNull(map.get(name), name);
    }

    private static Tensor attend(Attention attention, Map<String, Tensor> variables, Tokens tokens, int chunk) {
        Coordinates queryAt = Coordinates.of(get(variables, "queryAt"));
        Coordinates keyAt = Coordinates.of(get(variables, "keyAt"));
        Tensor[] content = {get(variables, "query"), get(variables, "key"), get(variables, "value")};
        return Attentions.attend(attention, content, queryAt, keyAt, tokens.visibility(), chunk);
    }

    private static AttentionReference.Result attend(
            AttentionReference reference, Tokens tokens, Map<String, double[]> point) {
        var values = new LinkedHashMap<>(reference.values());
        values.putAll(point);
        return new AttentionReference(
                        reference.config(), reference.heads(), reference.headDim(), reference.dim(), values)
                .attend(
                        tokens.withPlaces(get(point, "queryAt"), get(point, "keyAt")),
                        get(point, "query"),
                        get(point, "key"),
                        get(point, "value"));
    }

    private static Map<String, double[]> moved(
            Map<String, double[]> point, String name, float[] direction, double step) {
        double[] changed = get(point, name).clone();
        for (int n = 0; n < changed.length; n++) {
            changed[n] += step * direction[n];
        }
        var moved = new LinkedHashMap<>(point);
        moved.put(name, changed);
        return moved;
    }

    private static double greatestChange(double[] ahead, double[] behind) {
        double greatest = 0;
        for (int n = 0; n < ahead.length; n++) {
            greatest = Math.max(greatest, Math.abs(ahead[n] - behind[n]) / (2 * STEP));
        }
        return greatest;
    }

    private static double dot(float[] a, double[] b) {
        double sum = 0;
        for (int n = 0; n < a.length; n++) {
            sum += a[n] * b[n];
        }
        return sum;
    }

    private static double greatest(float[] values) {
        double greatest = 0;
        for (float value : values) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        return greatest;
    }

    private static double squared(double value) {
        return value * value;
    }
}
