package org.fourierlearner.data.molecule;

/// A positive definite matrix, such as that of least squares.
///
/// @param matrix `[size, size]`, symmetric
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PositiveDefinite(double[][] matrix) {

    /// {@return the solution `x` of `matrix·x = side`} `O(size³)`.
    ///
    /// Source: Golub and Van Loan 2013, "Matrix Computations", section 4.2, Cholesky's factorization.
    ///
    /// @param side `[size]`
    public double[] solve(double[] side) {
        int size = side.length;
        double[][] root = root(size);
        double[] solution = side.clone();
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < row; column++) {
                solution[row] -= root[row][column] * solution[column];
            }
            solution[row] /= root[row][row];
        }
        for (int row = size - 1; row >= 0; row--) {
            for (int column = row + 1; column < size; column++) {
                solution[row] -= root[column][row] * solution[column];
            }
            solution[row] /= root[row][row];
        }
        return solution;
    }

    /// The lower triangle `L` of `matrix = L·Lᵀ`.
    private double[][] root(int size) {
        double[][] root = new double[size][size];
        for (int row = 0; row < size; row++) {
            for (int column = 0; column <= row; column++) {
                double sum = matrix[row][column];
                for (int k = 0; k < column; k++) {
                    sum -= root[row][k] * root[column][k];
                }
                root[row][column] = row == column ? Math.sqrt(sum) : sum / root[column][column];
            }
        }
        return root;
    }
}
