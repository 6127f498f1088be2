package org.fourierlearner.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.fourierlearner.attention.AttentionConfig.Linear;
import org.fourierlearner.attention.AttentionConfig.Path;
import org.fourierlearner.rpe.Bias;
import org.fourierlearner.rpe.CoordinateRange;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.GridTableBias;
import org.fourierlearner.rpe.TableBias;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Sums by products with the matrix of differences and by Fourier transforms, both of which need constant
/// positions, against the weights of all pairs one by one.
final class ToeplitzAttentionTest {

    /// Gradients are sums of some hundred terms of size 1, each rounded a few times.
    private static final double ROUNDING = 2e-4;

    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    private static List<Tensor> gradients(Path path, Tokens tokens) {
        Bias bias = tokens.isGrid() ? new GridTableBias() : new TableBias(4);
        var config = new Linear(new EluFeatureMap(), bias, Attentions.ADDITIVE).withPath(path);
        Attention attention = Attentions.create(config, tokens);
        Tensor query = tokens.queries().requireGradient();
        Tensor key = tokens.allKeys().requireGradient();
        Tensor value = tokens.values().requireGradient();
        attention
                .attend(query, key, value, tokens.queriesAt(), tokens.keysAt(), tokens.visibility())
                .square()
                .sum()
                .backward();
        List<Tensor> gradients = new ArrayList<>();
        for (Tensor input : List.of(query, key, value, attention.parameters().get("rpe.bias"))) {
            gradients.add(input.gradient().orElseThrow());
        }
        return gradients;
    }

    @ParameterizedTest
    @EnumSource(names = {"FUSED", "COMPOSED"})
    void gradientsAreThoseOfAllPairs(Path path) {
        for (Tokens tokens : List.of(
                Tokens.all(),
                Tokens.upToSelf(),
                Tokens.grid(2),
                Tokens.grid(2).padded("grid, padding", "000111111111111111110110", "111111111111111111110000"),
                Tokens.all().padded("padding", "00011111111", "11111100000"))) {
            List<Tensor> expected = gradients(Path.EXACT, tokens);
            List<Tensor> actual = gradients(path, tokens);
            // other bits: not all pairs again
            assertThat(actual.get(0).toFloats()).isNotEqualTo(expected.get(0).toFloats());
            for (int n = 0; n < expected.size(); n++) {
                double[] numbers = expected.get(n).toDoubles();
                double[] others = actual.get(n).toDoubles();
                for (int k = 0; k < numbers.length; k++) {
                    assertThat(others[k]).as("%s, input %d", tokens, n).isCloseTo(numbers[k], within(ROUNDING));
                }
            }
        }
    }

    /// Outputs where each token sees itself and those before, which differ by `near` from those.
    private static Tensor outputs(Path path, int length, float near) {
        Attention attention = new Linear(new EluFeatureMap(), new TableBias(1), Attentions.ADDITIVE, path)
                .create(1, 2, CoordinateRange.tokens(length), Randomness.seeded(1));
        // of differences up to −1, of 0 and from 1 on
        attention.parameters().get("rpe.bias").detach().copyInPlace(Tensor.of(new float[] {0, near, 0}, 1, 3));
        Coordinates at = Coordinates.tokens(0, length);
        Randomness random = Randomness.seeded(2);
        return attention.attend(
                random.normal(1, 1, length, 2),
                random.normal(1, 1, length, 2),
                random.normal(1, 1, length, 2),
                at,
                at,
                Visibility.upToSelf());
    }

    /// What the first token sees, which is itself alone, weighs `exp near` of what others see.
    @ParameterizedTest
    @CsvSource({"FUSED, -60", "FUSED, -100", "FUSED, -1000", "COMPOSED, -10", "COMPOSED, -30", "COMPOSED, -1000"})
    void whatATokenSeesMayWeighNextToNothing(Path path, float near) {
        float[] expected = outputs(Path.EXACT, 8, near).toFloats();

        // means of values below 4, each rounded a few times
        assertThat(outputs(path, 8, near).toFloats()).containsExactly(expected, within(1e-5f));
    }

    /// Two features and three columns of values make six products.
    @Test
    void pairsAreTakenUpToTwiceAsManyTokensAsProducts() {
        assertThat(outputs(Path.FUSED, 12, 0).toFloats())
                .isNotEqualTo(outputs(Path.COMPOSED, 12, 0).toFloats());
        assertThat(outputs(Path.FUSED, 13, 0).toFloats())
                .isEqualTo(outputs(Path.COMPOSED, 13, 0).toFloats());
    }
}
