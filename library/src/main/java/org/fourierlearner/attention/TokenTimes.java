package org.fourierlearner.attention;

import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The times of tokens; wherever padding is, times of tokens must not be counted from there, so it has
/// the time of the token before, or in front of all tokens that of the first. Segments do not count: only queries that
/// are padding could tell.
///
/// @param times `[batch or none, length, dim]`
/// @param known whether there is a token up to here, `[batch, length, dim]`; null if everywhere
record TokenTimes(Tensor times, @Nullable Tensor known) {

    /// {@return the time since the token before, 0 where there is none, and at padding}
    ///
    /// @param last when the token before the first came, `[batch, 1, dim]`; null if there is none
    Tensor steps(@Nullable Tensor last) {
        int length = times.extent(-2);
        Tensor first = times.narrow(-2, 0, 1);
        Tensor within = times.narrow(-2, 1, length - 1).subtract(times.narrow(-2, 0, length - 1));
        if (known != null) {
            within = within.maskedFill(known.narrow(-2, 0, length - 1).not(), 0);
        }
        return Tensor.concatenate(-2, last == null ? first.multiply(0) : first.subtract(last), within);
    }

    /// @param at where the tokens are
    /// @param tokens `[batch, length]`, true where there is a token; null if everywhere
    static TokenTimes of(Coordinates at, @Nullable Tensor tokens) {
        Tensor times = at.values();
        if (tokens == null) {
            return new TokenTimes(times, null);
        }
        Tensor hidden = tokens.not().unsqueeze(-1);
        Tensor latest = times.maskedFill(hidden, Double.NEGATIVE_INFINITY).cumulativeMax(-2);
        Tensor known = latest.equalTo(Double.NEGATIVE_INFINITY).not();
        Tensor first = times.maskedFill(hidden, Double.POSITIVE_INFINITY)
                .negate()
                .max(-2)
                .negate();
        Tensor anyToken = first.equalTo(Double.POSITIVE_INFINITY).not();
        Tensor begun = Tensor.where(known, times, Tensor.where(anyToken, first, times));
        return new TokenTimes(Tensor.where(hidden.and(known), latest, begun), known);
    }
}
