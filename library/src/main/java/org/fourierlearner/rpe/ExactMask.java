package org.fourierlearner.rpe;

import java.util.function.UnaryOperator;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The mask of all pairs, `f(rᵢ − r′ⱼ)`: the definition that linear attention is measured by.
///
/// Time and memory `O(length²)`. For token indices `f` is evaluated once for each lag, of which there are
/// fewer than `2·length`.
public final class ExactMask {

    private ExactMask() {}

    /// {@return `f(rᵢ − r′ⱼ) − λ|rᵢ − r′ⱼ|` in closed form, `[heads, length, length]`, or `[batch, heads,
    /// length, length]` if the coordinates are not shared}
    ///
    /// @param encoding `f` and `λ`
    /// @param queries `r`
    /// @param keys `r′`
    public static Tensor of(RelativePositionalEncoding encoding, Coordinates queries, Coordinates keys) {
        return over(queries, keys, encoding::encodingAt, encoding.decay());
    }

    /// {@return `f(rᵢ − r′ⱼ)` in closed form, in the same shape}
    ///
    /// @param encoding `f`
    /// @param queries `r`
    /// @param keys `r′`
    public static Tensor withoutDecay(RelativePositionalEncoding encoding, Coordinates queries, Coordinates keys) {
        return over(queries, keys, encoding::encodingAt, null);
    }

    /// {@return `f̂(rᵢ − r′ⱼ) − λ|rᵢ − r′ⱼ|` of drawn frequencies, in the same shape}
    ///
    /// @param encoding `λ`
    /// @param frequencies `f̂`
    /// @param queries `r`
    /// @param keys `r′`
    public static Tensor of(
            RelativePositionalEncoding encoding, Frequencies frequencies, Coordinates queries, Coordinates keys) {
        return over(queries, keys, frequencies::encodingAt, encoding.decay());
    }

    /// {@return `f(rᵢ − r′ⱼ)` of a bias, in the same shape}
    ///
    /// @param bias `f`
    /// @param weights what its heads have
    /// @param queries `r`
    /// @param keys `r′`
    public static Tensor of(Bias bias, Parameters weights, Coordinates queries, Coordinates keys) {
        return over(queries, keys, offsets -> bias.at(weights, offsets), null);
    }

    private static Tensor over(
            Coordinates queries, Coordinates keys, UnaryOperator<Tensor> encoding, @Nullable Tensor decay) {
        UnaryOperator<Tensor> logWeights = offsets -> decay == null
                ? encoding.apply(offsets)
                : encoding.apply(offsets)
                        .subtract(decay.to(ElementType.FLOAT64)
                                .unsqueeze(-1)
                                .multiply(offsets.squeeze(-1).abs()));
        boolean fewLags = queries.areConsecutive() && keys.areConsecutive();
        return fewLags && queries.length() > 0 && keys.length() > 0
                ? overLags(queries, keys, logWeights)
                : overPairs(queries.offsetsFrom(keys), logWeights);
    }

    private static Tensor overPairs(Tensor offsets, UnaryOperator<Tensor> logWeights) {
        int dim = offsets.extent(-1);
        int[] pairs = offsets.shape().extents();
        Tensor mask = logWeights.apply(offsets.reshape(-1, dim)).to(ElementType.FLOAT32);
        int heads = mask.extent(0);
        return pairs.length == 3
                ? mask.reshape(heads, pairs[0], pairs[1])
                : mask.reshape(heads, pairs[0], pairs[1], pairs[2]).transpose(0, 1);
    }

    private static Tensor overLags(Coordinates queries, Coordinates keys, UnaryOperator<Tensor> logWeights) {
        int rows = queries.length();
        int columns = keys.length();
        Tensor least =
                queries.narrow(0, 1).offsetsFrom(keys.narrow(columns - 1, 1)).reshape(1, 1);
        Tensor lags = Tensor.range(rows + columns - 1).unsqueeze(1).add(least);
        Tensor lagOfPair = Tensor.range(rows)
                .add(columns - 1.0)
                .unsqueeze(1)
                .subtract(Tensor.range(columns))
                .reshape(-1)
                .to(ElementType.INT64);
        Tensor mask = logWeights.apply(lags).to(ElementType.FLOAT32).indexSelect(1, lagOfPair);
        return mask.reshape(mask.extent(0), rows, columns);
    }
}
