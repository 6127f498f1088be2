package org.fourierlearner.attention;

import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// How the directions `ω` of random features depend on each other. Each alone is distributed as `N(0, I)`,
/// so features stay unbiased; dependence lowers their variance.
public enum Directions {
    /// Not at all.
    INDEPENDENT,
    /// Orthogonal within blocks of as many as the width, with independent norms.
    ///
    /// Source: Yu et al. 2016, "Orthogonal Random Features" (arXiv:1610.09072).
    ORTHOGONAL,
    /// The corners of a regular simplex, turned at random, within blocks, with independent norms.
    ///
    /// Source: Reid et al. 2023, "Simplex Random Features" (arXiv:2301.13856).
    SIMPLEX;

    static void requirePositive(int features) {
        if (features < 1) {
            throw new IllegalArgumentException("features: expected a positive number, got %d".formatted(features));
        }
    }

    static void requireEven(int features) {
        if (features < 2 || features % 2 != 0) {
            throw new IllegalArgumentException("features: expected a positive even number, got %d".formatted(features));
        }
    }

    /// {@return directions, `[heads, count, width]`}
    ///
    /// @param heads drawn independently
    /// @param count the number of directions of each head
    /// @param width the width of each direction
    /// @param random the source of the draws
    public Tensor draw(int heads, int count, int width, Randomness random) {
        if (this == INDEPENDENT || width == 1) {
            return random.normal(heads, count, width);
        }
        int blocks = Math.ceilDiv(count, width);
        Tensor corners = random.normal(heads, blocks, width, width).orthogonalFactor();
        if (this == SIMPLEX) {
            corners = simplex(width).matmul(corners);
        }
        Tensor norms =
                random.normal(heads, blocks, width, width).square().sum(-1).sqrt();
        return corners.multiply(norms)
                .reshape(heads, blocks * width, width)
                .narrow(1, 0, count)
                .contiguous();
    }

    /// The unit vectors of a regular simplex with `width` corners, `[width, width]`, in the span of the
    /// first `width − 1` axes.
    private static Tensor simplex(int width) {
        double[] corners = new double[width * width];
        double diagonal = Math.sqrt(width / (width - 1.0));
        double shift = -(1 + Math.sqrt(width)) / Math.pow(width - 1, 1.5);
        for (int corner = 0; corner < width; corner++) {
            for (int axis = 0; axis < width - 1; axis++) {
                corners[corner * width + axis] =
                        corner == width - 1 ? 1 / Math.sqrt(width - 1) : (corner == axis ? diagonal : 0) + shift;
            }
        }
        return Tensor.of(corners, width, width).to(ElementType.FLOAT32);
    }
}
