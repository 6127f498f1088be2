package org.fourierlearner.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/// The Vector API, at the width that the machine prefers.
///
/// Reads and writes are not wrapped: the compiler may leave wrappers as calls, which put vectors
/// into objects.
final class VectorArithmetic implements Arithmetic {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int WIDTH = 2 * LANES;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /// With two vectors a row, eight rows fill half of the 32 registers of the widest machines,
    /// and four half of 16.
    private static final int ROWS = LANES >= 16 ? 8 : 4;

    private float[] fold = new float[0];

    @Override
    public int panelWidth() {
        return WIDTH;
    }

    @Override
    public int rowBlock() {
        return ROWS;
    }

    static int lanes() {
        return LANES;
    }

    @Override
    public void multiply(Matrix a, Matrix b, Matrix c, int rows, int steps, boolean fresh) {
        int aPanel = a.rows * WIDTH;
        for (int panel = 0; panel < c.panels(); panel++) {
            int place = b.place(panel, 0);
            for (int row = 0; row < rows; row += ROWS) {
                int at = a.place(0, row);
                int to = c.place(panel, row);
                if (ROWS == 8) {
                    MicroKernel.rows8(a.data, at, aPanel, b.data, place, c.data, to, steps, fresh);
                } else {
                    MicroKernel.rows4(a.data, at, aPanel, b.data, place, c.data, to, steps, fresh);
                }
            }
        }
    }

    @Override
    public void multiplyTransposed(Matrix a, Matrix b, Matrix c, int rows, int steps, boolean fresh) {
        for (int panel = 0; panel < c.panels(); panel++) {
            int place = b.place(panel, 0);
            for (int row = 0; row < rows; row += ROWS) {
                int at = a.index(0, row);
                int to = c.place(panel, row);
                if (ROWS == 8) {
                    MicroKernel.columns8(a.data, at, b.data, place, c.data, to, steps, fresh);
                } else {
                    MicroKernel.columns4(a.data, at, b.data, place, c.data, to, steps, fresh);
                }
            }
        }
    }

    @Override
    public void exponentials(Matrix a, int rows, float[] ofRows, float[] ofColumns, float @Nullable [] sums) {
        for (int column = 0; column < a.columns; column += LANES) {
            Exponential.replace(a.data, a.index(0, column), WIDTH, rows, ofRows, ofColumns, column, sums);
        }
    }

    @Override
    public void subtractProductsAndMultiply(Matrix a, int rows, float[] ofRows, float[] ofColumns, Matrix b) {
        for (int panel = 0; panel < a.panels(); panel++) {
            FloatVector left =
                    FloatVector.fromArray(SPECIES, ofColumns, panel * WIDTH).neg();
            FloatVector right = FloatVector.fromArray(SPECIES, ofColumns, panel * WIDTH + LANES)
                    .neg();
            for (int row = 0; row < rows; row++) {
                int at = a.place(panel, row);
                int from = b.place(panel, row);
                FloatVector ofRow = FloatVector.broadcast(SPECIES, ofRows[row]);
                ofRow.fma(left, FloatVector.fromArray(SPECIES, a.data, at))
                        .mul(FloatVector.fromArray(SPECIES, b.data, from))
                        .intoArray(a.data, at);
                ofRow.fma(right, FloatVector.fromArray(SPECIES, a.data, at + LANES))
                        .mul(FloatVector.fromArray(SPECIES, b.data, from + LANES))
                        .intoArray(a.data, at + LANES);
            }
        }
    }

    @Override
    public void subtractFromRows(Matrix a, int rows, float[] numbers) {
        for (int panel = 0; panel < a.panels(); panel++) {
            for (int row = 0; row < rows; row++) {
                int at = a.place(panel, row);
                FloatVector.fromArray(SPECIES, a.data, at).sub(numbers[row]).intoArray(a.data, at);
                FloatVector.fromArray(SPECIES, a.data, at + LANES)
                        .sub(numbers[row])
                        .intoArray(a.data, at + LANES);
            }
        }
    }

    @Override
    public void scaleRows(Matrix a, int rows, float[] factors) {
        for (int row = 0; row < rows; row++) {
            float factor = factors[row];
            // most are
            if (factor == 1) {
                continue;
            }
            for (int panel = 0; panel < a.panels(); panel++) {
                int at = a.place(panel, row);
                FloatVector.fromArray(SPECIES, a.data, at).mul(factor).intoArray(a.data, at);
                FloatVector.fromArray(SPECIES, a.data, at + LANES).mul(factor).intoArray(a.data, at + LANES);
            }
        }
    }

