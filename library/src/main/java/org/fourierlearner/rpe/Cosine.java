package org.fourierlearner.rpe;

import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.ShapeMismatchException;
import org.fourierlearner.tensor.Tensor;

/// Weights of linear attention times `cos(π(rᵢ − rⱼ) / 2reach)`, which falls from 1 for neighbours to 0
/// at `reach`, the extent of the positions to expect. Beyond, weights would be negative.
///
/// Source: Qin et al. 2022, "cosFormer: Rethinking Softmax in Attention" (arXiv:2202.08791), with
/// features `relu`.
public record Cosine() implements Rpe {

    /// {@return features of positions whose products are the cosines, each `[1, length, 2]`, or
    /// `[batch, 1, length, 2]` if examples differ}
    ///
    /// @param queries where the queries are, on a line
    /// @param keys where the keys are
    /// @param reach the difference at which weights vanish
    public PositionFeatures featuresAt(Coordinates queries, Coordinates keys, double reach) {
        return new PositionFeatures(at(queries, reach), at(keys, reach));
    }

    private static Tensor at(Coordinates places, double reach) {
        if (places.dim() != 1) {
            throw new ShapeMismatchException("at", "[…, 1]", places.values().shape());
        }
        Tensor angles = places.values().multiply(Math.PI / 2 / reach);
        return Tensor.concatenate(-1, angles.cos(), angles.sin())
                .to(ElementType.FLOAT32)
                .unsqueeze(-3);
    }
}
