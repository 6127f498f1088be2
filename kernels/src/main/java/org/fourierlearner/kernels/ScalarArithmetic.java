package org.fourierlearner.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// Plain loops, for a JVM without the module `jdk.incubator.vector`.
final class ScalarArithmetic implements Arithmetic {
    private static final int WIDTH = 8;

    @Override
    public int panelWidth() {
        return WIDTH;
    }

    @Override
    public int rowBlock() {
        return 1;
    }

    @Override
    public void multiply(Matrix a, Matrix b, Matrix c, int steps) {
        for (int row = 0; row < c.rows; row++) {
            for (int k = 0; k < steps; k++) {
                addMultiple(a.data[a.index(row, k)], b, k, c, row);
            }
        }
    }

    @Override
    public void multiplyTransposed(Matrix a, Matrix b, Matrix c, int steps) {
        for (int row = 0; row < c.rows; row++) {
            for (int k = 0; k < steps; k++) {
                addMultiple(a.data[a.index(k, row)], b, k, c, row);
            }
        }
    }

    private static void addMultiple(float factor, Matrix b, int from, Matrix c, int to) {
        for (int panel = 0; panel < c.panels(); panel++) {
            int source = b.place(panel, from);
            int target = c.place(panel, to);
            for (int j = 0; j < WIDTH; j++) {
                c.data[target + j] += factor * b.data[source + j];
            }
        }
    }

    @Override
    public void rowMaxima(Matrix a, int rows, float[] maxima) {
        for (int panel = 0; panel < a.panels(); panel++) {
            for (int row = 0; row < rows; row++) {
                for (int j = 0; j < WIDTH; j++) {
                    maxima[row] = Math.max(maxima[row], a.data[a.place(panel, row) + j]);
                }
            }
        }
    }

    @Override
    public void columnMaxima(Matrix a, int rows, float[] ofRows, float[] maxima) {
        for (int column = 0; column < a.columns; column++) {
            float maximum = Float.NEGATIVE_INFINITY;
            for (int row = 0; row < rows; row++) {
                maximum = Math.max(maximum, a.data[a.index(row, column)] + ofRows[row]);
            }
            maxima[column] = maximum;
        }
    }

    @Override
    public void exponentialsOfRows(Matrix a, int rows, float[] shifts, float[] sums) {
        for (int row = 0; row < rows; row++) {
            sums[row] = 0;
            for (int column = 0; column < a.columns; column++) {
                int at = a.index(row, column);
                a.data[at] = (float) Math.exp(a.data[at] - shifts[row]);
                sums[row] += a.data[at];
            }
        }
    }

    @Override
    public void exponentials(Matrix a, int rows, float[] ofRows, float[] ofColumns) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < a.columns; column++) {
                int at = a.index(row, column);
                a.data[at] = (float) Math.exp(a.data[at] + ofRows[row] - ofColumns[column]);
            }
        }
    }

    @Override
    public void setProducts(Matrix a, int rows, float[] ofRows, float[] ofColumns) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < a.columns; column++) {
                a.data[a.index(row, column)] = ofRows[row] * ofColumns[column];
            }
        }
    }

    @Override
    public void setSums(Matrix a, int rows, float[] ofRows, float[] ofColumns) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < a.columns; column++) {
                a.data[a.index(row, column)] = ofRows[row] + ofColumns[column];
            }
        }
    }

    @Override
    public void scaleRows(Matrix a, int rows, float[] factors) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < a.columns; column++) {
                a.data[a.index(row, column)] *= factors[row];
            }
        }
    }

    @Override
    public void addRows(Matrix a, int rows, float[] factors, Matrix other) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < a.columns; column++) {
                a.data[a.index(row, column)] += factors[row] * other.data[other.index(row, column)];
            }
        }
    }

    @Override
    public void addWeightedColumnSums(Matrix a, int rows, float[] weights, float[] sums) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < a.columns; column++) {
                sums[column] += weights[row] * a.data[a.index(row, column)];
            }
        }
    }

    @Override
    public void addWeightedRowSums(Matrix a, int rows, float[] weights, float[] sums) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < a.columns; column++) {
                sums[row] += weights[column] * a.data[a.index(row, column)];
            }
        }
    }

    @Override
    public void rowProducts(Matrix a, Matrix b, int rows, float[] products) {
        for (int row = 0; row < rows; row++) {
            products[row] = 0;
            for (int column = 0; column < a.columns; column++) {
                products[row] += a.data[a.index(row, column)] * b.data[b.index(row, column)];
            }
        }
    }

    @Override
    public void project(float[] x, Matrix b, int steps, Matrix target) {
        for (int k = 0; k < steps; k++) {
            addMultiple(x[k], b, k, target, 0);
        }
    }

    @Override
    public void stream(
            Matrix sums, int rows, float[] factors, Matrix keys, float[] value, Matrix queries, float[] output) {
        for (int column = 0; column < sums.columns; column++) {
            output[column] = 0;
            for (int row = 0; row < rows; row++) {
                int at = sums.index(row, column);
                int feature = keys.index(0, row);
                sums.data[at] = sums.data[at] * factors[row] + keys.data[feature] * value[column];
                output[column] += queries.data[feature] * sums.data[at];
            }
        }
    }

    @Override
    public void pack(float[] source, int rows, int columns, Matrix target) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < target.columns; column++) {
                target.data[target.index(row, column)] = column < columns ? source[row * columns + column] : 0;
            }
        }
    }

    @Override
    public void packTransposed(float[] source, int rows, int columns, Matrix target) {
        for (int row = 0; row < columns; row++) {
            for (int column = 0; column < target.columns; column++) {
                target.data[target.index(row, column)] = column < rows ? source[column * columns + row] : 0;
            }
        }
    }

    @Override
    public void readAdding(
            MemorySegment source, long offset, long stride, int rows, int columns, float[] added, Matrix target) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < target.columns; column++) {
                target.data[target.index(row, column)] = added[column]
                        + (column < columns
                                ? source.get(JAVA_FLOAT_UNALIGNED, offset + row * stride + (long) column * Float.BYTES)
                                : 0);
            }
        }
    }

    @Override
    public void unpack(Matrix source, int rows, int columns, float[] factors, float[] target) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                target[row * columns + column] = factors[row] * source.data[source.index(row, column)];
            }
        }
    }

    @Override
    public void unpackAdding(Matrix source, int rows, int columns, float[] target) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                target[row * columns + column] += source.data[source.index(row, column)];
            }
        }
    }
}
