package org.fourierlearner.task;

import java.util.ArrayList;
import java.util.List;
import org.fourierlearner.data.molecule.Molecule;

/// A cell around a molecule, a wire or a slab, that repeats along all three directions, and so far away along those
/// in which the molecule does not that nothing is seen of it.
final class EnclosingCell {

    /// In Å. Lengths do not follow each move of the outermost atoms, so that forces are slopes of the energy even where
    /// a little is seen of the cell.
    private static final double STEP = 1;

    private EnclosingCell() {}

    /// {@return the vectors along which it repeats, and others at right angles to them, row by row}
    ///
    /// @param gap the least distance of images along those others, in Å
    static double[] of(Molecule molecule, double gap) {
        double[] positions = molecule.positions();
        List<double[]> periodic = new ArrayList<>();
        molecule.cell().ifPresent(cell -> {
            for (int direction = 0; direction < 3; direction++) {
                if (cell.periodic(direction)) {
                    periodic.add(new double[] {
                        cell.vector(direction, 0), cell.vector(direction, 1), cell.vector(direction, 2)
                    });
                }
            }
        });
        List<double[]> vectors = new ArrayList<>(periodic);
        List<double[]> directions = new ArrayList<>();
        periodic.forEach(vector -> directions.add(unit(rest(vector, directions))));
        while (vectors.size() < 3) {
            double[] free = free(directions);
            directions.add(free);
            double length = Math.ceil((extent(positions, free) + gap) / STEP) * STEP;
            vectors.add(new double[] {length * free[0], length * free[1], length * free[2]});
        }
        double[] cell = new double[9];
        for (int row = 0; row < 3; row++) {
            System.arraycopy(vectors.get(row), 0, cell, 3 * row, 3);
        }
        return cell;
    }

    /// A direction at right angles to others.
    private static double[] free(List<double[]> directions) {
        double[] best = {};
        for (int axis = 0; axis < 3; axis++) {
            double[] along = new double[3];
            along[axis] = 1;
            double[] rest = rest(along, directions);
            if (best.length == 0 || dot(rest, rest) > dot(best, best) + 1e-12) {
                best = rest;
            }
        }
        return unit(best);
    }

    private static double[] rest(double[] vector, List<double[]> directions) {
        double[] rest = vector.clone();
        for (double[] direction : directions) {
            double share = dot(vector, direction);
            for (int axis = 0; axis < 3; axis++) {
                rest[axis] -= share * direction[axis];
            }
        }
        return rest;
    }

    private static double[] unit(double[] vector) {
        double norm = Math.sqrt(dot(vector, vector));
        return new double[] {vector[0] / norm, vector[1] / norm, vector[2] / norm};
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    private static double extent(double[] positions, double[] direction) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < positions.length; i += 3) {
            double along =
                    positions[i] * direction[0] + positions[i + 1] * direction[1] + positions[i + 2] * direction[2];
            least = Math.min(least, along);
            most = Math.max(most, along);
        }
        return most - least;
    }
}
