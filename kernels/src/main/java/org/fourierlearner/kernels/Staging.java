package org.fourierlearner.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Rows of operands, side by side in an array: where memory of any kind and stride ends and arithmetic begins.
final class Staging {
    final float[] values;

    Staging(int size) {
        values = new float[size];
    }

    void read(Operand source, int example, int head, int first, int count) {
        int columns = source.columns();
        if (source.step() == (long) columns * Float.BYTES) {
            copyIn(source, source.offset(example, head, first), 0, count * columns);
            return;
        }
        for (int row = 0; row < count; row++) {
            copyIn(source, source.offset(example, head, first + row), row * columns, columns);
        }
    }

    private void copyIn(Operand source, long offset, int at, int count) {
        MemorySegment.copy(source.memory(), JAVA_FLOAT_UNALIGNED, offset, values, at, count);
    }

    void write(Operand target, int example, int head, int first, int count) {
        int columns = target.columns();
        if (target.step() == (long) columns * Float.BYTES) {
            copyOut(target, target.offset(example, head, first), 0, count * columns);
            return;
        }
        for (int row = 0; row < count; row++) {
            copyOut(target, target.offset(example, head, first + row), row * columns, columns);
        }
    }

    private void copyOut(Operand target, long offset, int at, int count) {
        MemorySegment.copy(values, at, target.memory(), JAVA_FLOAT_UNALIGNED, offset, count);
    }

    void multiply(float factor) {
        for (int k = 0; k < values.length; k++) {
            values[k] *= factor;
        }
    }

    void scaleRows(float[] factors, int rows, int columns) {
        for (int row = 0; row < rows; row++) {
            for (int k = row * columns; k < (row + 1) * columns; k++) {
                values[k] *= factors[row];
            }
        }
    }

    void clearRow(int row, int columns) {
        Arrays.fill(values, row * columns, (row + 1) * columns, 0);
    }
}
