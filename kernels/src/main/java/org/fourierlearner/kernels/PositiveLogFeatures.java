package org.fourierlearner.kernels;

import java.util.Arrays;
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
    private final Staging staging;
    private @Nullable Matrix omegaGradient;
    private int head;

    PositiveLogFeatures(Operand projection, Arithmetic arithmetic, int tile) {
        this.projection = projection;
        this.arithmetic = arithmetic;
        scale = (float) Math.pow(projection.columns(), -0.25);
        omega = new Matrix(arithmetic, projection.rows(), projection.columns());
        omegaTransposed = new Matrix(arithmetic, projection.columns(), projection.rows());
        staging = new Staging(projection.rows() * projection.columns());
        tokens = new Matrix(arithmetic, tile, projection.columns());
    }

    @Override
    public void select(int head) {
        this.head = head;
        staging.read(projection, 0, head, 0, projection.rows());
        for (int k = 0; k < staging.values.length; k++) {
            staging.values[k] *= scale;
        }
        arithmetic.pack(staging.values, projection.rows(), projection.columns(), omega);
        arithmetic.packTransposed(staging.values, projection.rows(), projection.columns(), omegaTransposed);
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
        float[] scales = new float[projection.rows()];
        Arrays.fill(scales, scale);
        arithmetic.unpack(omegaGradient, projection.rows(), projection.columns(), scales, staging.values);
        staging.write(gradient, 0, head, 0, projection.rows());
    }
}
