package org.fourierlearner.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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
    public void multiply(Matrix a, Matrix b, Matrix c, int rows, int steps, boolean fresh) {
        for (int row = 0; row < rows; row++) {
            begin(c, row, fresh);
            for (int k = 0; k < steps; k++) {
                addMultiple(a.data[a.index(row, k)], b, k, c, row);
            }
        }
    }

    @Override
    public void multiplyTransposed(Matrix a, Matrix b, Matrix c, int rows, int steps, boolean fresh) {
        for (int row = 0; row < rows; row++) {
            begin(c, row, fresh);
            for (int k = 0; k < steps; k++) {
                addMultiple(a.data[a.index(k, row)], b, k, c, row);
            }
        }
    }

    private static void begin(Matrix c, int row, boolean fresh) {
        for (int panel = 0; fresh && panel < c.panels(); panel++) {
            int at = c.place(panel, row);
            Arrays.fill(c.data, at, at + WIDTH, 0);
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

    /// What becomes of an element.
    private interface Element {
        float at(int row, int column, float element);
    }

    private static void replace(Matrix a, int rows, Element by) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < a.columns; column++) {
                int at = a.index(row, column);
                a.data[at] = by.at(row, column, a.data[at]);
            }
        }
    }

    @Override
    public void exponentials(Matrix a, int rows, float[] ofRows, float[] ofColumns, float @Nullable [] sums) {
        // no function, which would be an object for each token of a stream
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < a.columns; column++) {
                int at = a.index(row, column);
                a.data[at] = (float) Math.exp(a.data[at] + ofRows[row] + ofColumns[column]);
            }
        }
        if (sums != null) {
            float[] ones = new float[rows];
            Arrays.fill(ones, 1);
            Arrays.fill(sums, 0, a.columns, 0);
            addWeightedColumnSums(a, rows, ones, sums);
        }
    }

    @Override
    public void subtractProductsAndMultiply(Matrix a, int rows, float[] ofRows, float[] ofColumns, Matrix b) {
        replace(a, rows, (row, column, x) -> (x - ofRows[row] * ofColumns[column]) * b.data[b.index(row, column)]);
    }

    @Override
    public void subtractFromRows(Matrix a, int rows, float[] numbers) {
        replace(a, rows, (row, column, x) -> x - numbers[row]);
    }

    @Override
    public void scaleRows(Matrix a, int rows, float[] factors) {
        replace(a, rows, (row, column, x) -> x * factors[row]);
    }

    @Override
    public void scaleColumns(Matrix a, int rows, float[] factors) {
        replace(a, rows, (row, column, x) -> x * factors[column]);
    }

    @Override
    public void addRows(Matrix a, int rows, float[] factors, Matrix other) {
        replace(a, rows, (row, column, x) -> x + factors[row] * other.data[other.index(row, column)]);
    }

    @Override
    public void addColumns(Matrix a, int rows, float[] factors, Matrix other) {
        replace(a, rows, (row, column, x) -> x + factors[column] * other.data[other.index(row, column)]);
    }

    @Override
    public void raiseToColumnMaxima(Matrix a, int rows, float[] ofRows, float[] maxima) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < a.columns; column++) {
                maxima[column] = Math.max(maxima[column], a.data[a.index(row, column)] + ofRows[row]);
            }
        }
    }

    @Override
    public void rowMaxima(Matrix a, int rows, float[] ofColumns, float[] maxima) {
        for (int row = 0; row < rows; row++) {
            maxima[row] = Float.NEGATIVE_INFINITY;
            for (int column = 0; column < a.columns; column++) {
                maxima[row] = Math.max(maxima[row], a.data[a.index(row, column)] + ofColumns[column]);
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
    public void weightedRowSums(Matrix a, int rows, float[] weights, float[] sums) {
        for (int row = 0; row < rows; row++) {
            sums[row] = 0;
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
                float before = sums.data[at] * factors[row];
                output[column] += queries.data[feature] * before;
                sums.data[at] = before + keys.data[feature] * value[column];
            }
        }
    }

    @Override
    public void pack(float[] source, int rows, int columns, Matrix target) {
        replace(target, rows, (row, column, old) -> column < columns ? source[row * columns + column] : 0);
    }

    @Override
    public void pack(MemorySegment source, long offset, long stride, int rows, int columns, Matrix target) {
        replace(
                target,
                rows,
                (row, column, old) -> column < columns
                        ? source.get(JAVA_FLOAT_UNALIGNED, offset + row * stride + (long) column * Float.BYTES)
                        : 0);
    }

    @Override
    public void transpose(Matrix source, int rows, int columns, Matrix target) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                target.data[target.index(column, row)] = source.data[source.index(row, column)];
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
