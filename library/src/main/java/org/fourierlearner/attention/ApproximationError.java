package org.fourierlearner.attention;

import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// How far linear attention is from exact attention with the same encoding, for given tokens.
public final class ApproximationError {

    private ApproximationError() {}

    /// {@return the total variation `½ Σⱼ |wᵢⱼ − ŵᵢⱼ|` of each row of weights, `[batch, heads,
    /// queryLength]`: 0 if they are equal, 1 if they have no key in common}
    ///
    /// @param attention the attention to measure
    /// @param query `[batch, heads, queryLength, headDim]`
    /// @param key `[batch, heads, keyLength, headDim]`
    /// @param queryAt where the queries are
    /// @param keyAt where the keys are
    /// @param visibility which keys a query sees
    public static Tensor totalVariation(
            Attention attention,
            Tensor query,
            Tensor key,
            Coordinates queryAt,
            Coordinates keyAt,
            Visibility visibility) {
        try (var scope = Scope.withoutGradients()) {
            Tensor exact =
                    ExactAttention.with(query.extent(-1), attention).weights(query, key, queryAt, keyAt, visibility);
            Tensor implied = attention.weights(query, key, queryAt, keyAt, visibility);
            return scope.leave(totalVariation(implied, exact));
        }
    }

    /// {@return the same of weights at hand, `[…, queryLength]`}
    ///
    /// @param implied the weights to measure, `[…, queryLength, keyLength]`
    /// @param exact those of exact attention
    public static Tensor totalVariation(Tensor implied, Tensor exact) {
        return implied.subtract(exact).abs().sum(-1).squeeze(-1).multiply(0.5);
    }
}
