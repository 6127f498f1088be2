package org.fourierlearner.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each operation with vectors against the one without, at sizes around the number of lanes.
class ArithmeticTest {

    /// @param name of the operation
    /// @param run what it does
    record Operation(String name, Consumer<Bench> run) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Operation> operations() {
        return Stream.of(
                new Operation("multiply", b -> b.does.multiply(b.left, b.right, b.result, b.rows, b.steps, true)),
                new Operation(
                        "multiply, adding", b -> b.does.multiply(b.left, b.right, b.result, b.rows, b.steps, false)),
                new Operation(
                        "multiplyTransposed",
                        b -> b.does.multiplyTransposed(b.leftColumns, b.right, b.result, b.rows, b.steps, true)),
                new Operation(
                        "multiplyTransposed, adding",
                        b -> b.does.multiplyTransposed(b.leftColumns, b.right, b.result, b.rows, b.steps, false)),
                new Operation("exponentials", b -> b.does.exponentials(b.result, b.rows, b.ofRows, b.ofColumns, null)),
                new Operation(
                        "exponentials and their sums",
                        b -> b.does.exponentials(b.result, b.rows, b.ofRows, b.ofColumns, b.output)),
                new Operation(
                        "subtractProductsAndMultiply",
                        b -> b.does.subtractProductsAndMultiply(b.result, b.rows, b.ofRows, b.ofColumns, b.other)),
                new Operation("subtractFromRows", b -> b.does.subtractFromRows(b.result, b.rows, b.ofRows)),
                new Operation("scaleRows", b -> b.does.scaleRows(b.result, b.rows, b.ofRows)),
                new Operation("scaleColumns", b -> b.does.scaleColumns(b.result, b.rows, b.ofColumns)),
                new Operation("addRows", b -> b.does.addRows(b.result, b.rows, b.ofRows, b.other)),
                new Operation("addColumns", b -> b.does.addColumns(b.result, b.rows, b.ofColumns, b.other)),
                new Operation(
                        "raiseToColumnMaxima",
                        b -> b.does.raiseToColumnMaxima(b.result, b.rows, b.ofRows, b.ofColumns)),
                new Operation("rowMaxima", b -> {
                    Arrays.fill(b.ofColumns, b.columns, b.ofColumns.length, Float.NEGATIVE_INFINITY);
                    b.does.rowMaxima(b.result, b.rows, b.ofColumns, b.ofRows);
                }),
                new Operation(
                        "addWeightedColumnSums",
                        b -> b.does.addWeightedColumnSums(b.result, b.rows, b.ofRows, b.ofColumns)),
                new Operation("weightedRowSums", b -> b.does.weightedRowSums(b.result, b.rows, b.ofColumns, b.ofRows)),
                new Operation("rowProducts", b -> b.does.rowProducts(b.result, b.other, b.rows, b.ofRows)),
                new Operation("project", b -> b.does.project(b.array, b.right, b.steps, b.result)),
                new Operation(
                        "stream",
                        b -> b.does.stream(
                                b.result, b.rows, b.ofRows, b.rowOfKeys, b.ofColumns, b.rowOfQueries, b.output)),
                new Operation("pack", b -> b.does.pack(b.array, b.rows, b.columns, b.result)),
                new Operation(
                        "pack of memory",
                        b -> b.does.pack(
                                MemorySegment.ofArray(b.array), 4, 4L * b.columns + 8, b.rows, b.columns, b.result)),
                new Operation("transpose", b -> b.does.transpose(b.left, b.rows, b.steps, b.leftColumns)),
                new Operation("unpack", b -> b.does.unpack(b.result, b.rows, b.columns, b.ofRows, b.array)),
                new Operation("unpackAdding", b -> b.does.unpackAdding(b.result, b.rows, b.columns, b.array)));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void vectorsGiveWhatScalarsGive(Operation operation) {
        int lanes = VectorArithmetic.lanes();
        int[] counts = {1, 3, lanes - 1, lanes, lanes + 1, 2 * lanes - 1, 2 * lanes, 2 * lanes + 1, 4 * lanes + 3};
        for (int k = 0; k < counts.length; k++) {
            for (int shift = 0; shift < 3; shift++) {
                int steps = counts[(k + shift) % counts.length];
                int columns = counts[(k + 2 * shift) % counts.length];
                check(operation, counts[k], steps, columns);
            }
        }
    }

