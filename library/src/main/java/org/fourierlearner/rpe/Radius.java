package org.fourierlearner.rpe;

import org.fourierlearner.tensor.Tensor;

/// The distance `|x|` from the origin, whose gradient at the origin itself is taken to be 0.
final class Radius {

    /// A positive number in single precision, whose root nobody sees: `√` has no gradient at 0.
    private static final double SMALLEST_SQUARE = 1e-36;

    private Radius() {}

    /// `[…, count]` for points `[…, count, dim]`.
    static Tensor of(Tensor points) {
        return points.square().sum(-1).squeeze(-1).clampBelow(SMALLEST_SQUARE).sqrt();
    }
}
