package org.fourierlearner.rpe;

import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Tensor;

/// The mask of all pairs, `f(rᵢ − r′ⱼ)`: the definition that linear attention is measured by.
///
/// Time and memory `O(length²)`.
public final class ExactMask {

    private ExactMask() {}

    /// {@return `f(rᵢ − r′ⱼ) − λ(rᵢ − r′ⱼ)` in closed form, `[heads, length, length]`, or `[batch, heads,
    /// length, length]` if the coordinates are not shared}
    ///
    /// @param encoding `f` and `λ`
    /// @param queries `r`
    /// @param keys `r′`
    public static Tensor of(RelativePositionalEncoding encoding, Coordinates queries, Coordinates keys) {
        return over(queries, keys, encoding::encodingAt, encoding.decay());
    }

    /// {@return `f̂(rᵢ − r′ⱼ) − λ(rᵢ − r′ⱼ)` of drawn frequencies, in the same shape}
    ///
    /// @param encoding `λ`
    /// @param frequencies `f̂`
    /// @param queries `r`
    /// @param keys `r′`
    public static Tensor of(
            RelativePositionalEncoding encoding, Frequencies frequencies, Coordinates queries, Coordinates keys) {
        return over(queries, keys, frequencies::encodingAt, encoding.decay());
    }

    private static Tensor over(
            Coordinates queries,
            Coordinates keys,
            java.util.function.UnaryOperator<Tensor> function,
            @org.jspecify.annotations.Nullable Tensor decay) {
        Tensor offsets = queries.offsetsFrom(keys);
        int[] extents = offsets.shape().extents();
        Tensor flat = offsets.reshape(-1, offsets.extent(-1));
        Tensor mask = function.apply(flat);
        if (decay != null) {
            mask = mask.subtract(decay.to(ElementType.FLOAT64).unsqueeze(-1).multiply(flat.squeeze(-1)));
        }
        extents[extents.length - 1] = -1;
        int heads = mask.extent(0);
        return extents.length == 3
                ? mask.reshape(heads, extents[0], extents[1]).to(ElementType.FLOAT32)
                : mask.reshape(heads, extents[0], extents[1], extents[2])
                        .transpose(0, 1)
                        .to(ElementType.FLOAT32);
    }
}
