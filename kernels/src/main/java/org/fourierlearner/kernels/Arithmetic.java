package org.fourierlearner.kernels;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The inner loops of the kernels, in two forms: with vectors, and without for a JVM that lacks
/// them.
///
/// Both give the same results but for rounding. Everything else is written once, on top of this.
/// One thread at a time may use an instance.
///
/// Where a number of rows is given, the rows behind them are neither read nor of use afterwards.
sealed interface Arithmetic permits ScalarArithmetic, VectorArithmetic {

    /// {@return the number of columns of a panel}
    int panelWidth();

    /// {@return the number of rows that a product treats at once}
    int rowBlock();

    static int roundUp(int number, int multiple) {
        return Math.ceilDiv(number, multiple) * multiple;
    }

    // ── products ────────────────────────────────────────────────────────────────────────────────

    /// `C = A·B`, or `C += A·B`.
    ///
    /// @param rows of `A` and `C`
    /// @param steps the columns of `A` and rows of `B`
    /// @param fresh whether what `C` holds is forgotten
    void multiply(Matrix a, Matrix b, Matrix c, int rows, int steps, boolean fresh);

    /// `C = Aᵀ·B`, or `C += Aᵀ·B`.
    ///
    /// @param rows the columns of `A` and rows of `C`
    /// @param steps the rows of `A` and `B`
    /// @param fresh whether what `C` holds is forgotten
    void multiplyTransposed(Matrix a, Matrix b, Matrix c, int rows, int steps, boolean fresh);

    // ── elements ────────────────────────────────────────────────────────────────────────────────

    /// Replaces elements by `exp(a + number of its row + number of its column)`.
    ///
    /// @param sums set to the sums of the columns, if not null
    void exponentials(Matrix a, int rows, float[] ofRows, float[] ofColumns, float @Nullable [] sums);

    /// Replaces elements by `(a − number of its row · number of its column)·b`.
    void subtractProductsAndMultiply(Matrix a, int rows, float[] ofRows, float[] ofColumns, Matrix b);

    /// Subtracts a number from each row.
    void subtractFromRows(Matrix a, int rows, float[] numbers);

    /// Multiplies each row by a number.
    void scaleRows(Matrix a, int rows, float[] factors);

    /// Multiplies each column by a number.
    void scaleColumns(Matrix a, int rows, float[] factors);

    /// Adds the rows of another matrix, each times a number.
    void addRows(Matrix a, int rows, float[] factors, Matrix other);

    /// Adds the columns of another matrix, each times a number.
    void addColumns(Matrix a, int rows, float[] factors, Matrix other);

    // ── over rows and columns ───────────────────────────────────────────────────────────────────

    /// Raises each column's number to the greatest of its elements, each with the number of its
    /// row added.
    void raiseToColumnMaxima(Matrix a, int rows, float[] ofRows, float[] maxima);

    /// Sets each row's number to the greatest of its elements, each with the number of its column
    /// added.
    void rowMaxima(Matrix a, int rows, float[] ofColumns, float[] maxima);

    /// Adds to each column's number the products of its elements and the rows' weights.
    void addWeightedColumnSums(Matrix a, int rows, float[] weights, float[] sums);

    /// Sets each row's number to the sum of the products of its elements and the columns'
    /// weights.
    void weightedRowSums(Matrix a, int rows, float[] weights, float[] sums);

    /// Sets each row's number to the inner product of the rows of two matrices.
    void rowProducts(Matrix a, Matrix b, int rows, float[] products);

    // ── one token of a stream ───────────────────────────────────────────────────────────────────

    /// Adds `x·B` to the only row of a matrix.
    void project(float[] x, Matrix b, int steps, Matrix target);

    /// `S = factor·S`, `output = QᵀS`, and then `S = S + K vᵀ`, row by row.
    ///
    /// @param keys `K`, a row
    /// @param value `v`, padded to whole panels
    /// @param queries `Q`, a row
    void stream(Matrix sums, int rows, float[] factors, Matrix keys, float[] value, Matrix queries, float[] output);

    // ── in and out ──────────────────────────────────────────────────────────────────────────────

    /// Takes rows from an array, with zeros behind their columns.
    void pack(float[] source, int rows, int columns, Matrix target);

    /// Takes rows from memory, `stride` bytes apart, with zeros behind their columns.
    void pack(MemorySegment source, long offset, long stride, int rows, int columns, Matrix target);

    /// Takes the rows of a matrix as columns.
    void transpose(Matrix source, int rows, int columns, Matrix target);

    /// Puts rows into an array, each times a number.
    void unpack(Matrix source, int rows, int columns, float[] factors, float[] target);

    /// Adds rows to an array.
    void unpackAdding(Matrix source, int rows, int columns, float[] target);
}
