package org.fourierlearner.data.molecule;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// Finds atoms that coincide, also with images of others. Time `O(count log count)` for atoms that fill space.
final class CloseAtoms {
    /// Å. Nuclei are never that near: two of hydrogen would repel each other by more than 100 eV.
    static final double LEAST_DISTANCE = 0.1;

    /// Of unit length, along no plane of a crystal: few atoms have the same height above it.
    private static final double[] DIRECTION = {0.5327, 0.6271, 0.5683};

    private double[] points;
    private int[] atoms;
    private int count;

    private CloseAtoms(double[] positions) {
        this.points = positions.clone();
        this.count = positions.length / 3;
        this.atoms = new int[count];
        Arrays.setAll(atoms, i -> i);
    }

    /// Two atoms that are too near to each other.
    ///
    /// @param first the one that comes first, from 0
    /// @param second the other
    /// @param distance in Å, of the nearest images
    record Pair(int first, int second, double distance) {}

    /// {@return a pair of atoms that coincide; null if there is none}
    ///
    /// @param positions in Å, `[count, 3]`
    /// @param cell that they repeat in
    static @Nullable Pair find(double[] positions, @Nullable Cell cell) {
        var close = new CloseAtoms(positions);
        for (int direction = 0; direction < 3; direction++) {
            if (cell != null && cell.periodic(direction)) {
                close.addImages(cell, direction);
            }
        }
        return close.sweep();
    }

    /// Moves all points into the cell, and adds images of those just above its lower face above the upper one,
    /// where those just below that are.
    private void addImages(Cell cell, int direction) {
        double reach = LEAST_DISTANCE / cell.height(direction);
        int own = count;
        for (int i = 0; i < own; i++) {
            double fraction = cell.fraction(direction, points[3 * i], points[3 * i + 1], points[3 * i + 2]);
            double below = Math.floor(fraction);
            move(i, cell, direction, -below);
            if (fraction - below < reach) {
                if (count == atoms.length) {
                    atoms = Arrays.copyOf(atoms, 2 * count);
                    points = Arrays.copyOf(points, 6 * count);
                }
                atoms[count] = atoms[i];
                System.arraycopy(points, 3 * i, points, 3 * count, 3);
                move(count++, cell, direction, 1);
            }
        }
    }

    private void move(int point, Cell cell, int direction, double times) {
        for (int axis = 0; axis < 3; axis++) {
            points[3 * point + axis] += times * cell.vector(direction, axis);
        }
    }

    private @Nullable Pair sweep() {
        double[] heights = new double[count];
        Integer[] order = new Integer[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
            for (int axis = 0; axis < 3; axis++) {
                heights[i] += DIRECTION[axis] * points[3 * i + axis];
            }
        }
        Arrays.sort(order, Comparator.comparingDouble(i -> heights[i]));
        for (int i = 0; i < count; i++) {
            for (int j = i + 1; j < count && heights[order[j]] - heights[order[i]] < LEAST_DISTANCE; j++) {
                double distance = distance(order[i], order[j]);
                int first = Math.min(atoms[order[i]], atoms[order[j]]);
                int second = Math.max(atoms[order[i]], atoms[order[j]]);
                if (distance < LEAST_DISTANCE && first < second) {
                    return new Pair(first, second, distance);
                }
            }
        }
        return null;
    }

    private double distance(int one, int other) {
        return Math.hypot(
                Math.hypot(points[3 * one] - points[3 * other], points[3 * one + 1] - points[3 * other + 1]),
                points[3 * one + 2] - points[3 * other + 2]);
    }
}
