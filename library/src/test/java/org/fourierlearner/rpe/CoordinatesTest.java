package org.fourierlearner.rpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.ShapeMismatchException;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CoordinatesTest {
    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void tokensAreConsecutiveIndicesInDoublePrecision() {
        Coordinates at = Coordinates.tokens(1L << 40, 3);

        assertThat(at.values().type()).isEqualTo(ElementType.FLOAT64);
        assertThat(at.values().toDoubles()).containsExactly(0x1p40, 0x1p40 + 1, 0x1p40 + 2);
        assertThat(at.length()).isEqualTo(3);
        assertThat(at.dim()).isEqualTo(1);
        assertThat(at.areShared()).isTrue();
        assertThat(at.areConsecutive()).isTrue();
        assertThat(at.narrow(1, 2).areConsecutive()).isTrue();
    }

    @Test
    void gridGoesRowByRow() {
        Coordinates at = Coordinates.grid(2, 3, 0.5);

        assertThat(at.values().toDoubles()).containsExactly(0, 0, 0, 0.5, 0, 1, 0.5, 0, 0.5, 0.5, 0.5, 1);
        assertThat(at.length()).isEqualTo(6);
        assertThat(at.dim()).isEqualTo(2);
        assertThat(at.areConsecutive()).isFalse();
    }

    @Test
    void timesNeedNotBeRegular() {
        Coordinates at = Coordinates.times(0, 0.25, 7);

        assertThat(at.values().shape().extents()).containsExactly(3, 1);
        assertThat(at.values().toDoubles()).containsExactly(0, 0.25, 7);
    }

    @Test
    void examplesMayDiffer() {
        Coordinates at = Coordinates.of(Tensor.range(2 * 5 * 3).reshape(2, 5, 3));

        assertThat(at.areShared()).isFalse();
        assertThat(at.length()).isEqualTo(5);
        assertThat(at.dim()).isEqualTo(3);
        assertThat(at.narrow(3, 2).values().select(0, 1).toDoubles()).containsExactly(24, 25, 26, 27, 28, 29);
        assertThat(at.perExample(2).shape().extents()).containsExactly(2, 5, 3);
    }

    @Test
    void sharedCoordinatesAreThoseOfEachExample() {
        Tensor each = Coordinates.times(1, 2, 5).perExample(2);

        assertThat(each.shape().extents()).containsExactly(2, 3, 1);
        assertThat(each.toDoubles()).containsExactly(1, 2, 5, 1, 2, 5);
    }

    @Test
    void offsetsAreThoseOfAllPairs() {
        Tensor offsets = Coordinates.times(1, 2, 5).offsetsFrom(Coordinates.times(10, 20));

        assertThat(offsets.shape().extents()).containsExactly(3, 2, 1);
        assertThat(offsets.toDoubles()).containsExactly(-9, -19, -8, -18, -5, -15);
    }

    @Test
    void extentHoldsAllCoordinatesAlongEveryAxis() {
        assertThat(Coordinates.tokens(7, 11).extent()).isEqualTo(10);
        assertThat(Coordinates.grid(3, 5, 0.5).extent()).isEqualTo(2);
        assertThat(Coordinates.of(Tensor.of(new double[] {-1, 4, 2, 5}, 1, 2, 2))
                        .extent())
                .isEqualTo(3);
        assertThat(Coordinates.tokens(0, 0).extent()).isEqualTo(0);
    }

    @Test
    void keptCoordinatesOutliveTheirScope() {
        Coordinates at;
        try (var _ = Scope.open()) {
            at = Coordinates.tokens(3, 2).keep();
        }

        assertThat(at.values().toDoubles()).containsExactly(3, 4);
        at.values().close();
    }

    @Test
    void wrongShapesAreNamed() {
        assertThatThrownBy(() -> Coordinates.of(Tensor.zeros(5)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("values: expected shape [length, dim] or [batch, length, dim], got [5]");
        assertThatThrownBy(() -> Coordinates.of(Tensor.zeros(2, 5, 3)).perExample(7))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("coordinates: expected shape [7, 5, 3], got [2, 5, 3]");
        assertThatThrownBy(() -> Coordinates.tokens(0, 5).offsetsFrom(Coordinates.grid(1, 2, 1)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("other: expected shape […, 1], got [2, 2]");
    }

    @Test
    void positionsThatAreNotFiniteAreNamed() {
        double[] places = {0, 1, 2, 3, 4, Double.NEGATIVE_INFINITY, 6, 7, 8, 9, 10, Double.NaN};
        Tensor beyond = Tensor.of(places, 6, 2);
        Tensor beyondInAnExample = Tensor.of(places, 2, 3, 2).narrow(1, 2, 1);

        assertThatThrownBy(() -> Coordinates.times(0, 1, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("times[2]: expected a finite number, got NaN");
        assertThatThrownBy(() -> Coordinates.grid(2, 3, Double.POSITIVE_INFINITY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("spacing: expected a finite number, got Infinity");
        assertThatThrownBy(() -> Coordinates.of(beyond))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("values[2, 1]: expected a finite number, got -Infinity; padding needs a position too");
        assertThatThrownBy(() -> Coordinates.of(beyondInAnExample))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("values[0, 0, 1]: expected a finite number, got -Infinity; padding needs a position too");
    }

    @Test
    void rangeHasScalesAtEqualRatiosFromSpacingToExtent() {
        assertThat(new CoordinateRange(3, 2, 32).scales(2)).containsExactly(new double[] {4, 16}, within(1e-12));
        assertThat(CoordinateRange.tokens(0)).isEqualTo(new CoordinateRange(1, 1, 1));
        assertThat(CoordinateRange.tokens(64)).isEqualTo(new CoordinateRange(1, 1, 64));
    }

    @Test
    void rangesThatCannotBeAreNamed() {
        assertThatThrownBy(() -> new CoordinateRange(0, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dim: expected a positive number, got 0");
        assertThatThrownBy(() -> new CoordinateRange(1, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("spacing: expected a positive number, got 0.0");
        assertThatThrownBy(() -> new CoordinateRange(1, 2, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("extent: expected at least the spacing 2.0, got 1.0");
    }

    @Test
    void coordinatesThatAreSharedHaveOneCell() {
        try (var _ = Scope.withoutGradients()) {
            double[] cell = {5, 0, 0, 0, 5, 0, 0, 0, 5};
            double[] two = {5, 0, 0, 0, 5, 0, 0, 0, 5, 4, 0, 0, 0, 4, 0, 0, 0, 4};
            Coordinates shared = Coordinates.of(Tensor.zeros(7, 3));
            Coordinates each = Coordinates.of(Tensor.zeros(2, 7, 3));

            assertThat(shared.inCells(cell).cells()).containsExactly(cell);
            assertThat(each.inCells(two).narrow(2, 3).cells()).containsExactly(two);
            assertThat(each.inCellsOf(shared.inCells(cell)).cells())
                    .containsExactly(5, 0, 0, 0, 5, 0, 0, 0, 5, 5, 0, 0, 0, 5, 0, 0, 0, 5);
            assertThat(each.inCells(two).inCellsOf(each).isPeriodic()).isFalse();
            assertThatThrownBy(() -> shared.inCells(two))
                    .isInstanceOf(ShapeMismatchException.class)
                    .hasMessage("coordinates: expected shape [2, length, 3], for 18 numbers of cells, got [7, 3]");
            assertThatThrownBy(() -> each.inCells(cell))
                    .isInstanceOf(ShapeMismatchException.class)
                    .hasMessage(
                            "coordinates: expected shape [length, 3] or [1, length, 3], for 9 numbers of cells, got [2, 7, 3]");
            assertThatThrownBy(() -> each.inCells(Arrays.copyOf(two, 17))).isInstanceOf(ShapeMismatchException.class);
            assertThatThrownBy(() -> shared.inCells(1, 0, 0, 0, 1, 0, 1, 1, 0))
                    .hasMessage("vectors: expected cells with a volume, got one of 0.0 in example 0");
        }
    }

    @Test
    void whatIsMadeInOnePassIsMadeOnce() {
        try (var _ = Scope.open()) {
            Coordinates at = Coordinates.tokens(0, 3);
            Coordinates pass = at.forOnePass();
            List<String> made = new ArrayList<>();

            for (Coordinates places : List.of(at, at, pass, pass, at.forOnePass())) {
                places.once("key", () -> made.add("once"));
            }

            assertThat(made).hasSize(4);
            assertThat(pass.values()).isSameAs(at.values());
        }
    }
}
