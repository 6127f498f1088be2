package org.fourierlearner.attention;

import java.util.List;
import java.util.Map;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Shape;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The quotient of linear attention, `outᵢ = Σₘ Qᵢₘ Σⱼ Kⱼₘ vⱼ / Σₘ Qᵢₘ Σⱼ Kⱼₘ`, from the logarithms of the
/// features.
///
/// No epsilon and no overflow: each feature `m` has the running maximum `μₘ` of its key logarithms, sums
/// hold `exp(log K − μ)`, and `μ` is added to the query's logarithm before that is freed of its own
/// maximum. All exponents are then ≤ 0, and the denominator is at least 1 in the feature that attains the
/// maximum. Both maxima cancel in the quotient, so gradients need not pass through them.
final class FeatureSums {

    /// Within a chunk a query meets the maximum of all keys of the chunk, later ones too. While that
    /// exceeds the maximum of the keys it sees by no more than this, in natural logarithms, weights stay
    /// far above the least float, `e⁻⁸⁷`.
    private static final double GREATEST_RISE = 60;

    private FeatureSums() {}

    /// Sums over the tokens so far.
    ///
    /// @param maximum `μ`, `[batch, heads, 1, features]`
    /// @param sums `Σⱼ exp(log Kⱼ − μ) [vⱼ, 1]`, `[batch, heads, features, valueDim + 1]`
    /// @param clock when the last token came, in decay times, `[batch or 1, heads, 1, 1]`, from where `μ`
    ///     decays; null without decay
    record State(Tensor maximum, Tensor sums, @Nullable Tensor clock) {

        /// @param expected the shape of the sums
        static @Nullable State of(AttentionState state, Shape expected, boolean decays) {
            if (state.isEmpty()) {
                return null;
            }
            Tensor sums = state.get("sums");
            sums.shape().require("state", expected);
            return new State(state.get("maximum"), sums, decays ? state.get("clock") : null);
        }

        Map<String, Tensor> tensors() {
            return clock == null
                    ? Map.of("maximum", maximum, "sums", sums)
                    : Map.of("maximum", maximum, "sums", sums, "clock", clock);
        }
    }

    /// What a causal pass returns.
    ///
    /// @param sums over the keys that each query sees, of values and, last, of ones, `[batch, heads,
    ///     length, valueDim + 1]`
    /// @param unit the logarithm of the unit of each query's sums, `[batch, heads, length, 1]`
    /// @param state what a stream remembers; null if it was not asked for
    record Result(Tensor sums, Tensor unit, @Nullable State state) {

        Tensor outputs() {
            return quotient(sums);
        }

        Result reversed() {
            return new Result(sums.reversed(-2), unit.reversed(-2), null);
        }

        /// `−∞` for queries that see no key.
        Tensor unitOfKeys() {
            Tensor denominators = sums.narrow(-1, sums.extent(-1) - 1, 1);
            return unit.maskedFill(denominators.equalTo(0), Double.NEGATIVE_INFINITY);
        }
    }

    /// Attention to all keys.
    ///
    /// @param value with a last column of ones
    static Tensor toAll(Features query, Features key, Tensor value) {
        Tensor maximum = finite(key.log().detach().max(-2));
        Tensor sums = exponentials(key, maximum).transpose(-1, -2).matmul(value);
        return quotient(meeting(query, maximum).matmul(sums));
    }

    /// Attention to all keys whose weights depend on how far tokens are from each other: the sums over the keys up to a
    /// query and over those from it on, each with half of what the token has for itself.
    ///
    /// @param value as in [#causal]
    /// @param clock likewise
    /// @param selfLogits likewise
    /// @param chunk likewise
    static Tensor toBothSides(
            Features query,
            Features key,
            Tensor value,
            @Nullable Tensor clock,
            @Nullable Tensor selfLogits,
            int chunk) {
        Tensor half =
                selfLogits == null ? Tensor.full(-Math.log(2), query.log().extent(1)) : selfLogits.add(-Math.log(2));
        Result past = causal(query, key, value, clock, half, chunk, null, false);
        Result future = causal(
                        query.reversed(),
                        key.reversed(),
                        value.reversed(-2),
                        clock == null ? null : clock.reversed(-2).negate(),
                        half,
                        chunk,
                        null,
                        false)
                .reversed();
        Tensor pastUnit = past.unitOfKeys();
        Tensor futureUnit = future.unitOfKeys();
        Tensor unit = finite(pastUnit.detach().maximum(futureUnit.detach()));
        return quotient(past.sums()
                .multiply(pastUnit.subtract(unit).exp())
                .add(future.sums().multiply(futureUnit.subtract(unit).exp())));
    }

