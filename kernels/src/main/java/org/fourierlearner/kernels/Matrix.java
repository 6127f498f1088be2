package org.fourierlearner.kernels;

import java.util.Arrays;

/// A matrix of a tile, in panels: `[columns / width][rows][width]`.
///
/// Rows and columns are rounded up to whole blocks, so that products have no tails. What stands in the
/// padding is never added to anything else; it may be anything.
final class Matrix {
    final float[] data;
    final int rows;
    final int columns;

    /// The number of columns of a panel.
    final int width;

    Matrix(Arithmetic arithmetic, int rows, int columns) {
        width = arithmetic.panelWidth();
        this.rows = Arithmetic.roundUp(rows, arithmetic.rowBlock());
        this.columns = Arithmetic.roundUp(columns, width);
        data = new float[this.rows * this.columns];
    }

    int panels() {
        return columns / width;
    }

    /// The place of the first column of a row in a panel.
    int place(int panel, int row) {
        return (panel * rows + row) * width;
    }

    int index(int row, int column) {
        return place(column / width, row) + column % width;
    }

    void clear() {
        Arrays.fill(data, 0);
    }

    void scaleRows(int count, float[] factors) {
        for (int panel = 0; panel < panels(); panel++) {
            for (int row = 0; row < count; row++) {
                int at = place(panel, row);
                float factor = factors[row];
                for (int j = 0; j < width; j++) {
                    data[at + j] *= factor;
                }
            }
        }
    }

    /// Multiplies element by element.
    void multiply(Matrix other) {
        for (int i = 0; i < data.length; i++) {
            data[i] *= other.data[i];
        }
    }

    /// Sets every element to the product of a number of its row and a number of its column.
    void setOuter(int count, float[] ofRows, float[] ofColumns) {
        for (int panel = 0; panel < panels(); panel++) {
            for (int row = 0; row < count; row++) {
                int at = place(panel, row);
                float factor = ofRows[row];
                for (int j = 0; j < width; j++) {
                    data[at + j] = factor * ofColumns[panel * width + j];
                }
            }
        }
    }

    void setRows(int count, float[] values) {
        for (int panel = 0; panel < panels(); panel++) {
            for (int row = 0; row < count; row++) {
                int at = place(panel, row);
                Arrays.fill(data, at, at + width, values[row]);
            }
        }
    }

    /// Subtracts a number of its column from every element.
    void subtractColumns(int count, float[] values) {
        for (int panel = 0; panel < panels(); panel++) {
            for (int row = 0; row < count; row++) {
                int at = place(panel, row);
                for (int j = 0; j < width; j++) {
                    data[at + j] -= values[panel * width + j];
                }
            }
        }
    }

    void subtractRows(int count, float[] values) {
        for (int panel = 0; panel < panels(); panel++) {
            for (int row = 0; row < count; row++) {
                int at = place(panel, row);
                float value = values[row];
                for (int j = 0; j < width; j++) {
                    data[at + j] -= value;
                }
            }
        }
    }

    /// Sets elements below the diagonal to 0, or those above it.
    void clearTriangle(int count, boolean below) {
        for (int panel = 0; panel < panels(); panel++) {
            int start = panel * width;
            for (int row = 0; row < count; row++) {
                int from = below ? 0 : Math.max(0, row + 1 - start);
                int to = below ? Math.min(width, row - start) : width;
                int at = place(panel, row);
                for (int j = from; j < to; j++) {
                    data[at + j] = 0;
                }
            }
        }
    }

    /// Adds the sum of each column to an array.
    void addColumnSums(int count, float[] sums) {
        for (int panel = 0; panel < panels(); panel++) {
            for (int row = 0; row < count; row++) {
                int at = place(panel, row);
                for (int j = 0; j < width; j++) {
                    sums[panel * width + j] += data[at + j];
                }
            }
        }
    }

    /// Adds the rows of another matrix, each times a number.
    void addRows(int count, float[] factors, Matrix other) {
        for (int panel = 0; panel < panels(); panel++) {
            for (int row = 0; row < count; row++) {
                int at = place(panel, row);
                int from = other.place(panel, row);
                float factor = factors[row];
                for (int j = 0; j < width; j++) {
                    data[at + j] += factor * other.data[from + j];
                }
            }
        }
    }
}
