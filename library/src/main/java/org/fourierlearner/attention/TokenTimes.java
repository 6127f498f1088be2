package org.fourierlearner.attention;

import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The times of tokens; wherever padding is, times of tokens must not be counted from there, so it has
/// the time of the token before.
///
/// @param times `[batch or none, length, dim]`
/// @param known whether there is a token up to here, `[batch, length, dim]`; null if everywhere
record TokenTimes(Tensor times, @Nullable Tensor known) {

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
        return new TokenTimes(Tensor.where(hidden.and(known), latest, times), known);
    }
}
