package org.fourierlearner.kernels;

import java.util.Arrays;

/// What the gradient of one head's projection is summed in.
final class ProjectionGradient {
    private final Arithmetic arithmetic;
    private final int features;
    private final int headDim;

    /// `Σ ḡᵢₘ xᵢ`, `[features, headDim]`, before the scale of tokens.
    final Matrix sum;

    ProjectionGradient(Arithmetic arithmetic, Operand projection) {
        this.arithmetic = arithmetic;
        features = projection.rows();
        headDim = projection.columns();
        sum = new Matrix(arithmetic, features, headDim);
    }

    /// Writes it to its place, or adds it there, and begins anew.
    void moveTo(Operand target, int head, boolean adding) {
        var staging = new Staging(features * headDim);
        float[] scales = new float[features];
        Arrays.fill(scales, PositiveLogFeatures.scale(headDim));
        arithmetic.scaleRows(sum, features, scales);
        if (adding) {
            staging.read(target, 0, head, 0, features);
        }
        arithmetic.unpackAdding(sum, features, headDim, staging.values);
        staging.write(target, 0, head, 0, features);
        sum.clear();
    }
}