    @Override
    public void scaleColumns(Matrix a, int rows, float[] factors) {
        for (int panel = 0; panel < a.panels(); panel++) {
            FloatVector left = FloatVector.fromArray(SPECIES, factors, panel * WIDTH);
            FloatVector right = FloatVector.fromArray(SPECIES, factors, panel * WIDTH + LANES);
            for (int row = 0; row < rows; row++) {
                int at = a.place(panel, row);
                FloatVector.fromArray(SPECIES, a.data, at).mul(left).intoArray(a.data, at);
                FloatVector.fromArray(SPECIES, a.data, at + LANES).mul(right).intoArray(a.data, at + LANES);
            }
        }
    }

    @Override
    public void addRows(Matrix a, int rows, float[] factors, Matrix other) {
        for (int panel = 0; panel < a.panels(); panel++) {
            for (int row = 0; row < rows; row++) {
                int at = a.place(panel, row);
                int from = other.place(panel, row);
                FloatVector factor = FloatVector.broadcast(SPECIES, factors[row]);
                FloatVector.fromArray(SPECIES, other.data, from)
                        .fma(factor, FloatVector.fromArray(SPECIES, a.data, at))
                        .intoArray(a.data, at);
                FloatVector.fromArray(SPECIES, other.data, from + LANES)
                        .fma(factor, FloatVector.fromArray(SPECIES, a.data, at + LANES))
                        .intoArray(a.data, at + LANES);
            }
        }
    }

    @Override
    public void addColumns(Matrix a, int rows, float[] factors, Matrix other) {
        for (int panel = 0; panel < a.panels(); panel++) {
            FloatVector left = FloatVector.fromArray(SPECIES, factors, panel * WIDTH);
            FloatVector right = FloatVector.fromArray(SPECIES, factors, panel * WIDTH + LANES);
            for (int row = 0; row < rows; row++) {
                int at = a.place(panel, row);
                int from = other.place(panel, row);
                FloatVector.fromArray(SPECIES, other.data, from)
                        .fma(left, FloatVector.fromArray(SPECIES, a.data, at))
                        .intoArray(a.data, at);
                FloatVector.fromArray(SPECIES, other.data, from + LANES)
                        .fma(right, FloatVector.fromArray(SPECIES, a.data, at + LANES))
                        .intoArray(a.data, at + LANES);
            }
        }
    }

    @Override
    public void raiseToColumnMaxima(Matrix a, int rows, float[] ofRows, float[] maxima) {
        for (int panel = 0; panel < a.panels(); panel++) {
            FloatVector left = FloatVector.fromArray(SPECIES, maxima, panel * WIDTH);
            FloatVector right = FloatVector.fromArray(SPECIES, maxima, panel * WIDTH + LANES);
            for (int row = 0; row < rows; row++) {
                int at = a.place(panel, row);
                left = greater(left, FloatVector.fromArray(SPECIES, a.data, at).add(ofRows[row]));
                right = greater(
                        right,
                        FloatVector.fromArray(SPECIES, a.data, at + LANES).add(ofRows[row]));
            }
            left.intoArray(maxima, panel * WIDTH);
            right.intoArray(maxima, panel * WIDTH + LANES);
        }
    }

    /// Without the care for NaN and signed zeros that takes `max` several instructions.
    private static FloatVector greater(FloatVector a, FloatVector b) {
        return a.blend(b, b.compare(VectorOperators.GT, a));
    }

    @Override
    public void rowMaxima(Matrix a, int rows, float[] ofColumns, float[] maxima) {
        float[] fold = foldFor(rows);
        for (int row = 0; row < rows; row++) {
            FloatVector greatest = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
            for (int panel = 0; panel < a.panels(); panel++) {
                int at = a.place(panel, row);
                FloatVector left = FloatVector.fromArray(SPECIES, a.data, at)
                        .add(FloatVector.fromArray(SPECIES, ofColumns, panel * WIDTH));
                FloatVector right = FloatVector.fromArray(SPECIES, a.data, at + LANES)
                        .add(FloatVector.fromArray(SPECIES, ofColumns, panel * WIDTH + LANES));
                greatest = greater(greatest, greater(left, right));
            }
            greatest.intoArray(fold, row * LANES);
        }
        for (int half = LANES / 2; half > 0; half /= 2) {
            for (int at = 0; at < rows * LANES; at += LANES) {
                greater(FloatVector.fromArray(SPECIES, fold, at), FloatVector.fromArray(SPECIES, fold, at + half))
                        .intoArray(fold, at);
            }
        }
        for (int row = 0; row < rows; row++) {
            maxima[row] = fold[row * LANES];
        }
    }

