package org.fourierlearner.kernels;

import java.util.Arrays;

/// A matrix of a tile, in panels: `[columns / width][rows][width]`.
///
/// Rows and columns are rounded up to whole blocks, so that products have no tails.
final class Matrix {
    final float[] data;
    final int rows;
    final int columns;

    /// Left free at the start, so that panels begin at a multiple of 64 bytes if the JVM aligns objects to 64
    /// (`-XX:ObjectAlignmentInBytes=64`): elements begin 16 bytes after the object.
    private static final int OFFSET = 12;

    /// The number of columns of a panel.
    final int width;

    Matrix(Arithmetic arithmetic, int rows, int columns) {
        width = arithmetic.panelWidth();
        this.rows = Arithmetic.roundUp(rows, arithmetic.rowBlock());
        this.columns = Arithmetic.roundUp(columns, width);
        data = new float[OFFSET + this.rows * this.columns];
    }

    int panels() {
        return columns / width;
    }

    /// The place of the first column of a row in a panel.
    int place(int panel, int row) {
        return OFFSET + (panel * rows + row) * width;
    }

    int index(int row, int column) {
        return place(column / width, row) + column % width;
    }

    void clear() {
        Arrays.fill(data, 0);
    }

    void clearRow(int row) {
        for (int panel = 0; panel < panels(); panel++) {
            int at = place(panel, row);
            Arrays.fill(data, at, at + width, 0);
        }
    }

    /// Adds a matrix of the same extents.
    void add(Matrix other) {
        for (int i = 0; i < data.length; i++) {
            data[i] += other.data[i];
        }
    }

    /// Multiplies the first numbers of the diagonal.
    void scaleDiagonal(int count, float factor) {
        for (int k = 0; k < count; k++) {
            data[index(k, k)] *= factor;
        }
    }

    /// Sets what stands right of the diagonal to 0, in the first rows.
    void clearRightOfDiagonal(int count) {
        for (int panel = 0; panel < panels(); panel++) {
            int start = panel * width;
            for (int row = 0; row < count; row++) {
                int at = place(panel, row);
                int from = Math.max(0, row + 1 - start);
                if (from < width) {
                    Arrays.fill(data, at + from, at + width, 0);
                }
            }
        }
    }
}
