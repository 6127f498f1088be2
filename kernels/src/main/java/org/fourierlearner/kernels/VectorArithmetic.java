package org.fourierlearner.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The Vector API, at the width that the machine prefers.
final class VectorArithmetic implements Arithmetic {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int WIDTH = 2 * LANES;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /// With two vectors a row, eight rows fill half of the 32 registers of the widest machines, and four
    /// half of 16.
    private static final int ROWS = LANES >= 16 ? 8 : 4;

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
    public void multiply(Matrix a, Matrix b, Matrix c, int steps) {
        for (int panel = 0; panel < c.panels(); panel++) {
            for (int from = 0; from < steps; from += WIDTH) {
                int count = Math.min(WIDTH, steps - from);
                int place = b.place(panel, from);
                for (int row = 0; row < c.rows; row += ROWS) {
                    int at = a.place(from / WIDTH, row);
                    if (ROWS == 8) {
                        MicroKernel.rows8(a.data, at, b.data, place, c.data, c.place(panel, row), count);
                    } else {
                        MicroKernel.rows4(a.data, at, b.data, place, c.data, c.place(panel, row), count);
                    }
                }
            }
        }
    }

    @Override
    public void multiplyTransposed(Matrix a, Matrix b, Matrix c, int steps) {
        for (int panel = 0; panel < c.panels(); panel++) {
            int place = b.place(panel, 0);
            for (int row = 0; row < c.rows; row += ROWS) {
                int at = a.index(0, row);
                if (ROWS == 8) {
                    MicroKernel.columns8(a.data, at, b.data, place, c.data, c.place(panel, row), steps);
                } else {
                    MicroKernel.columns4(a.data, at, b.data, place, c.data, c.place(panel, row), steps);
                }
            }
        }
    }

    @Override
    public void rowMaxima(Matrix a, int rows, float[] maxima) {
        for (int row = 0; row < rows; row++) {
            int at = a.place(0, row);
            FloatVector maximum = first(a.data, at).max(second(a.data, at));
            for (int panel = 1; panel < a.panels(); panel++) {
                at = a.place(panel, row);
                maximum = maximum.max(first(a.data, at)).max(second(a.data, at));
            }
            maxima[row] = Math.max(maxima[row], maximum.reduceLanes(VectorOperators.MAX));
        }
    }

    @Override
    public void columnMaxima(Matrix a, int rows, float[] ofRows, float[] maxima) {
        for (int panel = 0; panel < a.panels(); panel++) {
            FloatVector left = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
            FloatVector right = left;
            for (int row = 0; row < rows; row++) {
                int at = a.place(panel, row);
                left = left.max(first(a.data, at).add(ofRows[row]));
                right = right.max(second(a.data, at).add(ofRows[row]));
            }
            left.intoArray(maxima, panel * WIDTH);
            right.intoArray(maxima, panel * WIDTH + LANES);
        }
    }

    @Override
    public void exponentialsOfRows(Matrix a, int rows, float[] shifts, float[] sums) {
        for (int row = 0; row < rows; row++) {
            FloatVector sum = FloatVector.zero(SPECIES);
            float shift = shifts[row];
            for (int panel = 0; panel < a.panels(); panel++) {
                int at = a.place(panel, row);
                FloatVector left = Exponential.of(first(a.data, at).sub(shift));
                FloatVector right = Exponential.of(second(a.data, at).sub(shift));
                left.intoArray(a.data, at);
                right.intoArray(a.data, at + LANES);
                sum = sum.add(left.add(right));
            }
            sums[row] = sum.reduceLanes(VectorOperators.ADD);
        }
    }

    @Override
    public void exponentials(Matrix a, int rows, float[] ofRows, float[] ofColumns) {
        for (int panel = 0; panel < a.panels(); panel++) {
            FloatVector left = first(ofColumns, panel * WIDTH);
            FloatVector right = second(ofColumns, panel * WIDTH);
            for (int row = 0; row < rows; row++) {
                int at = a.place(panel, row);
                Exponential.of(first(a.data, at).add(ofRows[row]).sub(left)).intoArray(a.data, at);
                Exponential.of(second(a.data, at).add(ofRows[row]).sub(right)).intoArray(a.data, at + LANES);
            }
        }
    }