    @Override
    public void addWeightedColumnSums(Matrix a, int rows, float[] weights, float[] sums) {
        for (int panel = 0; panel < a.panels(); panel++) {
            FloatVector left = FloatVector.fromArray(SPECIES, sums, panel * WIDTH);
            FloatVector right = FloatVector.fromArray(SPECIES, sums, panel * WIDTH + LANES);
            for (int row = 0; row < rows; row++) {
                int at = a.place(panel, row);
                FloatVector weight = FloatVector.broadcast(SPECIES, weights[row]);
                left = FloatVector.fromArray(SPECIES, a.data, at).fma(weight, left);
                right = FloatVector.fromArray(SPECIES, a.data, at + LANES).fma(weight, right);
            }
            left.intoArray(sums, panel * WIDTH);
            right.intoArray(sums, panel * WIDTH + LANES);
        }
    }

    @Override
    public void weightedRowSums(Matrix a, int rows, float[] weights, float[] sums) {
        float[] fold = foldFor(rows);
        for (int row = 0; row < rows; row++) {
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int panel = 0; panel < a.panels(); panel++) {
                int at = a.place(panel, row);
                sum = FloatVector.fromArray(SPECIES, a.data, at)
                        .fma(FloatVector.fromArray(SPECIES, weights, panel * WIDTH), sum);
                sum = FloatVector.fromArray(SPECIES, a.data, at + LANES)
                        .fma(FloatVector.fromArray(SPECIES, weights, panel * WIDTH + LANES), sum);
            }
            sum.intoArray(fold, row * LANES);
        }
        sumLanes(fold, rows, sums);
    }

    @Override
    public void rowProducts(Matrix a, Matrix b, int rows, float[] products) {
        float[] fold = foldFor(rows);
        for (int row = 0; row < rows; row++) {
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int panel = 0; panel < a.panels(); panel++) {
                int at = a.place(panel, row);
                int bAt = b.place(panel, row);
                sum = FloatVector.fromArray(SPECIES, a.data, at).fma(FloatVector.fromArray(SPECIES, b.data, bAt), sum);
                sum = FloatVector.fromArray(SPECIES, a.data, at + LANES)
                        .fma(FloatVector.fromArray(SPECIES, b.data, bAt + LANES), sum);
            }
            sum.intoArray(fold, row * LANES);
        }
        sumLanes(fold, rows, products);
    }

    /// Sums of the lanes of each row's vector, halving by halving, all rows at once:
    /// `reduceLanes` is slower, and may add in another order once it is compiled.
    private static void sumLanes(float[] fold, int rows, float[] sums) {
        for (int half = LANES / 2; half > 0; half /= 2) {
            for (int at = 0; at < rows * LANES; at += LANES) {
                FloatVector.fromArray(SPECIES, fold, at)
                        .add(FloatVector.fromArray(SPECIES, fold, at + half))
                        .intoArray(fold, at);
            }
        }
        for (int row = 0; row < rows; row++) {
            sums[row] = fold[row * LANES];
        }
    }

    /// One vector for each row, and one more.
    private float[] foldFor(int rows) {
        if (fold.length < (rows + 1) * LANES) {
            fold = new float[(rows + 1) * LANES];
        }
        return fold;
    }

    @Override
    public void project(float[] x, Matrix b, int steps, Matrix target) {
        for (int panel = 0; panel < b.panels(); panel++) {
            int at = b.place(panel, 0);
            int to = target.place(panel, 0);
            FloatVector left = FloatVector.fromArray(SPECIES, target.data, to);
            FloatVector right = FloatVector.fromArray(SPECIES, target.data, to + LANES);
            for (int k = 0; k < steps; k++) {
                FloatVector factor = FloatVector.broadcast(SPECIES, x[k]);
                left = FloatVector.fromArray(SPECIES, b.data, at + k * WIDTH).fma(factor, left);
                right = FloatVector.fromArray(SPECIES, b.data, at + k * WIDTH + LANES)
                        .fma(factor, right);
            }
            left.intoArray(target.data, to);
            right.intoArray(target.data, to + LANES);
        }
    }

    @Override
    public void stream(
            Matrix sums, int rows, float[] factors, Matrix keys, float[] value, Matrix queries, float[] output) {
        for (int panel = 0; panel < sums.panels(); panel++) {
            FloatVector leftValue = FloatVector.fromArray(SPECIES, value, panel * WIDTH);
            FloatVector rightValue = FloatVector.fromArray(SPECIES, value, panel * WIDTH + LANES);
            FloatVector left = FloatVector.zero(SPECIES);
            FloatVector right = left;
            for (int row = 0; row < rows; row++) {
                int at = sums.place(panel, row);
                int feature = keys.index(0, row);
                FloatVector factor = FloatVector.broadcast(SPECIES, factors[row]);
                FloatVector key = FloatVector.broadcast(SPECIES, keys.data[feature]);
                FloatVector query = FloatVector.broadcast(SPECIES, queries.data[feature]);
                FloatVector leftSum =
                        FloatVector.fromArray(SPECIES, sums.data, at).mul(factor);
                FloatVector rightSum =
                        FloatVector.fromArray(SPECIES, sums.data, at + LANES).mul(factor);
                left = query.fma(leftSum, left);
                right = query.fma(rightSum, right);
                key.fma(leftValue, leftSum).intoArray(sums.data, at);
                key.fma(rightValue, rightSum).intoArray(sums.data, at + LANES);
            }
            left.intoArray(output, panel * WIDTH);
            right.intoArray(output, panel * WIDTH + LANES);
        }
    }

    @Override
    public void pack(float[] source, int rows, int columns, Matrix target) {
        int whole = columns / LANES * LANES;
        for (int column = 0; column < whole; column += LANES) {
            int to = target.index(0, column);
            for (int row = 0; row < rows; row++) {
                FloatVector.fromArray(SPECIES, source, row * columns + column).intoArray(target.data, to + row * WIDTH);
            }
        }
        for (int column = whole; column < target.columns; column++) {
            int to = target.index(0, column);
            for (int row = 0; row < rows; row++) {
                target.data[to + row * WIDTH] = column < columns ? source[row * columns + column] : 0;
            }
        }
    }

    @Override
    public void pack(MemorySegment source, long offset, long stride, int rows, int columns, Matrix target) {
        int whole = columns / LANES * LANES;
        for (int column = 0; column < whole; column += LANES) {
            int to = target.index(0, column);
            long from = offset + (long) column * Float.BYTES;
            for (int row = 0; row < rows; row++) {
                FloatVector.fromMemorySegment(SPECIES, source, from + row * stride, ORDER)
                        .intoArray(target.data, to + row * WIDTH);
            }
        }
        for (int column = whole; column < target.columns; column++) {
            int to = target.index(0, column);
            long from = offset + (long) column * Float.BYTES;
            for (int row = 0; row < rows; row++) {
                target.data[to + row * WIDTH] =
                        column < columns ? source.get(JAVA_FLOAT_UNALIGNED, from + row * stride) : 0;
            }
        }
    }

    @Override
    public void transpose(Matrix source, int rows, int columns, Matrix target) {
        for (int row = 0; row < rows; row++) {
            int to = target.index(0, row);
            for (int from = 0; from < columns; from += WIDTH) {
                int at = source.index(row, from);
                int count = Math.min(WIDTH, columns - from);
                for (int k = 0; k < count; k++) {
                    target.data[to + (from + k) * WIDTH] = source.data[at + k];
                }
            }
        }
    }

    @Override
    public void unpack(Matrix source, int rows, int columns, float[] factors, float[] target) {
        int whole = columns / LANES * LANES;
        for (int column = 0; column < whole; column += LANES) {
            int from = source.index(0, column);
            for (int row = 0; row < rows; row++) {
                FloatVector.fromArray(SPECIES, source.data, from + row * WIDTH)
                        .mul(factors[row])
                        .intoArray(target, row * columns + column);
            }
        }
        for (int column = whole; column < columns; column++) {
            int from = source.index(0, column);
            for (int row = 0; row < rows; row++) {
                target[row * columns + column] = factors[row] * source.data[from + row * WIDTH];
            }
        }
    }

    @Override
    public void unpackAdding(Matrix source, int rows, int columns, float[] target) {
        int whole = columns / LANES * LANES;
        for (int column = 0; column < whole; column += LANES) {
            int from = source.index(0, column);
            for (int row = 0; row < rows; row++) {
                int to = row * columns + column;
                FloatVector.fromArray(SPECIES, target, to)
                        .add(FloatVector.fromArray(SPECIES, source.data, from + row * WIDTH))
                        .intoArray(target, to);
            }
        }
        for (int column = whole; column < columns; column++) {
            int from = source.index(0, column);
            for (int row = 0; row < rows; row++) {
                target[row * columns + column] += source.data[from + row * WIDTH];
            }
        }
    }
}
