package org.fourierlearner.kernels;

import org.jspecify.annotations.Nullable;

/// `s·ωₘ·x`, a product.
final class PositiveLogFeatures implements LogFeatures {
    private final Operand projection;
    private final Arithmetic arithmetic;
    private final float scale;

    /// `s·ω`, `[features, headDim]`, and transposed.
    private final Matrix omega;

    private final Matrix omegaTransposed;
    private final Matrix tokens;
    private @Nullable Matrix omegaGradient;
    private int head;

    PositiveLogFeatures(Operand projection, Arithmetic arithmetic, int tile) {
        this.projection = projection;
        this.arithmetic = arithmetic;
        scale = (float) Math.pow(projection.columns(), -0.25);
        omega = new Matrix(arithmetic, projection.rows(), projection.columns());
        omegaTransposed = new Matrix(arithmetic, projection.columns(), projection.rows());
        tokens = new Matrix(arithmetic, tile, projection.columns());
    }

    @Override
    public void select(int head) {
        this.head = head;
        for (int row = 0; row < projection.rows(); row++) {
            arithmetic.load(projection.memory(), projection.offset(0, head, row), projection.columns(), omega, row);
        }
        for (int k = 0; k < omega.data.length; k++) {
            omega.data[k] *= scale;
        }
        for (int row = 0; row < projection.rows(); row++) {
            for (int column = 0; column < projection.columns(); column++) {
                omegaTransposed.data[omegaTransposed.index(column, row)] = omega.data[omega.index(row, column)];
            }
        }
        if (omegaGradient != null) {
            omegaGradient.clear();
        }
    }

    @Override
    public void addTo(Matrix log, Matrix x) {
        arithmetic.multiplyTransposed(omegaTransposed, x, log, projection.columns());
    }

    @Override
    public float halfSquare() {
        return 0.5f * scale * scale;
    }

    @Override
    public Matrix toTokens(Matrix gradient, Matrix x) {
        tokens.clear();
        arithmetic.multiplyTransposed(gradient, omega, tokens, projection.rows());
        return tokens;
    }

    @Override
    public void addToProjection(Matrix gradient, Matrix tokens, int count) {
        if (omegaGradient == null) {
            omegaGradient = new Matrix(arithmetic, projection.rows(), projection.columns());
        }
        arithmetic.multiply(gradient, tokens, omegaGradient, count);
    }

    @Override
    public void storeProjection(@Nullable Operand gradient) {
        if (gradient == null || omegaGradient == null) {
            return;
        }
        for (int row = 0; row < projection.rows(); row++) {
            arithmetic.store(
                    omegaGradient, row, scale, gradient.memory(), gradient.offset(0, head, row), projection.columns());
        }
    }
}
