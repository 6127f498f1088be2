package org.fourierlearner.kernels;

import org.jspecify.annotations.Nullable;

/// What backward needs of forward beside the output, and the second part of forward of the first: the logarithm
/// of each query's denominator, with what its features have in common left out, and times counted from its own,
/// `∞` for a query that sees no key. Where all queries see all keys of a long sequence, the sums over keys are
/// kept too.
public final class LogNormalizers {
    /// Sums over fewer keys than this are as large as the keys themselves.
    private static final int LEAST_KEYS_PER_FEATURE = 2;

    private final float[] values;
    private final int batch;
    private final int heads;
    private final int length;
    private final boolean backwards;

    /// By example and head; empty if backward is to find them itself.
    private final @Nullable KeySums[] sums;

    /// For a problem, not yet set.
    ///
    /// @param problem what forward is to compute
    public LogNormalizers(AttentionProblem problem) {
        batch = problem.query().batch();
        heads = problem.query().heads();
        length = problem.query().rows();
        backwards = false;
        values = new float[Math.toIntExact((long) problem.query().batch() * heads * length)];
        boolean keeps = !problem.causal()
                && !problem.isTwoSided()
                && problem.runs() == null
                && problem.key().rows() >= LEAST_KEYS_PER_FEATURE * problem.featureCount();
        sums = new KeySums[keeps ? batch * heads : 0];
    }

    private LogNormalizers(LogNormalizers original) {
        batch = original.batch;
        heads = original.heads;
        length = original.length;
        values = original.values;
        sums = original.sums;
        backwards = !original.backwards;
    }

    /// {@return the same numbers, of queries from the last to the first}
    LogNormalizers reversed() {
        return new LogNormalizers(this);
    }

    /// {@return the logarithm of the sum of two denominators}
    static double sum(double one, double other) {
        if (one == Double.POSITIVE_INFINITY || other == Double.POSITIVE_INFINITY) {
            return Math.min(one, other);
        }
        return Math.max(one, other) + Math.log1p(Math.exp(-Math.abs(one - other)));
    }

    /// {@return what part a denominator is of a sum}
    static float share(double part, double sum) {
        return part == Double.POSITIVE_INFINITY ? 0 : (float) Math.exp(part - sum);
    }

    void require(AttentionProblem problem) {
        Operand query = problem.query();
        if (query.batch() != batch || query.heads() != heads || query.rows() != length) {
            throw new IllegalArgumentException(
                    "normalizers: expected those of a problem of [%d, %d, %d] queries, got [%d, %d, %d]; make them for this problem"
                            .formatted(query.batch(), query.heads(), query.rows(), batch, heads, length));
        }
    }

    void set(int example, int head, int row, double value) {
        values[index(example, head, row)] = (float) value;
    }

    void keep(Arithmetic arithmetic, int example, int head, KeySums state) {
        if (sums.length > 0) {
            sums[example * heads + head] = state.copy(arithmetic);
        }
    }

    @Nullable
    KeySums kept(int example, int head) {
        return sums.length == 0 ? null : sums[example * heads + head];
    }

    float get(int example, int head, int row) {
        return values[index(example, head, row)];
    }

    private int index(int example, int head, int row) {
        return (example * heads + head) * length + (backwards ? length - 1 - row : row);
    }
}
