package org.fourierlearner.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.fourierlearner.attention.AttentionConfig.Linear;
import org.fourierlearner.attention.AttentionConfig.Path;
import org.fourierlearner.rpe.Bias;
import org.fourierlearner.rpe.GridTableBias;
import org.fourierlearner.rpe.TableBias;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Gradients through Fourier transforms, which need constant positions, against those of all pairs.
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

    @Test
    void gradientsAreThoseOfAllPairs() {
        for (Tokens tokens : List.of(
                Tokens.all(),
                Tokens.upToSelf(),
                Tokens.grid(2),
                Tokens.grid(2).padded("grid, padding", "000111111111111111110110", "111111111111111111110000"),
                Tokens.all().padded("padding", "00011111111", "11111100000"))) {
            List<Tensor> expected = gradients(Path.EXACT, tokens);
            List<Tensor> actual = gradients(Path.FUSED, tokens);
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
}
