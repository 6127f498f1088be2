package org.fourierlearner.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
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
import org.fourierlearner.tensor.Threads;
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

    /// Causal attention whose bias is `near` for a token to itself, and 0 otherwise.
    private static List<Tensor> outputAndGradient(Path path, int length, float near) {
        Attention attention = new Linear(new EluFeatureMap(), new TableBias(1), Attentions.ADDITIVE, path)
                .create(1, 2, CoordinateRange.tokens(length), Randomness.seeded(1));
        Tensor table = attention.parameters().get("rpe.bias");
        table.detach().copyInPlace(Tensor.of(new float[] {0, near, 0}, 1, 3));
        Coordinates at = Coordinates.tokens(0, length);
        Randomness random = Randomness.seeded(2);
        Tensor output = attention.attend(
                random.normal(1, 1, length, 2),
                random.normal(1, 1, length, 2),
                random.normal(1, 1, length, 3),
                at,
                at,
                Visibility.upToSelf());
        output.square().sum().backward();
        return List.of(output, table.gradient().orElseThrow());
    }

    /// What the first token sees, which is itself alone, weighs `exp near` of what others see. Below what a way
    /// has digits for, weights are taken one by one, with the same bits.
    @ParameterizedTest
    @CsvSource({
        "FUSED, -40, false",
        "FUSED, -60, true",
        "FUSED, -1000, true",
        "COMPOSED, -10, false",
        "COMPOSED, -30, true",
        "COMPOSED, -1000, true"
    })
    void whatATokenSeesMayWeighNextToNothing(Path path, float near, boolean oneByOne) {
        List<Tensor> expected = outputAndGradient(Path.EXACT, 7, near);

        List<Tensor> actual = outputAndGradient(path, 7, near);

        for (int n = 0; n < expected.size(); n++) {
            // means of values below 4, each rounded a few times
            assertThat(actual.get(n).toFloats()).containsExactly(expected.get(n).toFloats(), within(1e-5f));
        }
        assertThat(Arrays.equals(
                        actual.getFirst().toFloats(), expected.getFirst().toFloats()))
                .isEqualTo(oneByOne);
    }

    /// Two features and four columns, three of values and one of ones, make eight products.
    @Test
    void productsAreTakenUpToTwiceAsManyTokensAsTransforms() {
        for (int length : List.of(16, 17)) {
            float[] transforms =
                    outputAndGradient(Path.COMPOSED, length, 0).getFirst().toFloats();
            assertThat(Arrays.equals(
                            outputAndGradient(Path.FUSED, length, 0).getFirst().toFloats(), transforms))
                    .isEqualTo(length == 17);
        }
    }

    /// Products of bfloat16, whose digits are worth 2⁻⁹, are rounded three times in a mean of values below 4;
    /// transforms are in double precision all the same.
    @Test
    void productsMayBeInBfloat16() {
        float[] expected = outputAndGradient(Path.FUSED, 7, 0).getFirst().toFloats();
        float[] transforms = outputAndGradient(Path.COMPOSED, 7, 0).getFirst().toFloats();
        try (var _ = Threads.bfloat16()) {
            assertThat(outputAndGradient(Path.FUSED, 7, 0).getFirst().toFloats())
                    .isNotEqualTo(expected)
                    .containsExactly(expected, within(2 * 3 * 4 * 0x1p-9f));
            assertThat(outputAndGradient(Path.COMPOSED, 7, 0).getFirst().toFloats())
                    .isEqualTo(transforms);
        }
    }

    /// Their sums may cancel, for which single precision has too few digits.
    @Test
    void featuresOfBothSignsAreTransformed() {
        Tokens tokens = Tokens.all();
        var config = new Linear(Attentions.TRIGONOMETRIC, new TableBias(4), Attentions.ADDITIVE);
        assertThat(tokens.attend(Attentions.create(config, tokens)).toFloats())
                .isEqualTo(tokens.attend(Attentions.create(config.withPath(Path.COMPOSED), tokens))
                        .toFloats());
    }
}
