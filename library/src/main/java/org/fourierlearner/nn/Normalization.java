package org.fourierlearner.nn;

import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Normalization of each token's activations, with a learned scale.
public final class Normalization {

    /// Below this variance the scale no longer grows.
    public static final double LEAST_VARIANCE = 1e-5;

    private final Parameters parameters = new Parameters();
    private final Tensor weight;
    private final @Nullable Tensor bias;

    /// A normalization that changes nothing but the scale.
    ///
    /// @param norm how
    /// @param width the width of the activations
    public Normalization(Norm norm, int width) {
        weight = parameters.weight("weight", Tensor.ones(width));
        bias = norm == Norm.LAYER ? parameters.weight("bias", Tensor.zeros(width)) : null;
    }

    /// {@return the normalized activations}
    ///
    /// @param input `[…, width]`
    public Tensor apply(Tensor input) {
        return bias == null ? input.rmsNorm(weight, LEAST_VARIANCE) : input.layerNorm(weight, bias, LEAST_VARIANCE);
    }

    /// {@return the scale, and the shift if there is one}
    public Parameters parameters() {
        return parameters;
    }
}
