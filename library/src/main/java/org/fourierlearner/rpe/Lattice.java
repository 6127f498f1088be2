package org.fourierlearner.rpe;

import java.util.Arrays;

/// The translations `n·A` of a crystal, and the frequencies `n·B` of what repeats with them,
/// `A·Bᵀ = 1`.
///
/// @param vectors the rows of `A`, row by row
/// @param inverse `A⁻¹ = Bᵀ`, row by row
/// @param volume `|det A|`
@SuppressWarnings("ArrayRecordComponent") // never compared
record Lattice(double[] vectors, double[] inverse, double volume) {

    /// {@return the lattice of one example}
    ///
    /// @param cells nine numbers for each example
    /// @param example its number
    static Lattice of(double[] cells, int example) {
        double[] a = Arrays.copyOfRange(cells, 9 * example, 9 * example + 9);
        double[] cofactors = new double[9];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                int r1 = (row + 1) % 3;
                int r2 = (row + 2) % 3;
                int c1 = (column + 1) % 3;
                int c2 = (column + 2) % 3;
                cofactors[3 * row + column] = a[3 * r1 + c1] * a[3 * r2 + c2] - a[3 * r1 + c2] * a[3 * r2 + c1];
            }
        }
        double determinant = a[0] * cofactors[0] + a[1] * cofactors[1] + a[2] * cofactors[2];
        double[] inverse = new double[9];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                inverse[3 * column + row] = cofactors[3 * row + column] / determinant;
            }
        }
        return new Lattice(a, inverse, Math.abs(determinant));
    }

    /// {@return `n·B`}
    double[] reciprocal(int a, int b, int c) {
        double[] xi = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            xi[axis] = a * inverse[3 * axis] + b * inverse[3 * axis + 1] + c * inverse[3 * axis + 2];
        }
        return xi;
    }

    /// {@return `n·A`}
    double[] translation(int a, int b, int c) {
        double[] sum = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            sum[axis] = a * vectors[axis] + b * vectors[3 + axis] + c * vectors[6 + axis];
        }
        return sum;
    }

    /// {@return a coordinate in units of a vector of the cell}
    ///
    /// @param row the vector's number
    double share(double x, double y, double z, int row) {
        return x * inverse[row] + y * inverse[3 + row] + z * inverse[6 + row];
    }

    /// {@return the distance of two faces of the cell}
    ///
    /// @param row the number of the vector from one to the other
    double height(int row) {
        return 1 / norm(inverse[row], inverse[3 + row], inverse[6 + row]);
    }

    /// {@return the translation that brings a place closest to another one, about}
    ///
    /// @param places three numbers for each
    /// @param moved which is moved
    /// @param to which it comes close to
    double[] translationBetween(double[] places, int moved, int to) {
        int[] counts = new int[3];
        for (int row = 0; row < 3; row++) {
            double share = share(
                    places[3 * to] - places[3 * moved],
                    places[3 * to + 1] - places[3 * moved + 1],
                    places[3 * to + 2] - places[3 * moved + 2],
                    row);
            counts[row] = (int) Math.floor(share + 0.5);
        }
        return translation(counts[0], counts[1], counts[2]);
    }

    /// {@return the largest `|n|` along each direction with `|n·B|` up to a length: it is that of
    /// the vector of `A` times the length}
    int[] reciprocalCounts(double length) {
        int[] counts = new int[3];
        for (int row = 0; row < 3; row++) {
            counts[row] = (int) Math.floor(length * norm(vectors[3 * row], vectors[3 * row + 1], vectors[3 * row + 2]));
        }
        return counts;
    }

    /// {@return how many images to either side, along each direction, of something at most half a
    /// cell away come within a length}
    private int[] imageCounts(double length) {
        int[] counts = new int[3];
        for (int row = 0; row < 3; row++) {
            counts[row] = (int) Math.floor(length / height(row) + 0.5);
        }
        return counts;
    }

    /// {@return the translations that bring something, at most half a cell away along each
    /// direction, within a length, three numbers for each}
    double[] translations(double length) {
        int[] most = imageCounts(length);
        double[] all = new double[3 * (2 * most[0] + 1) * (2 * most[1] + 1) * (2 * most[2] + 1)];
        int at = 0;
        for (int a = -most[0]; a <= most[0]; a++) {
            for (int b = -most[1]; b <= most[1]; b++) {
                for (int c = -most[2]; c <= most[2]; c++) {
                    System.arraycopy(translation(a, b, c), 0, all, at, 3);
                    at += 3;
                }
            }
        }
        return all;
    }

    private static double norm(double x, double y, double z) {
        return Math.sqrt(x * x + y * y + z * z);
    }
}
