package org.fourierlearner.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// Rows of operands, side by side in an array: where memory of any kind and stride ends and arithmetic begins.
final class Staging {
    final float[] values;

    Staging(int size) {
        values = new float[size];
    }

    /// Reads whole rows.
    void read(Operand source, int example, int head, int first, int count) {
        int columns = source.columns();
        if (source.rowStride() == columns) {
            copyIn(source, source.offset(example, head, first), 0, count * columns);
            return;
        }
        for (int row = 0; row < count; row++) {
            copyIn(source, source.offset(example, head, first + row), row * columns, columns);
        }
    }

    /// Reads some columns of all rows.
    void readColumns(Operand source, int example, int head, int first, int count) {
        for (int row = 0; row < source.rows(); row++) {
            copyIn(source, source.offset(example, head, row) + (long) first * Float.BYTES, row * count, count);
        }
    }

    private void copyIn(Operand source, long offset, int at, int count) {
        MemorySegment.copy(source.memory(), JAVA_FLOAT_UNALIGNED, offset, values, at, count);
    }

    /// Writes whole rows.
    void write(Operand target, int example, int head, int first, int count) {
        int columns = target.columns();
        if (target.rowStride() == columns) {
            copyOut(target, target.offset(example, head, first), 0, count * columns);
            return;
        }
        for (int row = 0; row < count; row++) {
            copyOut(target, target.offset(example, head, first + row), row * columns, columns);
        }
    }

    /// Writes some columns of all rows.
    void writeColumns(Operand target, int example, int head, int first, int count) {
        for (int row = 0; row < target.rows(); row++) {
            copyOut(target, target.offset(example, head, row) + (long) first * Float.BYTES, row * count, count);
        }
    }

    private void copyOut(Operand target, long offset, int at, int count) {
        MemorySegment.copy(values, at, target.memory(), JAVA_FLOAT_UNALIGNED, offset, count);
    }
}
