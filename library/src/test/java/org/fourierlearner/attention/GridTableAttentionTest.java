package org.fourierlearner.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.fourierlearner.attention.AttentionConfig.Exact;
import org.fourierlearner.attention.AttentionConfig.Linear;
import org.fourierlearner.attention.AttentionConfig.Path;
import org.fourierlearner.rpe.CoordinateRange;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.GridTableBias;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A table of differences over grids of every shape, by products, by Fourier transforms and by the weights
/// of all pairs, and what is refused.
final class GridTableAttentionTest {
    private static final Linear LINEAR = new Linear(new EluFeatureMap(), new GridTableBias(), Attentions.ADDITIVE);

    /// By products with the matrix of differences, and by transforms.
    private static final List<Linear> WAYS = List.of(LINEAR, LINEAR.withPath(Path.COMPOSED));

    /// Weighted means of values below 4, each rounded a few times.
    private static final float ROUNDING = 1e-5f;

    private final Scope scope = Scope.withoutGradients();

    @AfterEach
    void close() {
        scope.close();
    }

    /// With weights that are the same for all paths, for cells 0.5 apart, up to 7 by 7.
    private static Attention create(AttentionConfig config) {
        return config.create(3, 5, new CoordinateRange(2, 0.5, 3.5), Randomness.seeded(3));
    }

    private static Tensor attend(Attention attention, Coordinates queryAt, Coordinates keyAt) {
        return attention.attend(
                Randomness.seeded(4).normal(2, 3, queryAt.length(), 5),
                Randomness.seeded(5).normal(2, 3, keyAt.length(), 5),
                Randomness.seeded(6).normal(2, 3, keyAt.length(), 4),
                queryAt,
                keyAt,
                Visibility.all());
    }

    private static Coordinates shifted(Coordinates at, double by) {
        return Coordinates.of(at.values().add(by));
    }

    @ParameterizedTest
    @CsvSource({"7, 7, 0.5", "7, 3, 0.5", "2, 7, 0.5", "1, 7, 0.5", "7, 1, 0.5", "1, 1, 0.5", "3, 4, 1", "4, 2, 0"})
    void everyWayIsAllPairs(int rows, int columns, double spacing) {
        Coordinates at = Coordinates.grid(rows, columns, spacing);
        float[] expected = attend(create(LINEAR.withPath(Path.EXACT)), at, at).toFloats();

        for (Linear way : WAYS) {
            assertThat(attend(create(way), at, at).toFloats()).containsExactly(expected, within(ROUNDING));
            assertThat(attend(create(way), shifted(at, 1e4), shifted(at, 1e4)).toFloats())
                    .containsExactly(expected, within(ROUNDING));
        }
    }

    @Test
    void queriesMayBeShiftedFromKeys() {
        Coordinates keyAt = Coordinates.grid(3, 4, 0.5);
        Coordinates queryAt = shifted(keyAt, 1);
        float[] expected =
                attend(create(LINEAR.withPath(Path.EXACT)), queryAt, keyAt).toFloats();

        for (Linear way : WAYS) {
            assertThat(attend(create(way), queryAt, keyAt).toFloats()).containsExactly(expected, within(ROUNDING));
            assertThat(attend(create(way), keyAt, keyAt).toFloats()).isNotEqualTo(expected);
        }
    }

    private static void assertNoGrid(Coordinates queryAt, Coordinates keyAt, String got) {
        assertThatThrownBy(() -> attend(create(LINEAR), queryAt, keyAt))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "positions: expected the cells of one grid, row by row, the same for queries, keys and all examples, because linear attention takes a grid-table by the differences of a grid, got others, "
                                + got + "; path exact takes any cells");
        // all pairs, for which these are cells like any others
        assertThat(attend(create(LINEAR.withPath(Path.EXACT)), queryAt, keyAt).toFloats())
                .isNotEmpty();
        assertThat(attend(create(new Exact(new GridTableBias())), queryAt, keyAt)
                        .toFloats())
                .isNotEmpty();
    }

    @Test
    void whatIsNoGridIsRefused() {
        Coordinates grid = Coordinates.grid(3, 4, 0.5);
        assertNoGrid(grid.narrow(0, 11), grid.narrow(0, 11), "[11, 2] and [11, 2]");
        assertNoGrid(grid.narrow(0, 8), grid, "[8, 2] and [12, 2]");
        assertNoGrid(grid, Coordinates.grid(4, 3, 0.5), "[12, 2] and [12, 2]");
        Coordinates each = Coordinates.of(grid.perExample(2));
        assertNoGrid(each, each, "[2, 12, 2] and [2, 12, 2]");
        Coordinates byColumns =
                Coordinates.of(Tensor.of(new double[] {0, 0, 0.5, 0, 1, 0, 0, 0.5, 0.5, 0.5, 1, 0.5}, 6, 2));
        assertNoGrid(byColumns, byColumns, "[6, 2] and [6, 2]");
    }

    @ParameterizedTest
    @CsvSource({"8, 3, 0.5", "3, 8, 0.5", "2, 2, 0.25", "2, 5, 1"})
    void cellsWithoutANumberAreRefused(int rows, int columns, double spacing) {
        Coordinates at = Coordinates.grid(rows, columns, spacing);
        for (AttentionConfig config : new AttentionConfig[] {LINEAR, new Exact(new GridTableBias())}) {
            assertThatThrownBy(() -> attend(create(config), at, at))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(
                            "positions: expected differences of whole cells of 0.5, at most 6 along each axis");
        }
    }

    @Test
    void cellsHaveNoOrder() {
        Coordinates at = Coordinates.grid(2, 2, 0.5);
        Tensor tokens = Tensor.ones(1, 3, 4, 5);
        String message =
                "visibility: expected attention to all keys, because the cells of a grid-table have no order, got causal attention";
        for (AttentionConfig config : new AttentionConfig[] {LINEAR, new Exact(new GridTableBias())}) {
            Attention attention = create(config);
            assertThatThrownBy(() -> attention.attend(tokens, tokens, tokens, at, at, Visibility.upToSelf()))
                    .hasMessage(message);
            assertThatThrownBy(() -> attention.weights(tokens, tokens, at, at, Visibility.upToSelf()))
                    .hasMessage(message);
            assertThatThrownBy(() -> attention.resume(attention.begin(), tokens, tokens, tokens, at))
                    .hasMessage(message);
        }
    }
}
