package org.fourierlearner.app.bench;

import java.util.List;
import org.fourierlearner.app.bench.ComposedAttention.Features;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Tensor;

/// Linear attention whose weights are multiplied by a function of the difference of positions: `outᵢ =
/// Σⱼ e^f(i−j) (φ(qᵢ)·φ(kⱼ)) vⱼ / Σⱼ e^f(i−j) φ(qᵢ)·φ(kⱼ)`. For each feature and each column of values
/// the sum over keys is a product with a Toeplitz matrix, taken by Fourier transforms.
///
/// Source: Luo et al. 2021, "Stable, Fast and Accurate: Kernelized Attention with Relative Positional
/// Encoding" (arXiv:2106.12566), section 3.
final class ToeplitzAttention {
    /// The numbers that are under transformation at once.
    private static final double MOST_AT_ONCE = 0x1p24;

    private ToeplitzAttention() {}

    static Tensor attend(Arguments a) {
        Features features = Features.positive(a.query(), a.key(), a.content(), null, null);
        // the length innermost, as the transforms want it: [1, heads, columns, length]
        Tensor values = ComposedAttention.withOnes(a.value())
                .transpose(-1, -2)
                .contiguous()
                .unsqueeze(2);
        Tensor coefficients = coefficients(a).reshape(1, a.sizes().heads(), 1, 1, -1);
        int block = featuresAtOnce(a.sizes(), a.length());
        List<Tensor> queries = features.queries().transpose(-1, -2).contiguous().split(2, block);
        List<Tensor> keys = features.keys().transpose(-1, -2).contiguous().split(2, block);
        Tensor sums = moved(keys.getFirst(), values, coefficients, queries.getFirst());
        for (int k = 1; k < keys.size(); k++) {
            sums = sums.addInPlace(moved(keys.get(k), values, coefficients, queries.get(k)), 1);
        }
        return ComposedAttention.quotient(sums.squeeze(2).transpose(-1, -2));
    }

    /// What queries take of keys by some of the features.
    private static Tensor moved(Tensor keys, Tensor values, Tensor coefficients, Tensor queries) {
        return keys.unsqueeze(3)
                .multiply(values)
                .toeplitz(coefficients, -1)
                .multiply(queries.unsqueeze(3))
                .sum(2);
    }

    /// `e^f(i−j)`, 0 where query `i` does not see key `j`, `[heads, 2·length − 1]`.
    private static Tensor coefficients(Arguments a) {
        Tensor all = a.differences().exp();
        int later = a.length() - 1;
        return a.causal()
                ? Tensor.concatenate(-1, Tensor.zeros(a.sizes().heads(), later), all.narrow(-1, later, a.length()))
                : all;
    }

    private static int featuresAtOnce(Sizes sizes, int length) {
        double ofOne = 2.0 * length * sizes.heads() * (sizes.headDim() + 1);
        return (int) Math.clamp(MOST_AT_ONCE / ofOne, 1, sizes.features());
    }

    /// {@return about how many bytes are held for the gradients} For each number that is moved: its
    /// transform, what came back with its padding, and as much again while the gradients are taken.
    static double bytes(Sizes sizes, int length) {
        return 48.0 * length * sizes.heads() * sizes.features() * (sizes.headDim() + 1);
    }

    /// The definition, all pairs at once, which is less work while the length is small.
    static Tensor byProducts(Arguments a) {
        int length = a.length();
        Features features = Features.positive(a.query(), a.key(), a.content(), null, null);
        Tensor differences = Tensor.range(length)
                .add(length - 1.0)
                .unsqueeze(1)
                .subtract(Tensor.range(length))
                .reshape(-1)
                .to(ElementType.INT64);
        Tensor factors = coefficients(a)
                .indexSelect(-1, differences)
                .reshape(1, a.sizes().heads(), length, length);
        Tensor weights =
                features.queries().matmul(features.keys().transpose(-1, -2)).multiply(factors);
        return ComposedAttention.quotient(weights.matmul(ComposedAttention.withOnes(a.value())));
    }

    /// {@return about how many bytes are held for the gradients} Differences as they are counted and as they are
    /// picked, then for each head factors, products, weights and the gradients of two of these.
    static double bytesOfProducts(Sizes sizes, int length) {
        return (16.0 + 5.0 * Float.BYTES * sizes.heads()) * length * length;
    }
}