    /// Sums have as many terms as the greatest extent at most, of order 1, and round after each.
    private static void check(Operation operation, int rows, int steps, int columns) {
        var scalar = new Bench(new ScalarArithmetic(), rows, steps, columns);
        var vector = new Bench(new VectorArithmetic(), rows, steps, columns);
        operation.run().accept(scalar);
        operation.run().accept(vector);
        double terms = 1 + Math.max(rows, Math.max(steps, columns));
        double tolerance = 8 * terms * Math.sqrt(terms) * Rounding.UNIT;
        String what = "%s, rows %d, steps %d, columns %d".formatted(operation, rows, steps, columns);
        double[] expected = scalar.everything();
        assertThat(expected).as(what).doesNotContain(Double.NaN);
        Rounding.assertClose(what, vector.everything(), expected, tolerance);
    }

    /// Operands for all operations, the same for each arithmetic. Behind the rows that count is NaN.
    private static final class Bench {
        final Arithmetic does;
        final int rows;
        final int steps;
        final int columns;
        final Matrix left;
        final Matrix leftColumns;
        final Matrix right;
        final Matrix result;
        final Matrix other;
        final Matrix rowOfKeys;
        final Matrix rowOfQueries;
        final float[] ofRows;
        final float[] ofColumns;
        final float[] array;
        final float[] output;
        private final Random random = new Random(7);

        Bench(Arithmetic does, int rows, int steps, int columns) {
            this.does = does;
            this.rows = rows;
            this.steps = steps;
            this.columns = columns;
            left = matrix(rows, steps);
            leftColumns = matrix(steps, rows);
            right = matrix(steps, columns);
            result = matrix(rows, columns);
            other = matrix(rows, columns);
            rowOfKeys = matrix(1, rows);
            rowOfQueries = matrix(1, rows);
            ofRows = numbers(rows, rows);
            ofRows[rows / 2] = 1;
            ofColumns = numbers(columns, result.columns);
            array = numbers(rows * (columns + 2) + steps, rows * (columns + 2) + steps);
            output = new float[result.columns];
        }

        private float[] numbers(int count, int length) {
            float[] numbers = new float[length];
            for (int k = 0; k < count; k++) {
                numbers[k] = random.nextFloat(-1, 1);
            }
            return numbers;
        }

        private Matrix matrix(int rowCount, int columnCount) {
            var matrix = new Matrix(does, rowCount + 3, columnCount);
            Arrays.fill(matrix.data, Float.NaN);
            for (int row = 0; row < rowCount; row++) {
                matrix.clearRow(row);
                for (int column = 0; column < columnCount; column++) {
                    matrix.data[matrix.index(row, column)] = random.nextFloat(-1, 1);
                }
            }
            return matrix;
        }

        double[] everything() {
            float[][] parts = {
                read(result, rows, columns),
                read(leftColumns, steps, rows),
                Arrays.copyOf(ofRows, rows),
                Arrays.copyOf(ofColumns, columns),
                array,
                Arrays.copyOf(output, columns)
            };
            return Arrays.stream(parts)
                    .flatMapToDouble(part -> Arrays.stream(Definition.doubles(part)))
                    .toArray();
        }

        private static float[] read(Matrix matrix, int rowCount, int columnCount) {
            float[] values = new float[rowCount * columnCount];
            for (int k = 0; k < values.length; k++) {
                values[k] = matrix.data[matrix.index(k / columnCount, k % columnCount)];
            }
            return values;
        }
    }

    static Stream<Arithmetic> arithmetics() {
        return Stream.of(new VectorArithmetic(), new ScalarArithmetic());
    }

    @ParameterizedTest
    @MethodSource("arithmetics")
    void packingLeavesZerosBehindTheColumns(Arithmetic arithmetic) {
        float[] ones = new float[35];
        Arrays.fill(ones, 1);
        for (int way = 0; way < 2; way++) {
            var matrix = new Matrix(arithmetic, 5, 7);
            Arrays.fill(matrix.data, Float.NaN);
            if (way == 0) {
                arithmetic.pack(ones, 5, 7, matrix);
            } else {
                arithmetic.pack(MemorySegment.ofArray(ones), 0, 28, 5, 7, matrix);
            }
            for (int row = 0; row < 5; row++) {
                for (int column = 0; column < matrix.columns; column++) {
                    assertThat(matrix.data[matrix.index(row, column)]).isEqualTo(column < 7 ? 1 : 0);
                }
            }
        }
    }
}
