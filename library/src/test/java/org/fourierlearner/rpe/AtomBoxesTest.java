package org.fourierlearner.rpe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Atoms in boxes against all of them.
final class AtomBoxesTest {
    private static final int PLACES = 400;
    private static final double REACH = 3;

    /// Boxes in rows along no direction, one, two and three, and more room than atoms.
    static final List<double[]> cells = List.of(
            new double[] {4, 0, 0, 1, 5, 0, -1, 0.5, 6},
            new double[] {4, 0, 0, 1, 5, 0, -3, 2, 31},
            new double[] {22, 3, -5, 1, 5, 0, -1, 6, 18},
            new double[] {14, 3, -5, 6, 17, 0, -1, 6, 18},
            new double[] {900, 0, 0, 0, 800, 0, 200, 0, 700});

    @ParameterizedTest
    @FieldSource("cells")
    void whatIsWithinReachIsVisitedOnce(double[] cell) {
        var random = new Random(1);
        double[] r = random.doubles(3 * PLACES, -20, 40).toArray();
        Lattice lattice = Lattice.of(cell, 0);
        var boxes = new AtomBoxes(r, place -> place % 7 != 0, lattice, REACH);
        for (int i = 0; i < PLACES; i++) {
            Set<Integer> visited = new HashSet<>();
            boxes.near(i, atom -> assertThat(visited.add(atom)).isTrue());
            for (int j = 0; j < PLACES; j++) {
                if (j % 7 == 0) {
                    assertThat(visited).doesNotContain(j);
                } else if (distance(lattice, r, i, j) <= REACH) {
                    assertThat(visited).contains(j);
                }
            }
        }
    }

    /// From the nearest of the images around the one that is about nearest.
    private static double distance(Lattice lattice, double[] r, int i, int j) {
        double[] about = lattice.translationBetween(r, j, i);
        double least = Double.POSITIVE_INFINITY;
        for (int n = 0; n < 27; n++) {
            double[] step = lattice.translation(n / 9 - 1, n / 3 % 3 - 1, n % 3 - 1);
            double square = 0;
            for (int axis = 0; axis < 3; axis++) {
                double d = r[3 * i + axis] - r[3 * j + axis] - about[axis] - step[axis];
                square += d * d;
            }
            least = Math.min(least, Math.sqrt(square));
        }
        return least;
    }
}
