package org.fourierlearner.kernels;

/// `s·ωₘ·x`, a product.
final class PositiveLogFeatures implements LogFeatures {
    private final Operand projection;
    private final Arithmetic arithmetic;
    private final float scale;

    /// `s·ω`, `[features, headDim]`, and transposed.
    private final Matrix omega;

    private final Matrix omegaTransposed;
    private final Matrix tokens;
    private final Staging staging;

    PositiveLogFeatures(Operand projection, Arithmetic arithmetic, int tile) {
        this.projection = projection;
        this.arithmetic = arithmetic;
        scale = scale(projection.columns());
        omega = new Matrix(arithmetic, projection.rows(), projection.columns());
        omegaTransposed = new Matrix(arithmetic, projection.columns(), projection.rows());
        staging = new Staging(projection.rows() * projection.columns());
        tokens = new Matrix(arithmetic, tile, projection.columns());
    }

    /// `s = headDim^-¼`, of queries and keys alike.
    static float scale(int headDim) {
        return (float) Math.pow(headDim, -0.25);
    }

    @Override
    public void select(int head) {
        staging.read(projection, 0, head, 0, projection.rows());
        staging.multiply(scale);
        arithmetic.pack(staging.values, projection.rows(), projection.columns(), omega);
        arithmetic.transpose(omega, projection.rows(), projection.columns(), omegaTransposed);
    }

    @Override
    public void logarithms(Matrix x, int count, Matrix log, boolean fresh) {
        arithmetic.multiply(x, omegaTransposed, log, count, projection.columns(), fresh);
    }

    @Override
    public float halfSquare() {
        return 0.5f * scale * scale;
    }

    @Override
    public Matrix toTokens(Matrix gradient, Matrix x, int count) {
        arithmetic.multiply(gradient, omega, tokens, count, projection.rows(), true);
        return tokens;
    }
}
