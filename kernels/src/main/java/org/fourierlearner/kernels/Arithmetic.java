package org.fourierlearner.kernels;

import java.lang.foreign.MemorySegment;

/// The inner loops of the kernels, in two forms: with vectors, and without for a JVM that lacks them.
///
/// Both give the same results but for rounding. Everything else is written once, on top of this.
sealed interface Arithmetic permits ScalarArithmetic, VectorArithmetic {

    /// {@return the number of columns of a panel}
    int panelWidth();

    /// {@return the number of rows that a product treats at once}
    int rowBlock();

    static int roundUp(int number, int multiple) {
        return Math.ceilDiv(number, multiple) * multiple;
    }

    /// `C += A·B`, over the first `steps` columns of `A`.
    void multiply(Matrix a, Matrix b, Matrix c, int steps);

    /// `C += Aᵀ·B`, over the first `steps` rows of `A`.
    void multiplyTransposed(Matrix a, Matrix b, Matrix c, int steps);

    /// Raises each row's number to the maximum of the row.
    void rowMaxima(Matrix a, int rows, float[] maxima);

    /// Sets each column's number to the maximum over rows of the elements, each with its row's number added.
    void columnMaxima(Matrix a, int rows, float[] ofRows, float[] maxima);

    /// Replaces elements by `exp(a − shift of its row)`, and sets the sum of each row.
    void exponentialsOfRows(Matrix a, int rows, float[] shifts, float[] sums);

    /// Replaces elements by `exp(a + number of its row − number of its column)`.
    void exponentials(Matrix a, int rows, float[] ofRows, float[] ofColumns);

    /// Adds to each column's number the products of its elements and the rows' weights.
    void addWeightedColumnSums(Matrix a, int rows, float[] weights, float[] sums);

    /// Adds to each row's number the products of its elements and the columns' weights.
    void addWeightedRowSums(Matrix a, int rows, float[] weights, float[] sums);

    /// Sets each row's number to the inner product of the rows of two matrices.
    void rowProducts(Matrix a, Matrix b, int rows, float[] products);

    /// Reads a row of floats, with zeros behind them.
    void load(MemorySegment memory, long offset, int columns, Matrix target, int row);

    /// Writes a row, multiplied by a factor.
    void store(Matrix source, int row, float factor, MemorySegment memory, long offset, int columns);

    /// Reads some floats with a number of each column added: `target[row, j] = memory[j] + added[j]`, and
    /// beyond the columns `added[j]`.
    void loadAndAdd(MemorySegment memory, long offset, int columns, float[] added, Matrix target, int row);

    /// Adds a row to memory.
    void addTo(Matrix source, int row, MemorySegment memory, long offset, int columns);

    /// Reads `count` rows, `stride` bytes apart, as columns.
    void loadTransposed(MemorySegment memory, long offset, long stride, int count, int columns, Matrix target);
}
