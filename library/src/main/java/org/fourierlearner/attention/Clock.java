package org.fourierlearner.attention;

import java.util.Objects;
import java.util.stream.IntStream;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.Decay;
import org.fourierlearner.rpe.RelativePositionalEncoding;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// When tokens come, in decay times: a head forgets by `e` from one to the next. Without a gate that is
/// `cⱼ = λrⱼ`; with one each key says how fast time goes up to it,
/// `cⱼ = cⱼ₋₁ + λ(rⱼ − rⱼ₋₁)·log₂(1 + exp(w·kⱼ))`, which begins as the same, `w = 0`.
///
/// Weights are then those of `f(rᵢ − rⱼ) − |cᵢ − cⱼ|`, of tokens in the order of their times. The gate is that of Lin
/// et al. 2025, "Forgetting Transformer: Softmax Attention with a Forget Gate" (arXiv:2503.02130), with a softplus, on
/// the rate of an encoding.
final class Clock {
    private final RelativePositionalEncoding encoding;

    /// `w`, `[heads, headDim, 1]`; null without a gate.
    private final @Nullable Tensor weight;

    /// @param encoding one that decays
    /// @param parameters where the gate's weights are put
    Clock(RelativePositionalEncoding encoding, int heads, int headDim, Parameters parameters) {
        this.encoding = encoding;
        weight = encoding.config().decay() == Decay.GATED
                ? parameters.weight("rpe.gate", Tensor.zeros(heads, headDim, 1))
                : null;
    }

    boolean isGated() {
        return weight != null;
    }

    /// The last token of a stream so far.
    ///
    /// @param place where it is, `[batch, 1, 1]`
    /// @param time `c`, `[batch, heads, 1, 1]`
    record Last(Tensor place, Tensor time) {}

    /// {@return `c`, `[batch or 1, heads, length, 1]`, in double precision}
    ///
    /// @param key `[batch, heads, length, headDim]`
    /// @param at where the tokens are
    /// @param tokens `[batch, length]`, true where there is a token; null if everywhere
    /// @param last what came before; null if nothing did
    Tensor at(Tensor key, Coordinates at, @Nullable Tensor tokens, @Nullable Last last) {
        Tensor rate = Objects.requireNonNull(encoding.decay(), "decay")
                .to(ElementType.FLOAT64)
                .reshape(-1, 1, 1);
        Coordinates places = last == null ? at : Coordinates.of(at.perExample(key.extent(0)));
        TokenTimes times = TokenTimes.of(places, tokens);
        if (weight == null) {
            Tensor clock = times.times().unsqueeze(-3).multiply(rate);
            return clock.shape().rank() == 3 ? clock.unsqueeze(0) : clock;
        }
        Tensor pace = pace(
                key, weight, tokens == null ? null : tokens.not().unsqueeze(1).unsqueeze(-1));
        Tensor clock = times.steps(last == null ? null : last.place())
                .unsqueeze(-3)
                .multiply(rate)
                .multiply(pace)
                .cumulativeSum(-2);
        return last == null ? clock : clock.add(last.time());
    }

    /// What a key multiplies the rate by, `[batch, heads, length, 1]`, 0 at padding. In single precision and without a
    /// matrix product also where those are rounded to bfloat16: small errors add up.
    private static Tensor pace(Tensor key, Tensor weight, @Nullable Tensor hidden) {
        Tensor keys = key.to(ElementType.FLOAT32);
        Tensor logits = (hidden == null ? keys : keys.maskedFill(hidden, 0))
                .multiply(weight.transpose(-1, -2))
                .sum(-1);
        Tensor pace = logits.to(ElementType.FLOAT64).softplus().multiply(1 / Math.log(2));
        return hidden == null ? pace : pace.maskedFill(hidden, 0);
    }

    /// {@return `cᵢ − cⱼ`, or the other way round where keys come after queries, `[batch or 1, heads, queries,
    /// length]`}
    ///
    /// @param first which key comes with the first query; the others follow, as far as there are keys
    /// @param queries how many queries there are
    /// @param key as in [#at]
    /// @param at as in [#at]
    /// @param tokens as in [#at]
    /// @param causal whether keys after queries do not count
    Tensor between(int first, int queries, Tensor key, Coordinates at, @Nullable Tensor tokens, boolean causal) {
        Tensor times = at(key, at, tokens, null);
        int last = times.extent(-2) - 1;
        long[] places = IntStream.range(first, first + queries)
                .mapToLong(place -> Math.min(place, last))
                .toArray();
        Tensor since = times.indexSelect(2, Tensor.of(places, queries)).subtract(times.transpose(-1, -2));
        // of all tokens those of the later less the earlier one
        Tensor apart = causal ? since : since.lowerTriangle(0).multiply(2).subtract(since);
        return apart.to(ElementType.FLOAT32);
    }
}
