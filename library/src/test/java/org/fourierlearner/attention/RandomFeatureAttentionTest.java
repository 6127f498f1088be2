package org.fourierlearner.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.fourierlearner.attention.AttentionConfig.RandomFeature;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random Fourier features where their sums are small or negative, and of queries and keys of any length.
final class RandomFeatureAttentionTest {
    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    /// With two directions of large norm, every other sum is negative.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void denominatorsAreCutOff(boolean gated) {
        Tokens tokens = Tokens.upToSelf();
        var config = new RandomFeature(4, Directions.INDEPENDENT, gated);
        Attention attention = Attentions.create(config, tokens);
        try (var _ = Scope.withoutGradients()) {
            attention.parameters().get("sigma").multiplyInPlace(5);
        }
        var expected = AttentionReference.of(config, attention, 1).attend(tokens);

        Rounding.assertOutputs(tokens.attend(attention), expected, tokens);
        Rounding.assertWeights(tokens.weights(attention), expected, tokens);
        var sums = Arrays.stream(tokens.weights(attention).sum(-1).toDoubles()).boxed();
        assertThat(sums).anyMatch(sum -> sum < 0.9).anyMatch(sum -> sum > 0.9);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-30, 1, 1e30})
    void queriesAndKeysOfEveryLengthAreSafe(double factor) {
        for (boolean gated : new boolean[] {false, true}) {
            Tokens tokens = Tokens.upToSelf().scaled(factor);
            Attention attention = Attentions.create(new RandomFeature(8, Directions.ORTHOGONAL, gated), tokens);
            Tensor query = tokens.queries().requireGradient();
            Tensor key = tokens.allKeys().requireGradient();
            Tensor output = attention.attend(
                    query, key, tokens.values(), tokens.queriesAt(), tokens.keysAt(), tokens.visibility());
            output.square().sum().backward();

            Stream.concat(
                            Stream.of(
                                    output,
                                    query.gradient().orElseThrow(),
                                    key.gradient().orElseThrow()),
                            attention.parameters().weights().values().stream()
                                    .flatMap(weight -> weight.gradient().stream()))
                    .forEach(numbers -> assertThat(Arrays.stream(numbers.toDoubles()))
                            .allSatisfy(number -> assertThat(number).isFinite()));
        }
    }

    @Test
    void onlyTheDirectionsOfQueriesAndKeysCount() {
        Tokens tokens = Tokens.all();
        Attention attention = Attentions.create(new RandomFeature(128, Directions.ORTHOGONAL, false), tokens);
        double[] expected = tokens.attend(attention).toDoubles();

        // what is added under the root of a square is a millionth
        for (Tokens scaled : List.of(tokens.scaled(2), tokens.scaled(30))) {
            double[] outputs = scaled.attend(attention).toDoubles();
            for (int n = 0; n < expected.length; n++) {
                assertThat(outputs[n]).isCloseTo(expected[n], within(1e-4));
            }
        }
    }
}
