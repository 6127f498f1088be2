package org.fourierlearner.attention;

import java.util.Optional;
import org.fourierlearner.rpe.Bias;
import org.fourierlearner.rpe.CoordinateRange;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.Decay;
import org.fourierlearner.rpe.ExactMask;
import org.fourierlearner.rpe.RelativePositionalEncoding;
import org.fourierlearner.rpe.Rotary;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Softmax attention as it is defined, with every encoding, Fourier's in closed form: the measure of all
/// others.
///
/// Time and memory `O(length²)`; a stream keeps all its keys and values.
///
/// Source: Vaswani et al. 2017, "Attention Is All You Need" (arXiv:1706.03762), section 3.2.1; the encoding is
/// added to logits as Raffel et al. 2020 do (arXiv:1910.10683), section 2.1.
public final class ExactAttention implements Attention {
    private final int headDim;
    private final Rpe rpe;
    private final Parameters parameters = new Parameters();
    private final @Nullable RelativePositionalEncoding encoding;
    private final @Nullable Clock clock;
    private final @Nullable Parameters biasWeights;

    ExactAttention(AttentionConfig.Exact config, int heads, int headDim, CoordinateRange range, Randomness random) {
        this.headDim = headDim;
        rpe = config.rpe();
        encoding = rpe instanceof Rpe.Fourier fourier
                ? new RelativePositionalEncoding(fourier, heads, range, random)
                : null;
        biasWeights = rpe instanceof Bias bias ? bias.initialize(heads, range, random) : null;
        if (encoding != null) {
            parameters.include("rpe", encoding.parameters());
        }
        clock = encoding != null && encoding.config().decay() != Decay.NONE
                ? new Clock(encoding, heads, headDim, parameters)
                : null;
        if (biasWeights != null) {
            parameters.include("rpe", biasWeights);
        }
        if (rpe instanceof Rotary) {
            range.requireLine("rotary");
        }
    }

    private ExactAttention(int headDim, @Nullable RelativePositionalEncoding encoding, @Nullable Clock clock) {
        this.headDim = headDim;
        this.clock = clock;
        this.encoding = encoding;
        rpe = encoding == null ? new Rpe.None() : encoding.config();
        biasWeights = null;
    }

    /// {@return exact attention that shares another's Fourier encoding and gate, to measure it by; one without
    /// an encoding if the other has none of that kind}
    ///
    /// @param headDim the width of queries and keys
    /// @param attention the other
    public static ExactAttention with(int headDim, Attention attention) {
        return attention instanceof ExactAttention exact
                ? exact
                : new ExactAttention(
                        headDim,
                        attention.encoding().orElse(null),
                        attention instanceof LinearAttention linear ? linear.clock() : null);
    }

    @Override
    public Tensor attend(
            Tensor query, Tensor key, Tensor value, Coordinates queryAt, Coordinates keyAt, Visibility visibility) {
        AttentionShapes.require(query, key, value, headDim, queryAt, keyAt, visibility);
        return weights(query, key, queryAt, keyAt, visibility).matmul(value);
    }

    @Override
    public Tensor weights(Tensor query, Tensor key, Coordinates queryAt, Coordinates keyAt, Visibility visibility) {
        AttentionShapes.require(query, key, key, headDim, queryAt, keyAt, visibility);
        AttentionShapes.requireSameTokens(encoding, query, key, queryAt, keyAt, visibility);
        AttentionShapes.requireBothDirections(rpe, visibility);
        if (query.extent(-2) == 0 || key.extent(-2) == 0) {
            return Tensor.zeros(query.extent(0), query.extent(1), query.extent(2), key.extent(2));
        }
        Tensor hidden = AttentionShapes.hidden(visibility, query.extent(-2), key.extent(-2));
        return softmax(
                logits(
                        turned(query, queryAt),
                        turned(key, keyAt),
                        queryAt,
                        keyAt,
                        0,
                        visibility.keys(),
                        visibility.causal()),
                hidden);
    }

    private Tensor turned(Tensor rows, Coordinates at) {
        return rpe instanceof Rotary rotary ? rotary.rotate(rows, at) : rows;
    }

    /// @param query turned
    /// @param key turned
    /// @param first which key comes with the first query
    /// @param tokens which keys are tokens; null if all
    /// @param causal whether keys after queries do not count
    private Tensor logits(
            Tensor query,
            Tensor key,
            Coordinates queryAt,
            Coordinates keyAt,
            int first,
            @Nullable Tensor tokens,
            boolean causal) {
        Tensor logits = query.multiply(1 / Math.sqrt(headDim)).matmul(key.transpose(-1, -2));
        Tensor encoded = encoding != null && clock != null
                ? logits.add(ExactMask.withoutDecay(encoding, queryAt, keyAt))
                        .subtract(clock.between(first, query.extent(-2), key, keyAt, tokens, causal))
                : mask(queryAt, keyAt).map(logits::add).orElse(logits);
        Tensor self = encoding == null ? null : encoding.selfLogits();
        return self == null ? encoded : encoded.add(SelfLogits.on(self, first, query.extent(-2), key.extent(-2)));
    }

    /// {@return what positions add to the logits of every example, beside what tokens alone have to
    /// themselves, `[heads, queryLength, keyLength]`, or `[batch, heads, queryLength, keyLength]` if they
    /// are not shared; empty if they add nothing}
    ///
    /// @param queryAt where the queries are
    /// @param keyAt where the keys are
    /// @throws IllegalStateException if what they add depends on the keys, by a gate
    public Optional<Tensor> mask(Coordinates queryAt, Coordinates keyAt) {
        if (clock != null && clock.isGated()) {
            throw new IllegalStateException("rpe.decay: expected none or steady for a mask of positions, got gated");
        }
        if (encoding != null) {
            return Optional.of(ExactMask.of(encoding, queryAt, keyAt));
        }
        return rpe instanceof Bias bias && biasWeights != null
                ? Optional.of(ExactMask.of(bias, biasWeights, queryAt, keyAt))
                : Optional.empty();
    }

    private static Tensor softmax(Tensor logits, @Nullable Tensor hidden) {
        if (hidden == null) {
            return logits.softmax(-1);
        }
        // a row that sees nothing would be 0/0: let it see everything, then forget what it saw
        Tensor weights = logits.maskedFill(hidden, Double.NEGATIVE_INFINITY);
        Tensor blind = weights.detach().max(-1).equalTo(Double.NEGATIVE_INFINITY);
        return weights.maskedFill(blind, 0).softmax(-1).maskedFill(hidden, 0);
    }

    @Override
    public AttentionState begin() {
        return new AttentionState();
    }

    @Override
    public Tensor resume(AttentionState state, Tensor query, Tensor key, Tensor value, Coordinates at) {
        AttentionShapes.require(query, key, value, headDim, at, at, Visibility.upToSelf());
        AttentionShapes.requireBothDirections(rpe, Visibility.upToSelf());
        int length = query.extent(-2);
        if (length == 0) {
            return AttentionShapes.nothing(query, value);
        }
        KeptTokens all = KeptTokens.of(state, turned(key, at), value, at);
        Tensor logits = logits(
                turned(query, at),
                all.keys(),
                at,
                Coordinates.of(all.places()),
                all.keys().extent(-2) - length,
                null,
                true);
        Tensor outputs = softmax(logits, all.later(length)).matmul(all.values());
        state.replace(all.tensors());
        return outputs;
    }

    @Override
    public boolean averages() {
        return true;
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public Optional<RelativePositionalEncoding> encoding() {
        return Optional.ofNullable(encoding);
    }
}
