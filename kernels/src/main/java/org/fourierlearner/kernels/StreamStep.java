package org.fourierlearner.kernels;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One token of a stream, in one pass over the sums.
final class StreamStep {
    private final FeatureKind features;
    private final Arithmetic arithmetic;
    private final int headDim;
    private final int featureCount;
    private final float scale;

    /// `s·ω` of each head, `[headDim, features]`; null for deterministic features.
    private final Matrix @Nullable [] projections;

    private final Staging token;
    private final Staging value;
    private final Staging column;

    /// Logarithms, then what they become, one row each.
    private final Matrix query;

    private final Matrix key;
    private final float[] factors;
    private final float[] zeros;
    private final float[] paddedValue;
    private final float[] output;
    private final float[] one = new float[1];

    StreamStep(FeatureKind features, Arithmetic arithmetic, int heads, int headDim, int valueDim) {
        this.features = features;
        this.arithmetic = arithmetic;
        this.headDim = headDim;
        featureCount = features instanceof FeatureKind.Positive(Operand projection) ? projection.rows() : headDim;
        scale = PositiveLogFeatures.scale(headDim);
        projections = features instanceof FeatureKind.Positive(Operand projection)
                ? projections(projection, arithmetic, heads)
                : null;
        token = new Staging(headDim);
        value = new Staging(valueDim);
        column = new Staging(featureCount);
        query = new Matrix(arithmetic, 1, featureCount);
        key = new Matrix(arithmetic, 1, featureCount);
        factors = new float[query.columns];
        zeros = new float[query.columns];
        paddedValue = new float[new Matrix(arithmetic, 1, valueDim).columns];
        output = new float[paddedValue.length];
    }

    private Matrix[] projections(Operand projection, Arithmetic arithmetic, int heads) {
        Matrix[] all = new Matrix[heads];
        var staging = new Staging(projection.rows() * projection.columns());
        for (int head = 0; head < heads; head++) {
            staging.read(projection, 0, head, 0, projection.rows());
            staging.multiply(scale);
            var omega = new Matrix(arithmetic, projection.rows(), headDim);
            arithmetic.pack(staging.values, projection.rows(), headDim, omega);
            all[head] = new Matrix(arithmetic, headDim, projection.rows());
            arithmetic.transpose(omega, projection.rows(), headDim, all[head]);
        }
        return all;
    }

    void run(AttentionProblem problem, Operand outputs, int example, int head, KeySums state) {
        logarithms(problem.query(), problem.queryLogits(), example, head, query);
        double end = problem.time(example, head, 0);
        if (problem.isToken(example, 0)) {
            logarithms(problem.key(), problem.keyLogits(), example, head, key);
            float common = 0;
            if (projections != null) {
                for (int k = 0; k < headDim; k++) {
                    common += 0.5f * scale * scale * token.values[k] * token.values[k];
                }
            }
            for (int m = 0; m < featureCount; m++) {
                at(key, m, at(key, m) - common);
            }
        } else {
            Arrays.fill(key.data, Float.NEGATIVE_INFINITY);
        }
        state.meet(key, end, factors);
        float greatest = Float.NEGATIVE_INFINITY;
        for (int m = 0; m < featureCount; m++) {
            at(query, m, at(query, m) + state.shifts[m]);
            greatest = Math.max(greatest, at(query, m));
        }
        one[0] = -greatest;
        arithmetic.exponentials(query, 1, one, zeros, null);
        value.read(problem.value(), example, head, 0, 1);
        if (!problem.isToken(example, 0)) {
            value.clearRow(0, value.values.length);
        }
        System.arraycopy(value.values, 0, paddedValue, 0, value.values.length);
        float denominator = 0;
        float self = 0;
        for (int m = 0; m < featureCount; m++) {
            float before = state.totals[m] * factors[m];
            denominator += at(query, m) * before;
            self += at(query, m) * at(key, m);
            state.totals[m] = before + at(key, m);
        }
        self *= problem.selfFactor(head);
        denominator += self;
        arithmetic.stream(state.sums, featureCount, factors, key, paddedValue, query, output);
        float factor = denominator == 0 ? 1 : 1 / denominator;
        for (int c = 0; c < value.values.length; c++) {
            value.values[c] = factor * (output[c] + self * value.values[c]);
        }
        value.write(outputs, example, head, 0, 1);
    }

    private void logarithms(Operand tokens, @Nullable Operand logits, int example, int head, Matrix target) {
        target.clear();
        token.read(tokens, example, head, 0, 1);
        if (logits != null) {
            column.read(logits, example, head, 0, 1);
            for (int m = 0; m < featureCount; m++) {
                at(target, m, column.values[m]);
            }
        }
        if (projections != null) {
            arithmetic.project(token.values, projections[head], headDim, target);
            return;
        }
        for (int m = 0; m < featureCount; m++) {
            at(target, m, at(target, m) + DeterministicLogFeatures.log(features, token.values[m]));
        }
    }

    private static float at(Matrix row, int column) {
        return row.data[row.index(0, column)];
    }

    private static void at(Matrix row, int column, float value) {
        row.data[row.index(0, column)] = value;
    }
}
