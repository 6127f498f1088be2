package org.fourierlearner.data.molecule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Atoms that coincide, against all pairs and images.
class CloseAtomsTest {
    private static final double[] SKEWED = {3, 0, 0, 1, 4, 0, -2, 1, 5};

    /// {@return the least distance of two atoms or images, by definition}
    private static double least(double[] positions, @Nullable Cell cell) {
        double least = Double.POSITIVE_INFINITY;
        int count = positions.length / 3;
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < i; j++) {
                for (int image = 0; image < 125; image++) {
                    double[] shift = {image / 25 - 2, image / 5 % 5 - 2, image % 5 - 2};
                    double square = 0;
                    for (int axis = 0; axis < 3; axis++) {
                        double difference = positions[3 * i + axis] - positions[3 * j + axis];
                        for (int row = 0; row < 3 && cell != null; row++) {
                            difference += cell.periodic(row) ? shift[row] * cell.vector(row, axis) : 0;
                        }
                        square += difference * difference;
                    }
                    least = Math.min(least, Math.sqrt(square));
                }
            }
        }
        return least;
    }

    @Test
    void pairsAreFoundAsByAllPairsAndImages() {
        var random = new Random(1);
        int found = 0;
        for (int trial = 0; trial < 2000; trial++) {
            boolean[] periodic = {random.nextBoolean(), random.nextBoolean(), random.nextBoolean()};
            Cell cell = trial % 5 == 0 ? null : new Cell(SKEWED, periodic);
            double[] positions = new double[3 * 7];
            for (int i = 0; i < positions.length; i += 3) {
                double[] fractions = {random.nextDouble(), random.nextDouble(), random.nextDouble()};
                for (int row = 0; row < 3; row++) {
                    // many near the faces
                    fractions[row] = random.nextInt(3) == 0 ? 0.02 * (fractions[row] - 0.5) : fractions[row];
                    for (int axis = 0; axis < 3; axis++) {
                        positions[i + axis] += fractions[row] * SKEWED[3 * row + axis];
                    }
                }
            }
            double least = least(positions, cell);

            CloseAtoms.Pair pair = CloseAtoms.find(positions, cell);

            assertThat(pair != null).isEqualTo(least < CloseAtoms.LEAST_DISTANCE);
            if (pair != null) {
                found++;
                assertThat(pair.first()).isLessThan(pair.second());
                assertThat(pair.distance()).isBetween(least - 1e-12, CloseAtoms.LEAST_DISTANCE);
            }
        }
        assertThat(found).isBetween(100, 1900);
    }

    @Test
    void faultsAreToldWithTheLineOfTheLaterAtom() throws Exception {
        XyzFrame close = TestFrames.read("3\n\nH 0 0 0\nH 0 0 3\nH 0 0.05 0\n").getFirst();
        assertThatThrownBy(() -> Molecule.of(close, MoleculeKeys.defaults(), false))
                .hasMessage(
                        "a.xyz:5: frame 1: expected atoms at least 0.1 Å apart, got 0.05 Å between atoms 1 and 3; check the unit of lengths, or leave the frame out");
        XyzFrame image = TestFrames.read("2\nLattice=\"3 0 0 0 3 0 0 0 3\"\nH 0 0 3.01\nH 3 -3 0\n")
                .getFirst();
        assertThatThrownBy(() -> Molecule.of(image, MoleculeKeys.defaults(), false))
                .hasMessage(
                        "a.xyz:4: frame 1: expected atoms at least 0.1 Å apart, got 0.01 Å between atoms 1 and 2, or images of them; check the unit of lengths, or leave the frame out");
    }

    @Test
    @Timeout(10)
    void aLargeCrystalTakesNoTime() {
        int edge = 46;
        double[] positions = new double[3 * edge * edge * edge];
        int at = 0;
        for (int x = 0; x < edge; x++) {
            for (int y = 0; y < edge; y++) {
                for (int z = 0; z < edge; z++) {
                    positions[at++] = 3.6 * x;
                    positions[at++] = 3.6 * y;
                    positions[at++] = 3.6 * z;
                }
            }
        }
        double length = 3.6 * edge;
        var cell = new Cell(new double[] {length, 0, 0, 0, length, 0, 0, 0, length}, true, true, true);

        assertThat(CloseAtoms.find(positions, cell)).isNull();
        positions[5] = length + 0.01;
        assertThat(CloseAtoms.find(positions, cell)).isNotNull();
    }
}
