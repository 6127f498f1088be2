package org.fourierlearner.data.molecule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/// Cells, and what is none.
class CellTest {
    private static final double[] SKEWED = {3, 0, 0, 1, 5, 0, -2, 4, 7};

    @Test
    void vectorsAreRows() {
        var cell = new Cell(SKEWED, true, false, true);

        assertThat(cell.vector(2, 1)).isEqualTo(4);
        assertThat(cell.vectors()).containsExactly(SKEWED).isNotSameAs(SKEWED);
        assertThat(cell.volume()).isEqualTo(105);
        assertThat(cell.periodic(0)).isTrue();
        assertThat(cell.periodic(1)).isFalse();
        assertThat(cell.isPeriodic()).isTrue();
        assertThat(new Cell(SKEWED, false, false, false).isPeriodic()).isFalse();
        assertThat(cell)
                .isEqualTo(new Cell(SKEWED, true, false, true))
                .isNotEqualTo(new Cell(SKEWED, true, true, true));
    }

    @Test
    void fractionsCountVectorsAndHeightsAreDistancesOfFaces() {
        var cell = new Cell(SKEWED, true, true, true);
        // 0.2 a - 1.5 b + 2 c
        double x = 0.2 * 3 - 1.5 - 4;
        double y = -1.5 * 5 + 8;
        double z = 14;

        assertThat(cell.fraction(0, x, y, z)).isCloseTo(0.2, within(1e-14));
        assertThat(cell.fraction(1, x, y, z)).isCloseTo(-1.5, within(1e-14));
        assertThat(cell.fraction(2, x, y, z)).isCloseTo(2, within(1e-14));
        // c is 7 above the plane of a and b
        assertThat(cell.height(2)).isCloseTo(7, within(1e-14));
    }

    /// Vectors, whether they repeat, and how they are refused.
    static final List<Arguments> everyFault = List.of(
            Arguments.of(new double[8], true, "expected a cell of 9 numbers, three vectors, got 8"),
            Arguments.of(
                    new double[] {3, 0, 0, 0, Double.NaN, 0, 0, 0, 3},
                    true,
                    "expected cell vectors of at most 100000 Å, got [0.0, NaN, 0.0]"),
            Arguments.of(
                    new double[] {3, 0, 0, 0, 3, 0, 0, 0, 1e300},
                    true,
                    "expected cell vectors of at most 100000 Å, got [0.0, 0.0, 1.0E300]"),
            Arguments.of(
                    new double[] {3, 0, 0, 0, 3, 0, 3, 3, 1e-7},
                    true,
                    "expected a cell with a volume, got vectors that lie in a plane or are zero, [3.0, 0.0, 0.0, 0.0, 3.0, 0.0, 3.0, 3.0, 1.0E-7]; give those along which nothing repeats any length and direction of their own"),
            Arguments.of(
                    new double[] {3, 0, 0, 0, 3, 0, 0, 0, 0},
                    false,
                    "expected a cell with a volume, got vectors that lie in a plane or are zero, [3.0, 0.0, 0.0, 0.0, 3.0, 0.0, 0.0, 0.0, 0.0]; give those along which nothing repeats any length and direction of their own"),
            Arguments.of(
                    new double[] {0, 3, 0, 3, 0, 0, 0, 0, 3},
                    true,
                    "expected a right-handed cell, got a left-handed one, of volume -27.0 Å³; swap two of its vectors, and their pbc"),
            Arguments.of(
                    new double[] {3, 0, 0, 0, 3, 0, 0, 0, 0.25},
                    true,
                    "expected a cell whose images are at least 0.5 Å apart, got 0.25 Å along vector 3; check the unit of the lattice"));

    @ParameterizedTest
    @FieldSource("everyFault")
    void whatIsNoCellIsRefused(double[] vectors, boolean periodic, String message) {
        assertThatThrownBy(() -> new Cell(vectors, periodic, periodic, periodic))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void directionsAreThree() {
        assertThatThrownBy(() -> new Cell(SKEWED, true))
                .hasMessage("expected three directions, periodic or not, got 1");
        assertThat(new Cell(new double[] {3, 0, 0, 0, 3, 0, 0, 0, 0.25}, true, true, false).volume())
                .isEqualTo(2.25);
    }
}
