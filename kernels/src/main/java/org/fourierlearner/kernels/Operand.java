package org.fourierlearner.kernels;

import java.lang.foreign.MemorySegment;

/// A `[batch, heads, rows, columns]` tensor of floats in memory. The columns of a row lie side by side;
/// all other strides are free, so that transposed views need no copy.
///
/// @param memory where the elements are, in native byte order
/// @param batch the number of examples
/// @param heads the number of heads
/// @param rows the number of rows
/// @param columns the number of columns
/// @param batchStride from one example to the next, in elements; 0 if all share the same memory
/// @param headStride from one head to the next, in elements
/// @param rowStride from one row to the next in memory, in elements
/// @param backwards whether the first row is the last one in memory
public record Operand(
        MemorySegment memory,
        int batch,
        int heads,
        int rows,
        int columns,
        long batchStride,
        long headStride,
        long rowStride,
        boolean backwards) {

    /// Checks that all elements are within the memory.
    ///
    /// @throws IllegalArgumentException if an extent or stride is negative, or the memory is too small
    public Operand {
        if (batch < 0 || heads < 0 || rows < 0 || columns < 0) {
            throw new IllegalArgumentException("operand: expected extents of at least 0, got [%d, %d, %d, %d]"
                    .formatted(batch, heads, rows, columns));
        }
        if (batchStride < 0 || headStride < 0 || rowStride < 0) {
            throw new IllegalArgumentException("operand: expected strides of at least 0, got [%d, %d, %d]"
                    .formatted(batchStride, headStride, rowStride));
        }
        if (batch > 0 && heads > 0 && rows > 0 && columns > 0) {
            long last = Math.addExact(
                    Math.addExact(
                            Math.multiplyExact(batchStride, batch - 1L), Math.multiplyExact(headStride, heads - 1L)),
                    Math.addExact(Math.multiplyExact(rowStride, rows - 1L), columns));
            if (Math.multiplyExact(last, Float.BYTES) > memory.byteSize()) {
                throw new IllegalArgumentException("operand [%d, %d, %d, %d]: expected at least %d floats, got %d bytes"
                        .formatted(batch, heads, rows, columns, last, memory.byteSize()));
            }
        }
    }

    /// {@return an operand whose elements lie in row-major order}
    ///
    /// @param memory the elements
    /// @param batch the number of examples
    /// @param heads the number of heads
    /// @param rows the number of rows
    /// @param columns the number of columns
    public static Operand of(MemorySegment memory, int batch, int heads, int rows, int columns) {
        return new Operand(
                memory,
                batch,
                heads,
                rows,
                columns,
                (long) heads * rows * columns,
                (long) rows * columns,
                columns,
                false);
    }

    /// {@return an operand whose elements lie in row-major order}
    ///
    /// @param values the elements, shared
    /// @param batch the number of examples
    /// @param heads the number of heads
    /// @param rows the number of rows
    /// @param columns the number of columns
    public static Operand of(float[] values, int batch, int heads, int rows, int columns) {
        return of(MemorySegment.ofArray(values), batch, heads, rows, columns);
    }

    /// {@return the same rows from the last to the first}
    Operand reversed() {
        return new Operand(memory, batch, heads, rows, columns, batchStride, headStride, rowStride, !backwards);
    }

    /// The byte where a row starts; the batch counts as shared if there is only one example.
    long offset(int example, int head, int row) {
        long place = backwards ? rows - 1L - row : row;
        long element = (batch == 1 ? 0 : example * batchStride) + head * headStride + place * rowStride;
        return element * Float.BYTES;
    }

    /// The bytes from where a row starts to where the next one does.
    long step() {
        return (backwards ? -rowStride : rowStride) * Float.BYTES;
    }

    boolean isShared() {
        return batch == 1;
    }

    void require(String name, int expectedBatch, int expectedHeads, int expectedRows, int expectedColumns) {
        boolean batchFits = batch == expectedBatch;
        if (!batchFits || heads != expectedHeads || rows != expectedRows || columns != expectedColumns) {
            throw new IllegalArgumentException("%s: expected [%d, %d, %d, %d], got [%d, %d, %d, %d]"
                    .formatted(
                            name,
                            expectedBatch,
                            expectedHeads,
                            expectedRows,
                            expectedColumns,
                            batch,
                            heads,
                            rows,
                            columns));
        }
    }

    void requireSharedOr(String name, int expectedBatch, int expectedHeads, int expectedRows, int expectedColumns) {
        require(name, batch == 1 ? 1 : expectedBatch, expectedHeads, expectedRows, expectedColumns);
    }
}
