package org.fourierlearner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A table of differences in the plane, from a configuration to logits.
final class GridTableVisionTest {
    private static final ImageInput INPUT = new ImageInput(6, 10, 3, List.of(0.5, 0.4, 0.3), List.of(0.2, 0.3, 0.4));

    /// Logits are below 1; two roundings of single precision in each of some hundred operations.
    private static final float ROUNDING = 1e-5f;

    private static final double STRENGTH = 20;

    private static VisionTransformer model(String overrides) {
        var config = RecordReader.read(
                "patch = 2\nlayers = 2\nmodelDim = 6\nheads = 2\nmlpDim = 11",
                "tiny.toml",
                List.of(overrides.split(" ")),
                VisionTransformerConfig.class);
        return new VisionTransformer(config, INPUT, 3, Randomness.seeded(7));
    }

    private static Tensor pixels(int height, int width) {
        return Randomness.seeded(8).normal(2, 3, height, width).sigmoid();
    }

    private static float[] logits(VisionTransformer model, int height, int width) {
        try (var _ = Scope.withoutGradients()) {
            return model.logits(pixels(height, width), null).toFloats();
        }
    }

    /// Attention that matters more than at first, with tables in units of the first draws.
    private static VisionTransformer strong(String overrides, double tables) {
        VisionTransformer model = model(overrides);
        try (var _ = Scope.withoutGradients()) {
            model.parameters().weights().forEach((name, weight) -> {
                if (name.contains(".attention.")) {
                    weight.multiplyInPlace(name.endsWith(".rpe.bias") ? tables : STRENGTH);
                }
            });
        }
        return model;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "attention.features=elu",
                "attention.features=elu attention.path=composed",
                "attention.features.kind=positive",
                "attention.features.kind=positive attention.path=composed"
            })
    void differencesOfAGridAreAllPairs(String way) {
        String table = way + " attention.rpe=grid-table";
        try (VisionTransformer grid = strong(table, STRENGTH);
                VisionTransformer pairs = strong(table + " attention.path=exact", STRENGTH);
                VisionTransformer flat = strong(table, 0)) {
            float[] expected = logits(pairs, 6, 10);
            assertThat(logits(grid, 6, 10)).isNotEqualTo(expected).containsExactly(expected, within(ROUNDING));
            assertThat(logits(flat, 6, 10)[0]).isNotCloseTo(expected[0], within(100 * ROUNDING));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"attention.features=elu attention.rpe=grid-table", "attention={kind='exact',rpe='grid-table'}"})
    void theGradientReachesTheTable(String overrides) {
        try (VisionTransformer model = model(overrides);
                var _ = Scope.withGradients()) {
            model.logits(pixels(6, 10), null)
                    .crossEntropy(Tensor.of(new long[] {0, 2}, 2), 0)
                    .backward();
            Tensor table = model.parameters().get("blocks.0.attention.attention.rpe.bias");
            assertThat(table.shape().extents()).containsExactly(2, 9, 9);
            double[] gradient = table.gradient().orElseThrow().toDoubles();
            for (int n = 0; n < gradient.length; n++) {
                // three of the square's five rows
                boolean met = Math.abs(n / 9 % 9 - 4) <= 2;
                assertThat(gradient[n] != 0).as("number %d", n).isEqualTo(met);
            }
        }
    }

    @Test
    void patchesOfAnotherSizeHaveNoTable() {
        try (VisionTransformer model = model("attention.features=elu attention.rpe=grid-table")) {
            assertThatThrownBy(() -> logits(model, 12, 20))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(
                            "positions: expected differences of whole cells of 2.0, at most 4 along each axis");
        }
    }
}
