package org.fourierlearner.kernels;

import java.lang.foreign.MemorySegment;

/// The inner loops of the kernels, in two forms: with vectors, and without for a JVM that lacks them.
///
/// Both give the same results but for rounding. Everything else is written once, on top of this. One thread at a
/// time may use an instance.
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

    /// Sets every element to the product of a number of its row and a number of its column.
    void setProducts(Matrix a, int rows, float[] ofRows, float[] ofColumns);

    /// Sets every element to the sum of a number of its row and a number of its column.
    void setSums(Matrix a, int rows, float[] ofRows, float[] ofColumns);

    /// Multiplies each row by a number, mostly 1.
    void scaleRows(Matrix a, int rows, float[] factors);

    /// Adds the rows of another matrix, each times a number.
    void addRows(Matrix a, int rows, float[] factors, Matrix other);

    /// Adds to each column's number the products of its elements and the rows' weights.
    void addWeightedColumnSums(Matrix a, int rows, float[] weights, float[] sums);

    /// Adds to each row's number the products of its elements and the columns' weights.
    void addWeightedRowSums(Matrix a, int rows, float[] weights, float[] sums);

    /// Sets each row's number to the inner product of the rows of two matrices.
    void rowProducts(Matrix a, Matrix b, int rows, float[] products);

    /// Adds `x·B` to the only row of a matrix.
    void project(float[] x, Matrix b, int steps, Matrix target);

    /// One token of a stream: `S = factor·S + K vᵀ`, row by row, and `output = QᵀS`.
    ///
    /// @param keys `K`, a row
    /// @param value `v`, padded to whole panels
    /// @param queries `Q`, a row
    void stream(Matrix sums, int rows, float[] factors, Matrix keys, float[] value, Matrix queries, float[] output);

    /// Takes rows from an array, with zeros behind their columns.
    void pack(float[] source, int rows, int columns, Matrix target);

    /// Takes rows from an array as columns, with zeros behind them.
    void packTransposed(float[] source, int rows, int columns, Matrix target);

    /// Reads rows, `stride` bytes apart, and adds a number of each column, which stands alone beyond the columns.
    void readAdding(
            MemorySegment source, long offset, long stride, int rows, int columns, float[] added, Matrix target);

    /// Puts rows into an array, each times a number.
    void unpack(Matrix source, int rows, int columns, float[] factors, float[] target);

    /// Adds rows to an array.
    void unpackAdding(Matrix source, int rows, int columns, float[] target);
}
