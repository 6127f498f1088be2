package org.fourierlearner.attention;

import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Tensor;

/// The sums over keys of [ToeplitzAttention], `Σₘ Qᵢₘ Σⱼ cᵢ₋ⱼ Kⱼₘ vⱼ`.
///
/// Both ways take queries and keys as `[batch, heads, length, features]`, values as `[batch, heads, length,
/// width]` and `c` for the grid's differences as `[heads, differences]` in double precision, and return
/// `[batch, heads, length, width]`.
final class ToeplitzSums {

    private ToeplitzSums() {}

    /// Products with the matrix of `c`, `O(length²)`, in the precision of queries, or in bfloat16 where a
    /// training has its products so: sums of positive numbers are rounded relative to themselves.
    static Tensor byProducts(Grid grid, Tensor coefficients, Tensor queries, Tensor keys, Tensor values) {
        int length = queries.extent(-2);
        Tensor factors = coefficients
                .to(queries.type())
                .indexSelect(1, grid.differences())
                .reshape(coefficients.extent(0), length, length);
        return queries.matmul(keys.transpose(-1, -2)).multiply(factors).matmul(values);
    }

    /// Fourier transforms, `O(length · log length)`, in double precision, because rounding is relative to the
    /// largest key of all.
    static Tensor byTransforms(Grid grid, Tensor coefficients, Tensor queries, Tensor keys, Tensor values) {
        Tensor products = keys.to(ElementType.FLOAT64).unsqueeze(-1).multiply(values.unsqueeze(-2));
        Tensor sums = grid.collect(grid.spread(products)
                .toeplitz(coefficients.unsqueeze(0).unsqueeze(-1).unsqueeze(-1), 2));
        return queries.to(ElementType.FLOAT64).unsqueeze(-2).matmul(sums).squeeze(-2);
    }
}
