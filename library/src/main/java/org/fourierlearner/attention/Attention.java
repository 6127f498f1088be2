package org.fourierlearner.attention;

import java.util.Optional;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.RelativePositionalEncoding;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Tensor;

/// Attention of all heads of a layer: `Aᵢⱼ = exp(qᵢ·kⱼ/√d + f(rᵢ − rⱼ))` where query `i` sees key `j`,
/// else 0, and `outᵢ = Σⱼ Aᵢⱼvⱼ / Σⱼ Aᵢⱼ`; exactly, or with features that stand for `A`.
/// [RotaryLinearAttention], [RecurrentAttention], [RandomFeatureAttention] and [MaskedAttention] have
/// weights of their own, and [StochasticAttention] has logits of its own.
public sealed interface Attention
        permits ExactAttention,
                LinearAttention,
                RotaryLinearAttention,
                StochasticAttention,
                ToeplitzAttention,
                RecurrentAttention,
                RandomFeatureAttention,
                MaskedAttention {

    /// {@return the outputs, `[batch, heads, queryLength, valueDim]`}
    ///
    /// @param query `q`, `[batch, heads, queryLength, headDim]`
    /// @param key `k`, `[batch, heads, keyLength, headDim]`
    /// @param value `v`, `[batch, heads, keyLength, valueDim]`
    /// @param queryAt where the queries are
    /// @param keyAt where the keys are
    /// @param visibility which keys a query sees
    /// @throws org.fourierlearner.tensor.ShapeMismatchException if lengths or widths disagree
    Tensor attend(
            Tensor query, Tensor key, Tensor value, Coordinates queryAt, Coordinates keyAt, Visibility visibility);

    /// {@return the weights `Aᵢⱼ / Σⱼ Aᵢⱼ`, `[batch, heads, queryLength, keyLength]`} Time and memory are
    /// quadratic also for linear attention: this is for looking at it.
    ///
    /// @param query as in [#attend]
    /// @param key as in [#attend]
    /// @param queryAt as in [#attend]
    /// @param keyAt as in [#attend]
    /// @param visibility as in [#attend]
    Tensor weights(Tensor query, Tensor key, Coordinates queryAt, Coordinates keyAt, Visibility visibility);

    /// {@return what remains of no tokens: the state to begin a causal stream with}
    AttentionState begin();

    /// Continues causal attention by some tokens.
    ///
    /// @param state what remains of the tokens before; replaced by what remains after these
    /// @param query `[batch, heads, length, headDim]`
    /// @param key likewise
    /// @param value `[batch, heads, length, valueDim]`
    /// @param at where the tokens are
    /// @return the outputs, as if all tokens so far had been attended to at once
    Tensor resume(AttentionState state, Tensor query, Tensor key, Tensor value, Coordinates at);

    /// {@return whether outputs are of the size of values; others need a norm before what follows}
    boolean averages();

    /// {@return what is learned and drawn}
    Parameters parameters();

    /// {@return the encoding, if there is one}
    Optional<RelativePositionalEncoding> encoding();
}
