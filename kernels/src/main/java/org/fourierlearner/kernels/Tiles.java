package org.fourierlearner.kernels;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A tile of queries and one of keys, with their features; the memory of one worker.
final class Tiles {
    /// Longer tiles cost more within a causal tile, shorter ones more between.
    private static final int LONGEST = 64;

    final AttentionProblem problem;
    final Arithmetic arithmetic;
    final LogFeatures map;
    final int size;
    final int featureCount;

    /// `[headDim, tokens]`.
    final Matrix queryTokens;

    final Matrix keyTokens;

    /// `[features, tokens]`: logarithms first, then what they become.
    final Matrix queries;

    final Matrix keys;

    /// `[tokens, valueDim]`.
    final Matrix values;

    private final Staging staging;

    /// As long as any row or column.
    final float[] ones;

    final float[] zeros;

    /// Of each column, what all its logarithms have in common.
    final float[] common;

    Tiles(AttentionProblem problem, Arithmetic arithmetic) {
        this.problem = problem;
        this.arithmetic = arithmetic;
        int longest = Math.max(1, Math.max(problem.query().rows(), problem.key().rows()));
        size = Math.min(LONGEST, longest);
        featureCount = problem.featureCount();
        int headDim = problem.query().columns();
        map = LogFeatures.of(problem.features(), arithmetic, headDim, size);
        queryTokens = new Matrix(arithmetic, headDim, size);
        keyTokens = new Matrix(arithmetic, headDim, size);
        queries = new Matrix(arithmetic, featureCount, size);
        keys = new Matrix(arithmetic, featureCount, size);
        values = new Matrix(arithmetic, size, problem.value().columns());
        staging = new Staging(
                size * Math.max(featureCount, Math.max(headDim, problem.value().columns())));
        common = new float[keys.columns];
        ones = new float[Math.max(keys.columns, keys.rows)];
        Arrays.fill(ones, 1);
        zeros = new float[ones.length];
    }

    /// Sets the logarithms of keys, `−∞` for padding and beyond the count.
    ///
    /// @param end the time that times are counted from
    void loadKeys(int example, int head, int first, int count, double end) {
        loadTransposed(problem.key(), example, head, first, count, keyTokens);
        Arrays.fill(common, 0);
        if (map.halfSquare() != 0) {
            addHalfSquares();
        }
        for (int column = 0; column < common.length; column++) {
            common[column] = column < count && problem.isToken(example, first + column)
                    ? (float) (problem.time(example, head, first + column) - end) - common[column]
                    : Float.NEGATIVE_INFINITY;
        }
        start(problem.keyLogits(), example, head, first, count, keys);
        map.addTo(keys, keyTokens);
    }

    private void addHalfSquares() {
        int width = keyTokens.width;
        float factor = map.halfSquare();
        for (int panel = 0; panel < keyTokens.panels(); panel++) {
            for (int row = 0; row < problem.key().columns(); row++) {
                int at = keyTokens.place(panel, row);
                for (int j = 0; j < width; j++) {
                    float x = keyTokens.data[at + j];
                    common[panel * width + j] += factor * x * x;
                }
            }
        }
    }

    /// Sets the logarithms of queries, up to what they have in common.
    void loadQueries(int example, int head, int first, int count) {
        loadTransposed(problem.query(), example, head, first, count, queryTokens);
        Arrays.fill(common, 0);
        start(problem.queryLogits(), example, head, first, count, queries);
        map.addTo(queries, queryTokens);
    }

    void loadValues(int example, int head, int first, int count) {
        loadRows(problem.value(), example, head, first, count, values);
    }

    private void start(@Nullable Operand logits, int example, int head, int first, int count, Matrix log) {
        if (logits != null) {
            arithmetic.readAdding(
                    logits.memory(),
                    logits.offset(example, head, 0) + (long) first * Float.BYTES,
                    logits.rowStride() * Float.BYTES,
                    featureCount,
                    count,
                    common,
                    log);
            return;
        }
        for (int feature = 0; feature < featureCount; feature++) {
            for (int column = 0; column < log.columns; column += log.width) {
                System.arraycopy(common, column, log.data, log.index(feature, column), log.width);
            }
        }
    }

    void loadRows(Operand source, int example, int head, int first, int count, Matrix target) {
        staging.read(source, example, head, first, count);
        arithmetic.pack(staging.values, count, source.columns(), target);
    }

    void loadTransposed(Operand source, int example, int head, int first, int count, Matrix target) {
        staging.read(source, example, head, first, count);
        arithmetic.packTransposed(staging.values, count, source.columns(), target);
    }

    /// Writes rows, each times a number.
    void store(Matrix source, float[] factors, Operand target, int example, int head, int first, int count) {
        arithmetic.unpack(source, count, target.columns(), factors, staging.values);
        staging.write(target, example, head, first, count);
    }

    /// Adds columns of all features.
    void addFeatures(Matrix source, Operand target, int example, int head, int first, int count) {
        staging.readColumns(target, example, head, first, count);
        arithmetic.unpackAdding(source, featureCount, count, staging.values);
        staging.writeColumns(target, example, head, first, count);
    }
}
