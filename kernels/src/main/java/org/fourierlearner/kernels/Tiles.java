package org.fourierlearner.kernels;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A tile of queries and one of keys, with their features; the memory of one worker. Tokens are rows.
final class Tiles {
    /// Longer tiles cost more within a causal tile, shorter ones more between.
    static final int LONGEST = 64;

    final AttentionProblem problem;
    final Arithmetic arithmetic;
    final LogFeatures map;
    final int size;
    final int featureCount;

    /// `[tokens, headDim]`.
    final Matrix queryTokens;

    final Matrix keyTokens;

    /// `[tokens, features]`: logarithms first, then what they become.
    final Matrix queries;

    final Matrix keys;

    /// `[tokens, valueDim]`.
    final Matrix values;

    /// What is to be added to the logarithms of each key: `tⱼ − s²|kⱼ|²/2`, `−∞` for padding.
    final float[] ofKeys;

    /// As long as any row or column.
    final float[] ones;

    private final Staging staging;

    Tiles(AttentionProblem problem, Arithmetic arithmetic) {
        this.problem = problem;
        this.arithmetic = arithmetic;
        int longest = Math.max(1, Math.max(problem.query().rows(), problem.key().rows()));
        size = Math.min(LONGEST, longest);
        featureCount = problem.featureCount();
        int headDim = problem.query().columns();
        map = LogFeatures.of(problem.features(), arithmetic, headDim, size);
        queryTokens = new Matrix(arithmetic, size, headDim);
        keyTokens = new Matrix(arithmetic, size, headDim);
        queries = new Matrix(arithmetic, size, featureCount);
        keys = new Matrix(arithmetic, size, featureCount);
        values = new Matrix(arithmetic, size, problem.value().columns());
        staging = new Staging(
                size * Math.max(featureCount, Math.max(headDim, problem.value().columns())));
        ofKeys = new float[size];
        ones = new float[Math.max(Arithmetic.roundUp(size, keys.width), keys.columns)];
        Arrays.fill(ones, 1);
    }

    /// Sets the logarithms of keys, but for [#ofKeys].
    ///
    /// @param end the time that times are counted from
    void loadKeys(int example, int head, int first, int count, double end) {
        loadVisible(problem.key(), example, head, first, count, keyTokens);
        // squares may be infinite even if they do not count
        if (map.halfSquare() == 0) {
            Arrays.fill(ofKeys, 0, count, 0);
        } else {
            arithmetic.rowProducts(keyTokens, keyTokens, count, ofKeys);
        }
        for (int row = 0; row < count; row++) {
            float time = (float) (problem.time(example, head, first + row) - end);
            ofKeys[row] = problem.isToken(example, first + row)
                    ? time - map.halfSquare() * ofKeys[row]
                    : Float.NEGATIVE_INFINITY;
        }
        boolean fresh = start(problem.keyLogits(), example, head, first, count, keys);
        if (!fresh && problem.tokens() != null) {
            clearHidden(keys, example, first, count);
        }
        map.logarithms(keyTokens, count, keys, fresh);
    }

    /// Replaces the logarithms of keys by exponentials.
    ///
    /// @param negativeShifts added to each feature
    /// @param totals set to the sums over the keys, if not null
    void keysBecomeExponentials(float[] negativeShifts, int count, float @Nullable [] totals) {
        arithmetic.exponentials(keys, count, ofKeys, negativeShifts, totals);
    }

    /// Sets the logarithms of queries, up to what they have in common.
    void loadQueries(int example, int head, int first, int count) {
        loadRows(problem.query(), example, head, first, count, queryTokens);
        boolean fresh = start(problem.queryLogits(), example, head, first, count, queries);
        map.logarithms(queryTokens, count, queries, fresh);
    }

    void loadValues(int example, int head, int first, int count) {
        loadVisible(problem.value(), example, head, first, count, values);
    }

    /// Position logits are what logarithms start from; without them, they start fresh.
    private boolean start(@Nullable Operand logits, int example, int head, int first, int count, Matrix log) {
        if (logits == null) {
            return true;
        }
        loadRows(logits, example, head, first, count, log);
        return false;
    }

    void loadRows(Operand source, int example, int head, int first, int count, Matrix target) {
        arithmetic.pack(
                source.memory(), source.offset(example, head, first), source.step(), count, source.columns(), target);
    }

    /// What stands in padding, perhaps NaN, is taken as 0.
    private void loadVisible(Operand source, int example, int head, int first, int count, Matrix target) {
        loadRows(source, example, head, first, count, target);
        if (problem.tokens() != null) {
            clearHidden(target, example, first, count);
        }
    }

    private void clearHidden(Matrix rows, int example, int first, int count) {
        for (int row = 0; row < count; row++) {
            if (!problem.isToken(example, first + row)) {
                rows.clearRow(row);
            }
        }
    }

    /// Writes rows, each times a number.
    void store(Matrix source, float[] factors, Operand target, int example, int head, int first, int count) {
        arithmetic.unpack(source, count, target.columns(), factors, staging.values);
        staging.write(target, example, head, first, count);
    }

    /// Writes the sum of rows and of what is there, each times a number.
    void join(
            Matrix source,
            float[] factors,
            float[] factorsThere,
            Operand target,
            int example,
            int head,
            int first,
            int count) {
        arithmetic.scaleRows(source, count, factors);
        staging.read(target, example, head, first, count);
        staging.scaleRows(factorsThere, count, target.columns());
        arithmetic.unpackAdding(source, count, target.columns(), staging.values);
        staging.write(target, example, head, first, count);
    }

    /// Adds rows to what is there.
    void addRows(Matrix source, Operand target, int example, int head, int first, int count) {
        staging.read(target, example, head, first, count);
        arithmetic.unpackAdding(source, count, target.columns(), staging.values);
        staging.write(target, example, head, first, count);
    }
}
