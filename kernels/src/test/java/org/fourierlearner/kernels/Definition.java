package org.fourierlearner.kernels;

import org.fourierlearner.kernels.Example.Sizes;
import org.jspecify.annotations.Nullable;

/// The definition of attention in double precision, all pairs, and derivatives by central differences.
final class Definition {
    /// The step of least error, from truncation and rounding, by arguments of order 1: `∛ε`.
    private static final double STEP = Math.cbrt(Math.ulp(1.0));

    final double[] query;
    final double[] key;
    final double[] value;
    final double @Nullable [] projection;
    final double @Nullable [] queryLogits;
    final double @Nullable [] keyLogits;
    final double @Nullable [] clock;
    final double @Nullable [] selfLogits;
    private final Example example;
    private final Sizes sizes;

    Definition(Example example) {
        this.example = example;
        sizes = example.sizes();
        query = doubles(example.query());
        key = doubles(example.key());
        value = doubles(example.value());
        projection = example.projection() == null ? null : doubles(example.projection());
        queryLogits = example.queryLogits() == null ? null : doubles(example.queryLogits());
        keyLogits = example.keyLogits() == null ? null : doubles(example.keyLogits());
        clock = example.clock() == null ? null : example.clock().clone();
        selfLogits = example.selfLogits() == null ? null : doubles(example.selfLogits());
    }

    static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    /// All outputs.
    double[] outputs() {
        return outputs(1);
    }

    /// The outputs of every so many queries, from the first on; others are 0.
    double[] outputs(int each) {
        double[] ofQueries = logarithms(query, queryLogits, sizes.queries());
        double[] ofKeys = logarithms(key, keyLogits, sizes.keys());
        double[] output = new double[sizes.count(sizes.queries(), sizes.valueDim())];
        double[] logs = new double[sizes.keys() * sizes.features()];
        for (int b = 0; b < sizes.batch(); b++) {
            for (int h = 0; h < sizes.heads(); h++) {
                for (int i = 0; i < sizes.queries(); i += each) {
                    row(b, h, i, ofQueries, ofKeys, logs, output);
                }
            }
        }
        return output;
    }

    private void row(int b, int h, int i, double[] ofQueries, double[] ofKeys, double[] logs, double[] output) {
        Sizes s = sizes;
        int features = s.features();
        int head = b * s.heads() + h;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < s.keys(); j++) {
            if (!sees(b, i, j)) {
                continue;
            }
            double elapsed = clock == null ? 0 : -Math.abs(clock[time(b, h, j)] - clock[time(b, h, i)]);
            double self = selfLogits == null || i != j ? 0 : selfLogits[h];
            for (int m = 0; m < features; m++) {
                double log = ofQueries[(head * s.queries() + i) * features + m]
                        + ofKeys[(head * s.keys() + j) * features + m]
                        + elapsed
                        + self;
                logs[j * features + m] = log;
                greatest = Math.max(greatest, log);
            }
        }
        double denominator = 0;
        int at = (head * s.queries() + i) * s.valueDim();
        for (int j = 0; j < s.keys(); j++) {
            if (!sees(b, i, j)) {
                continue;
            }
            double weight = 0;
            for (int m = 0; m < features; m++) {
                weight += Math.exp(logs[j * features + m] - greatest);
            }
            denominator += weight;
            for (int d = 0; d < s.valueDim(); d++) {
                output[at + d] += weight * value[(head * s.keys() + j) * s.valueDim() + d];
            }
        }
        for (int d = 0; d < s.valueDim() && denominator > 0; d++) {
            output[at + d] /= denominator;
        }
    }

    private int time(int b, int h, int t) {
        return ((example.hasSharedClock() ? 0 : b) * sizes.heads() + h) * sizes.keys() + t;
    }

    private boolean sees(int b, int i, int j) {
        boolean[] tokens = example.tokens();
        return (!example.causal() || j <= i)
                && (tokens == null || tokens[b * sizes.keys() + j])
                && (example.runs() == null
                        || run(example.runs().get(b), i) == run(example.runs().get(b), j));
    }

    private static int run(int[] starts, int place) {
        int run = 0;
        while (run + 1 < starts.length && starts[run + 1] <= place) {
            run++;
        }
        return run;
    }

    /// `log Φₘ(x) + P`, `[batch, heads, length, features]`.
    private double[] logarithms(double[] tokens, double @Nullable [] logits, int length) {
        Sizes s = sizes;
        double[] logs = new double[s.count(length, s.features())];
        for (int row = 0; row < s.batch() * s.heads() * length; row++) {
            int h = row / length % s.heads();
            for (int m = 0; m < s.features(); m++) {
                double logit = logits == null ? 0 : logits[(row * s.features() + m) % logits.length];
                logs[row * s.features() + m] = logit + log(tokens, row, h, m);
            }
        }
        return logs;
    }

    private double log(double[] tokens, int row, int h, int m) {
        int width = sizes.headDim();
        double x = tokens[row * width + m % width];
        return switch (example.map()) {
            case FeatureKind.Relu(float offset) -> Math.log(Math.max(x, 0) + offset);
            case FeatureKind.Elu _ -> x < 0 ? x : Math.log1p(x);
            case null, default -> positive(tokens, row, h, m);
        };
    }

    private double positive(double[] tokens, int row, int h, int m) {
        if (projection == null) {
            throw new IllegalStateException("neither a map nor a projection");
        }
        int width = sizes.headDim();
        double scale = Math.pow(width, -0.25);
        double log = 0;
        for (int d = 0; d < width; d++) {
            double x = scale * tokens[row * width + d];
            log += projection[(h * sizes.features() + m) * width + d] * x - x * x / 2;
        }
        return log;
    }

    // ── derivatives ─────────────────────────────────────────────────────────────────────────────

    /// The derivative of `Σ outputs · outputGradient` by one number.
    ///
    /// @param argument one of the arrays of this object
    double derivative(double[] argument, int k, float[] outputGradient) {
        double old = argument[k];
        argument[k] = old + STEP;
        double wide = argument[k];
        double above = loss(outputGradient);
        argument[k] = old - STEP;
        wide -= argument[k];
        double below = loss(outputGradient);
        argument[k] = old;
        return (above - below) / wide;
    }

    private double loss(float[] outputGradient) {
        double[] output = outputs();
        double loss = 0;
        for (int k = 0; k < output.length; k++) {
            loss += output[k] * outputGradient[k];
        }
        return loss;
    }
}
