package org.fourierlearner.data.molecule;

import java.util.Arrays;
import java.util.Objects;

/// The box of a structure: three vectors, along some of which it repeats. Two are equal if all their numbers
/// are.
public final class Cell {
    /// The longest vector, in Å: nothing that is computed atom by atom is larger.
    public static final double MOST_LENGTH = 1e5;

    /// The least distance of a structure and its image, in Å: no two atoms are nearer to each other, and the
    /// number of images within a radius stays bounded.
    public static final double LEAST_HEIGHT = 0.5;

    /// The least volume, as a part of that of a box with right angles and edges of the same lengths. Below it
    /// the vectors lie in a plane but for rounding.
    private static final double LEAST_PART = 1e-6;

    private final double[] vectors;
    private final boolean[] periodic;
    private final double volume;

    /// Checks the vectors and copies them.
    ///
    /// @param vectors in Å, row by row: `[3, 3]`
    /// @param periodic whether the structure repeats along each of them: `[3]`
    /// @throws IllegalArgumentException if there are not nine and three, one is not finite or too long, they
    ///     lie in a plane, are left-handed, or are so short where they repeat that images would touch
    public Cell(double[] vectors, boolean... periodic) {
        if (vectors.length != 9) {
            throw new IllegalArgumentException("expected a cell of 9 numbers, three vectors, got " + vectors.length);
        }
        if (periodic.length != 3) {
            throw new IllegalArgumentException("expected three directions, periodic or not, got " + periodic.length);
        }
        this.vectors = vectors.clone();
        this.periodic = periodic.clone();
        double box = 1;
        for (int row = 0; row < 3; row++) {
            double length = length(row);
            if (!(length <= MOST_LENGTH)) {
                throw new IllegalArgumentException("expected cell vectors of at most %.0f Å, got %s"
                        .formatted(MOST_LENGTH, Arrays.toString(row(row))));
            }
            box *= length;
        }
        this.volume = determinant();
        if (!(Math.abs(volume) > LEAST_PART * box)) {
            throw new IllegalArgumentException(
                    "expected a cell with a volume, got vectors that lie in a plane or are zero, %s; give those along which nothing repeats any length and direction of their own"
                            .formatted(Arrays.toString(vectors)));
        }
        if (volume < 0) {
            throw new IllegalArgumentException(
                    "expected a right-handed cell, got a left-handed one, of volume %s Å³; swap two of its vectors, and their pbc"
                            .formatted(volume));
        }
        for (int direction = 0; direction < 3; direction++) {
            if (periodic[direction] && !(height(direction) >= LEAST_HEIGHT)) {
                throw new IllegalArgumentException(
                        "expected a cell whose images are at least %s Å apart, got %s Å along vector %d; check the unit of the lattice"
                                .formatted(LEAST_HEIGHT, (float) height(direction), direction + 1));
            }
        }
    }

    private double determinant() {
        double sum = 0;
        for (int axis = 0; axis < 3; axis++) {
            sum += vector(0, axis) * normal(0, axis);
        }
        return sum;
    }

    /// {@return a component of the vector product of the two other vectors, in their order}
    private double normal(int direction, int axis) {
        int second = (direction + 1) % 3;
        int third = (direction + 2) % 3;
        int y = (axis + 1) % 3;
        int z = (axis + 2) % 3;
        return vector(second, y) * vector(third, z) - vector(second, z) * vector(third, y);
    }

    /// {@return a component of a lattice vector, in Å}
    ///
    /// @param row which vector, from 0
    /// @param axis which component, from 0
    public double vector(int row, int axis) {
        return vectors[3 * Objects.checkIndex(row, 3) + Objects.checkIndex(axis, 3)];
    }

    private double[] row(int row) {
        return Arrays.copyOfRange(vectors, 3 * row, 3 * row + 3);
    }

    private double length(int row) {
        return Math.hypot(Math.hypot(vector(row, 0), vector(row, 1)), vector(row, 2));
    }

    /// {@return a copy of the vectors in Å, row by row: `[3, 3]`}
    public double[] vectors() {
        return vectors.clone();
    }

    /// {@return whether the structure repeats along a vector}
    ///
    /// @param direction which vector, from 0
    public boolean periodic(int direction) {
        return periodic[Objects.checkIndex(direction, 3)];
    }

    /// {@return whether the structure repeats along any vector}
    public boolean isPeriodic() {
        return periodic[0] || periodic[1] || periodic[2];
    }

    /// {@return the volume in Å³, above 0}
    public double volume() {
        return volume;
    }

    /// {@return the distance of two opposite faces in Å: that of neighboring images along a vector}
    ///
    /// @param direction the vector that leads from one face to the other, from 0
    public double height(int direction) {
        double area = Math.hypot(Math.hypot(normal(direction, 0), normal(direction, 1)), normal(direction, 2));
        return Math.abs(volume) / area;
    }

    /// {@return a coordinate of a point as a multiple of a vector: between 0 and 1 inside of the cell}
    ///
    /// @param direction which vector, from 0
    /// @param x of the point, in Å
    /// @param y of the point, in Å
    /// @param z of the point, in Å
    public double fraction(int direction, double x, double y, double z) {
        return (x * normal(direction, 0) + y * normal(direction, 1) + z * normal(direction, 2)) / volume;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cell cell
                && Arrays.equals(vectors, cell.vectors)
                && Arrays.equals(periodic, cell.periodic);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(vectors) + Arrays.hashCode(periodic);
    }
}
