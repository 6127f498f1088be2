package org.fourierlearner.rpe;

import org.fourierlearner.tensor.ShapeMismatchException;
import org.fourierlearner.tensor.Tensor;

/// Turns queries and keys by angles that grow with their positions, `q ↦ R(rᵢ)q`, `k ↦ R(rⱼ)k`, so that
/// `R(rᵢ)q·R(rⱼ)k` depends on `rᵢ − rⱼ`. `R(r)` turns the `n`-th pair of coordinates by
/// `r·base^(−2n/width)`, `n = 0, 1, …`; an odd last coordinate stays as it is. A pair is of coordinates
/// half the width apart, where the paper has neighbours.
///
/// Source: Su et al. 2021, "RoFormer: Enhanced Transformer with Rotary Position Embedding"
/// (arXiv:2104.09864), section 3.2.
///
/// @param base the ratio of the fastest rate to what would follow the slowest
public record Rotary(double base) implements Rpe {

    /// Checks the base.
    ///
    /// @throws IllegalArgumentException if it is not above 1
    public Rotary {
        if (!(base > 1 && base < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("base: expected a number above 1, got %s".formatted(base));
        }
    }

    /// {@return the paper's base}
    public static Rotary defaults() {
        return new Rotary(10_000);
    }

    /// {@return rows turned by their positions, in the same shape}
    ///
    /// @param rows `[batch, heads, length, width]`
    /// @param at where they are, on a line
    /// @throws ShapeMismatchException if positions are not on a line
    public Tensor rotate(Tensor rows, Coordinates at) {
        if (at.dim() != 1) {
            throw new ShapeMismatchException("at", "[…, 1]", at.values().shape());
        }
        int width = rows.extent(-1);
        int pairs = width / 2;
        if (pairs == 0) {
            return rows;
        }
        double[] rates = new double[pairs];
        for (int n = 0; n < pairs; n++) {
            rates[n] = Math.pow(base, -(double) n / pairs);
        }
        Tensor angles = at.values().multiply(Tensor.of(rates, pairs)).unsqueeze(-3);
        Tensor cos = angles.cos().to(rows.type());
        Tensor sin = angles.sin().to(rows.type());
        Tensor first = rows.narrow(-1, 0, pairs);
        Tensor second = rows.narrow(-1, pairs, pairs);
        return Tensor.concatenate(
                -1,
                first.multiply(cos).subtract(second.multiply(sin)),
                second.multiply(cos).add(first.multiply(sin)),
                rows.narrow(-1, 2 * pairs, width - 2 * pairs));
    }
}
