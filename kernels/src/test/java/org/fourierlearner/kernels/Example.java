package org.fourierlearner.kernels;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Arguments of attention with random numbers, and the definition in double precision.
///
/// @param projection null for `elu(x) + 1`
/// @param tokens true where a key is not padding
@SuppressWarnings("ArrayRecordComponent")
record Example(
        Sizes sizes,
        float[] query,
        float[] key,
        float[] value,
        float @Nullable [] projection,
        float @Nullable [] queryLogits,
        float @Nullable [] keyLogits,
        double @Nullable [] clock,
        boolean @Nullable [] tokens,
        @Nullable List<int[]> runs,
        boolean causal) {

    record Sizes(int batch, int heads, int queries, int keys, int headDim, int valueDim, int features) {
        int count(int rows, int columns) {
            return batch * heads * rows * columns;
        }
    }

    /// FAVOR+ with shared position logits.
    static Example random(Sizes s, boolean causal, double spread) {
        var random = new Random(s.hashCode());
        return new Example(
                s,
                normal(random, s.count(s.queries, s.headDim), 1),
                normal(random, s.count(s.keys, s.headDim), 1),
                normal(random, s.count(s.keys, s.valueDim), 1),
                normal(random, s.heads * s.features * s.headDim, 1),
                normal(random, s.heads * s.features * s.queries, spread),
                normal(random, s.heads * s.features * s.keys, spread),
                null,
                null,
                null,
                causal);
    }

    Example withClock() {
        double[] times = new double[sizes.heads * sizes.keys];
        for (int head = 0; head < sizes.heads; head++) {
            for (int t = 0; t < sizes.keys; t++) {
                times[head * sizes.keys + t] = 1e6 + 0.1 * (head + 1) * t;
            }
        }
        return new Example(sizes, query, key, value, projection, queryLogits, keyLogits, times, tokens, runs, causal);
    }

    Example withTokens(boolean... visible) {
        return new Example(sizes, query, key, value, projection, queryLogits, keyLogits, clock, visible, runs, causal);
    }

    Example withRuns(List<int[]> starts) {
        return new Example(sizes, query, key, value, projection, queryLogits, keyLogits, clock, tokens, starts, causal);
    }

    Example withLogitsOfEachExample() {
        var random = new Random(5);
        return new Example(
                sizes,
                query,
                key,
                value,
                projection,
                normal(random, sizes.count(sizes.features, sizes.queries), 1),
                normal(random, sizes.count(sizes.features, sizes.keys), 1),
                clock,
                tokens,
                runs,
                causal);
    }

    Example withoutLogits() {
        return new Example(sizes, query, key, value, projection, null, null, clock, tokens, runs, causal);
    }

    /// `elu(x) + 1`; the number of features is the width of keys.
    Example deterministic() {
        return new Example(sizes, query, key, value, null, null, null, clock, tokens, runs, causal);
    }

    static float[] normal(Random random, int count, double deviation) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }

    AttentionProblem problem() {
        Sizes s = sizes;
        return new AttentionProblem(
                projection == null
                        ? new FeatureKind.Elu()
                        : new FeatureKind.Positive(Operand.of(projection, 1, s.heads, s.features, s.headDim)),
                Operand.of(query, s.batch, s.heads, s.queries, s.headDim),
                Operand.of(key, s.batch, s.heads, s.keys, s.headDim),
                Operand.of(value, s.batch, s.heads, s.keys, s.valueDim),
                logits(queryLogits, s.queries),
                logits(keyLogits, s.keys),
                clock == null ? null : new AttentionProblem.Clock(MemorySegment.ofArray(clock), true),
                tokens == null ? null : bytes(tokens),
                runs,
                causal);
    }

    @Nullable
    Operand logits(float @Nullable [] values, int length) {
        return values == null
                ? null
                : Operand.of(
                        values,
                        values.length == sizes.heads * sizes.features * length ? 1 : sizes.batch,
                        sizes.heads,
                        length,
                        sizes.features);
    }

    private static MemorySegment bytes(boolean[] values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (values[i] ? 1 : 0);
        }
        return MemorySegment.ofArray(bytes);
    }

    float[] output(AttentionKernel kernel) {
        float[] output = new float[sizes.count(sizes.queries, sizes.valueDim)];
        kernel.forward(problem(), outputOperand(output), null);
        return output;
    }

    Operand outputOperand(float[] output) {
        return Operand.of(output, sizes.batch, sizes.heads, sizes.queries, sizes.valueDim);
    }

    // ── the definition ──────────────────────────────────────────────────────────────────────────

    double[] definition() {
        Sizes s = sizes;
        double[] output = new double[s.count(s.queries, s.valueDim)];
        for (int b = 0; b < s.batch; b++) {
            for (int h = 0; h < s.heads; h++) {
                for (int i = 0; i < s.queries; i++) {
                    row(b, h, i, output);
                }
            }
        }
        return output;
    }

    private void row(int b, int h, int i, double[] output) {
        Sizes s = sizes;
        int head = b * s.heads + h;
        double[] logs = new double[s.keys * s.features];
        double greatest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < s.keys; j++) {
            for (int m = 0; m < s.features; m++) {
                double log = sees(b, i, j)
                        ? log(query, head * s.queries + i, h, m)
                                + logit(queryLogits, b, h, m, i, s.queries)
                                + log(key, head * s.keys + j, h, m)
                                + logit(keyLogits, b, h, m, j, s.keys)
                                + (clock == null ? 0 : clock[h * s.keys + j] - clock[h * s.keys + i])
                        : Double.NEGATIVE_INFINITY;
                logs[j * s.features + m] = log;
                greatest = Math.max(greatest, log);
            }
        }
        if (greatest == Double.NEGATIVE_INFINITY) {
            return;
        }
        double denominator = 0;
        for (int j = 0; j < s.keys; j++) {
            double weight = 0;
            for (int m = 0; m < s.features; m++) {
                weight += Math.exp(logs[j * s.features + m] - greatest);
            }
            denominator += weight;
            for (int c = 0; c < s.valueDim; c++) {
                output[(head * s.queries + i) * s.valueDim + c] += weight * value[(head * s.keys + j) * s.valueDim + c];
            }
        }
        for (int c = 0; c < s.valueDim; c++) {
            output[(head * s.queries + i) * s.valueDim + c] /= denominator;
        }
    }

    private boolean sees(int b, int i, int j) {
        return (!causal || j <= i)
                && (tokens == null || tokens[b * sizes.keys + j])
                && (runs == null || run(runs.get(b), i) == run(runs.get(b), j));
    }

    private static int run(int[] starts, int place) {
        int run = 0;
        while (run + 1 < starts.length && starts[run + 1] <= place) {
            run++;
        }
        return run;
    }

    private double log(float[] tokenValues, int token, int h, int m) {
        int width = sizes.headDim;
        if (projection == null) {
            double x = tokenValues[token * width + m];
            return x < 0 ? x : Math.log1p(x);
        }
        double scale = Math.pow(width, -0.25);
        double log = 0;
        for (int c = 0; c < width; c++) {
            double x = scale * tokenValues[token * width + c];
            log += projection[(h * sizes.features + m) * width + c] * x - x * x / 2;
        }
        return log;
    }

    private double logit(float @Nullable [] values, int b, int h, int m, int place, int length) {
        if (values == null) {
            return 0;
        }
        boolean shared = values.length == sizes.heads * sizes.features * length;
        int row = ((shared ? 0 : b) * sizes.heads + h) * length + place;
        return values[row * sizes.features + m];
    }
}
