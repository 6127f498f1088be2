package org.fourierlearner.attention;

import java.util.List;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Shape;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Sums over the tokens so far that fade: `Sₜ = Gₜ ∘ Sₜ₋₁ + kₜvₜᵀ`, `outₜ = qₜSₜ`, with a factor `Gₜ` in
/// `(0, 1]` for each row of `S`; written out, `outᵢ = Σⱼ≤ᵢ Σₘ qᵢₘ kⱼₘ exp(bᵢₘ − bⱼₘ) vⱼ` with `b` the
/// sums of `log G`.
///
/// Chunk by chunk: a chunk's own keys by their pairs, earlier ones by `S`. No exponent is above 0 as long
/// as no gate is.
final class Recurrence {

    /// Gates of each channel need all pairs of a chunk for each channel.
    private static final int CHANNEL_CHUNK = 16;

    private Recurrence() {}

    /// @param outputs `[batch, heads, length, valueDim]`
    /// @param sums `S` after the last token, `[batch, heads, keyDim, valueDim]`
    record Result(Tensor outputs, Tensor sums) {}

    /// The sums that a state holds; null if it has seen no token.
    static @Nullable Tensor before(AttentionState state, String name, Shape expected) {
        if (state.isEmpty()) {
            return null;
        }
        Tensor sums = state.get(name);
        sums.shape().require("state", expected);
        return sums;
    }

    /// @param query `[batch, heads, length, keyDim]`
    /// @param key likewise
    /// @param value `[batch, heads, length, valueDim]`
    /// @param logGate `log G`, `[batch or 1, heads, length, keyDim or 1]`; null if nothing fades
    /// @param chunk the most tokens to treat at once
    /// @param before the sums over earlier tokens; null if there are none
    static Result causal(
            Tensor query, Tensor key, Tensor value, @Nullable Tensor logGate, int chunk, @Nullable Tensor before) {
        int size = logGate != null && logGate.extent(-1) > 1 ? Math.min(chunk, CHANNEL_CHUNK) : chunk;
        List<Tensor> queries = query.split(-2, size);
        List<Tensor> keys = key.split(-2, size);
        List<Tensor> values = value.split(-2, size);
        List<Tensor> gates = logGate == null ? null : logGate.split(-2, size);
        Tensor[] outputs = new Tensor[values.size()];
        Tensor sums = before == null
                ? Tensor.zeros(query.extent(0), query.extent(1), query.extent(3), value.extent(3))
                : before;
        for (int c = 0; c < outputs.length; c++) {
            Result result =
                    chunk(queries.get(c), keys.get(c), values.get(c), gates == null ? null : gates.get(c), sums);
            outputs[c] = result.outputs();
            sums = result.sums();
        }
        return new Result(outputs.length == 1 ? outputs[0] : Tensor.concatenate(-2, outputs), sums);
    }

    private static Result chunk(Tensor query, Tensor key, Tensor value, @Nullable Tensor logGate, Tensor before) {
        Tensor within = weights(query, key, logGate).matmul(value);
        if (logGate == null) {
            return new Result(
                    within.add(query.matmul(before)),
                    before.add(key.transpose(-1, -2).matmul(value)));
        }
        Tensor faded = logGate.cumulativeSum(-2);
        Tensor all = faded.narrow(-2, faded.extent(-2) - 1, 1);
        Tensor sinceStart = single(faded).exp();
        Tensor untilEnd = single(all.subtract(faded)).exp();
        return new Result(
                within.add(query.multiply(sinceStart).matmul(before)),
                before.multiply(single(all).exp().transpose(-1, -2))
                        .add(key.multiply(untilEnd).transpose(-1, -2).matmul(value)));
    }

    /// {@return `Σₘ qᵢₘ kⱼₘ exp(bᵢₘ − bⱼₘ)` for `j ≤ i`, else 0, `[batch, heads, length, length]`}
    static Tensor weights(Tensor query, Tensor key, @Nullable Tensor logGate) {
        if (logGate == null) {
            return query.matmul(key.transpose(-1, -2)).lowerTriangle(0);
        }
        int length = query.extent(-2);
        Tensor later =
                Tensor.range(length).unsqueeze(1).lessThan(Tensor.range(length).unsqueeze(0));
        Tensor faded = logGate.cumulativeSum(-2);
        if (faded.extent(-1) == 1) {
            Tensor between = single(faded.subtract(faded.transpose(-1, -2)));
            return query.matmul(key.transpose(-1, -2))
                    .multiply(
                            between.maskedFill(later, Double.NEGATIVE_INFINITY).exp());
        }
        Tensor between = single(faded.unsqueeze(-2).subtract(faded.unsqueeze(-3)));
        return between.maskedFill(later.unsqueeze(-1), Double.NEGATIVE_INFINITY)
                .exp()
                .multiply(query.unsqueeze(-2))
                .multiply(key.unsqueeze(-3))
                .sum(-1)
                .squeeze(-1);
    }

    private static Tensor single(Tensor exponents) {
        return exponents.to(ElementType.FLOAT32);
    }
}