    @Override
    public void addWeightedColumnSums(Matrix a, int rows, float[] weights, float[] sums) {
        for (int panel = 0; panel < a.panels(); panel++) {
            FloatVector left = first(sums, panel * WIDTH);
            FloatVector right = second(sums, panel * WIDTH);
            for (int row = 0; row < rows; row++) {
                int at = a.place(panel, row);
                FloatVector weight = FloatVector.broadcast(SPECIES, weights[row]);
                left = first(a.data, at).fma(weight, left);
                right = second(a.data, at).fma(weight, right);
            }
            left.intoArray(sums, panel * WIDTH);
            right.intoArray(sums, panel * WIDTH + LANES);
        }
    }

    @Override
    public void addWeightedRowSums(Matrix a, int rows, float[] weights, float[] sums) {
        for (int row = 0; row < rows; row++) {
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int panel = 0; panel < a.panels(); panel++) {
                int at = a.place(panel, row);
                sum = first(a.data, at).fma(first(weights, panel * WIDTH), sum);
                sum = second(a.data, at).fma(second(weights, panel * WIDTH), sum);
            }
            sums[row] += sum.reduceLanes(VectorOperators.ADD);
        }
    }

    @Override
    public void rowProducts(Matrix a, Matrix b, int rows, float[] products) {
        for (int row = 0; row < rows; row++) {
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int panel = 0; panel < a.panels(); panel++) {
                int at = a.place(panel, row);
                int bAt = b.place(panel, row);
                sum = first(a.data, at).fma(first(b.data, bAt), sum);
                sum = second(a.data, at).fma(second(b.data, bAt), sum);
            }
            products[row] = sum.reduceLanes(VectorOperators.ADD);
        }
    }

    @Override
    public void load(MemorySegment memory, long offset, int columns, Matrix target, int row) {
        int whole = columns / LANES * LANES;
        for (int column = 0; column < whole; column += LANES) {
            read(memory, offset, column).intoArray(target.data, target.index(row, column));
        }
        for (int column = whole; column < target.columns; column++) {
            target.data[target.index(row, column)] = column < columns ? at(memory, offset, column) : 0;
        }
    }

    @Override
    public void store(Matrix source, int row, float factor, MemorySegment memory, long offset, int columns) {
        int whole = columns / LANES * LANES;
        for (int column = 0; column < whole; column += LANES) {
            first(source.data, source.index(row, column))
                    .mul(factor)
                    .intoMemorySegment(memory, byteOf(offset, column), ORDER);
        }
        for (int column = whole; column < columns; column++) {
            memory.set(JAVA_FLOAT_UNALIGNED, byteOf(offset, column), factor * source.data[source.index(row, column)]);
        }
    }

    @Override
    public void loadAndAdd(MemorySegment memory, long offset, int columns, float[] added, Matrix target, int row) {
        int whole = columns / LANES * LANES;
        for (int column = 0; column < whole; column += LANES) {
            read(memory, offset, column).add(first(added, column)).intoArray(target.data, target.index(row, column));
        }
        for (int column = whole; column < target.columns; column++) {
            target.data[target.index(row, column)] =
                    column < columns ? at(memory, offset, column) + added[column] : added[column];
        }
    }

    @Override
    public void addTo(Matrix source, int row, MemorySegment memory, long offset, int columns) {
        int whole = columns / LANES * LANES;
        for (int column = 0; column < whole; column += LANES) {
            read(memory, offset, column)
                    .add(first(source.data, source.index(row, column)))
                    .intoMemorySegment(memory, byteOf(offset, column), ORDER);
        }
        for (int column = whole; column < columns; column++) {
            float sum = at(memory, offset, column) + source.data[source.index(row, column)];
            memory.set(JAVA_FLOAT_UNALIGNED, byteOf(offset, column), sum);
        }
    }

    @Override
    public void loadTransposed(MemorySegment memory, long offset, long stride, int count, int columns, Matrix target) {
        for (int row = 0; row < target.columns; row++) {
            int to = target.index(0, row);
            for (int column = 0; column < columns; column++) {
                target.data[to + column * WIDTH] = row < count ? at(memory, offset + row * stride, column) : 0;
            }
        }
    }

    private static FloatVector first(float[] values, int at) {
        return FloatVector.fromArray(SPECIES, values, at);
    }

    private static FloatVector second(float[] values, int at) {
        return FloatVector.fromArray(SPECIES, values, at + LANES);
    }

    private static FloatVector read(MemorySegment memory, long offset, int column) {
        return FloatVector.fromMemorySegment(SPECIES, memory, byteOf(offset, column), ORDER);
    }

    private static float at(MemorySegment memory, long offset, int column) {
        return memory.get(JAVA_FLOAT_UNALIGNED, byteOf(offset, column));
    }

    private static long byteOf(long offset, int column) {
        return offset + (long) column * Float.BYTES;
    }
}