    /// Attention to the keys up to each query, chunk by chunk.
    ///
    /// @param value with a last column of ones
    /// @param clock the time of each token in decay times, `[batch or 1, heads, length, 1]`; null without
    ///     decay
    /// @param selfLogits what tokens' logits to themselves have beside their features, `[heads]`; null for nothing
    /// @param chunk the most tokens to treat at once
    /// @param before the sums over earlier tokens; null if there are none
    /// @param goesOn whether the state after the last token is wanted
    static Result causal(
            Features query,
            Features key,
            Tensor value,
            @Nullable Tensor clock,
            @Nullable Tensor selfLogits,
            int chunk,
            @Nullable State before,
            boolean goesOn) {
        List<Features> queries = query.split(chunk);
        List<Features> keys = key.split(chunk);
        List<Tensor> values = value.split(-2, chunk);
        List<Tensor> clocks = clock == null ? null : clock.split(-2, chunk);
        Tensor[] sums = new Tensor[values.size()];
        Tensor[] units = new Tensor[sums.length];
        State state = before;
        for (int c = 0; c < sums.length; c++) {
            Result result = chunk(
                    queries.get(c),
                    keys.get(c),
                    values.get(c),
                    clocks == null ? null : clocks.get(c),
                    selfLogits,
                    state,
                    goesOn || c < sums.length - 1);
            sums[c] = result.sums();
            units[c] = result.unit();
            state = result.state();
        }
        return sums.length == 1
                ? new Result(sums[0], units[0], state)
                : new Result(Tensor.concatenate(-2, sums), Tensor.concatenate(-2, units), state);
    }

    private static Result chunk(
            Features query,
            Features key,
            Tensor value,
            @Nullable Tensor clock,
            @Nullable Tensor selfLogits,
            @Nullable State before,
            boolean goesOn) {
        int length = value.extent(-2);
        Features laterKey = key;
        Tensor earlier = before == null ? null : before.maximum();
        Tensor last = null;
        if (clock != null) {
            // decay times count from the last token of the chunk, so that their digits never run out; those
            // of a query are the same for all its keys, and cancel
            last = clock.narrow(-2, length - 1, 1);
            laterKey = new Features(key.log().add(clock.subtract(last).to(ElementType.FLOAT32)), key.factor());
            if (before != null && before.clock() != null) {
                earlier =
                        before.maximum().subtract(last.subtract(before.clock()).to(ElementType.FLOAT32));
            }
        }
        Tensor log = laterKey.log().detach();
        Tensor greatest = earlier == null ? log.max(-2) : log.max(-2).maximum(earlier.detach());
        Tensor maximum = finite(greatest);
        if (length > 1 && rise(log, maximum, earlier) > GREATEST_RISE) {
            return causal(query, key, value, clock, selfLogits, Math.ceilDiv(length, 2), before, goesOn);
        }

        Tensor met = query.log().add(maximum);
        Tensor unit = met.detach().max(-1);
        Tensor queries = query.times(met.subtract(unit).exp());
        if (last != null && clock != null) {
            unit = unit.add(last.subtract(clock).to(ElementType.FLOAT32));
        }
        Tensor keys = exponentials(laterKey, maximum);
        Tensor weights = queries.matmul(keys.transpose(-1, -2)).lowerTriangle(0);
        Tensor numerators = (selfLogits == null ? weights : SelfLogits.scale(weights, selfLogits)).matmul(value);
        Tensor carried = null;
        if (before != null && earlier != null) {
            carried = before.sums().multiply(earlier.subtract(maximum).exp().transpose(-1, -2));
            numerators = numerators.add(queries.matmul(carried));
        }
        if (!goesOn) {
            return new Result(numerators, unit, null);
        }
        Tensor sums = keys.transpose(-1, -2).matmul(value);
        return new Result(numerators, unit, new State(greatest, carried == null ? sums : sums.add(carried), last));
    }

    /// By how much the chunk's maximum exceeds that of the keys that its queries see, over all features;
    /// possibly an upper bound, if that is small enough.
    private static double rise(Tensor log, Tensor maximum, @Nullable Tensor earlier) {
        Tensor first = log.narrow(-2, 0, 1);
        double bound = maximum.subtract(earlier == null ? first : first.maximum(earlier.detach()))
                .max()
                .item();
        if (bound <= GREATEST_RISE) {
            return bound;
        }
        Tensor seen = log.cumulativeMax(-2);
        Tensor rises = maximum.subtract(earlier == null ? seen : seen.maximum(earlier.detach()));
        return rises.maskedFill(rises.equalTo(Double.POSITIVE_INFINITY), 0)
                .max()
                .item();
    }

    /// `factor · exp(log K − μ)`.
    static Tensor exponentials(Features key, Tensor maximum) {
        return key.times(key.log().subtract(maximum).exp());
    }

    /// `factor · exp(log Q + μ)`, freed of the maximum of each query.
    static Tensor meeting(Features query, Tensor maximum) {
        Tensor log = query.log().add(maximum);
        return query.times(log.subtract(log.detach().max(-1)).exp());
    }

    /// Features that no key has set stay at −∞; any finite number serves them.
    static Tensor finite(Tensor maximum) {
        return maximum.maskedFill(maximum.equalTo(Double.NEGATIVE_INFINITY), 0);
    }

    /// Values with a last column of ones, whose sum is the denominator.
    static Tensor withOnes(Tensor value) {
        return Tensor.concatenate(
                -1, value, Tensor.ones(value.shape().with(-1, 1).extents()));
    }

    static Tensor quotient(Tensor sums) {
        int width = sums.extent(-1) - 1;
        Tensor denominators = sums.narrow(-1, width, 1);
        // a query that sees no key has numerators of 0 as well
        return sums.narrow(-1, 0, width).divide(denominators.maskedFill(denominators.equalTo(0), 1));
    }
}
