package org.fourierlearner.kernels;

/// The logarithm of each query's denominator, with what its features have in common left out, and times
/// counted from its own: what backward needs of forward beside the output. `∞` for a query that sees no
/// key.
public final class LogNormalizers {
    private final float[] values;
    private final int batch;
    private final int heads;
    private final int length;

    /// For a problem, not yet set.
    ///
    /// @param problem what forward is to compute
    public LogNormalizers(AttentionProblem problem) {
        batch = problem.query().batch();
        heads = problem.query().heads();
        length = problem.query().rows();
        values = new float[Math.toIntExact((long) problem.query().batch() * heads * length)];
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
        values[(example * heads + head) * length + row] = (float) value;
    }

    float get(int example, int head, int row) {
        return values[(example * heads + head) * length + row];
    }
}
