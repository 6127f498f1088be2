package org.fourierlearner.attention;

import java.util.Map;
import java.util.Optional;
import org.fourierlearner.rpe.CoordinateRange;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.ExactMask;
import org.fourierlearner.rpe.RelativePositionalEncoding;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Shape;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Softmax attention as it is defined, with the encoding in closed form: the measure of all others.
///
/// Time and memory `O(length²)`; a stream keeps all its keys and values.
public final class ExactAttention implements Attention {
    private final int headDim;
    private final Parameters parameters = new Parameters();
    private final @Nullable RelativePositionalEncoding encoding;

    ExactAttention(AttentionConfig.Exact config, int heads, int headDim, CoordinateRange range, Randomness random) {
        this.headDim = headDim;
        if (config.rpe() instanceof Rpe.Fourier fourier) {
            encoding = new RelativePositionalEncoding(fourier, heads, range, random);
            parameters.include("rpe", encoding.parameters());
        } else {
            encoding = null;
        }
    }

    private ExactAttention(int headDim, @Nullable RelativePositionalEncoding encoding) {
        this.headDim = headDim;
        this.encoding = encoding;
    }

    /// {@return exact attention that shares another's encoding, to measure it by}
    ///
    /// @param headDim the width of queries and keys
    /// @param attention the other
    public static ExactAttention with(int headDim, Attention attention) {
        return new ExactAttention(headDim, attention.encoding().orElse(null));
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
        AttentionShapes.requireOneDirection(encoding, visibility);
        if (query.extent(-2) == 0 || key.extent(-2) == 0) {
            return Tensor.zeros(query.extent(0), query.extent(1), query.extent(2), key.extent(2));
        }
        Tensor hidden = AttentionShapes.hidden(visibility, query.extent(-2), key.extent(-2));
        return softmax(logits(query, key, queryAt, keyAt), hidden);
    }

    private Tensor logits(Tensor query, Tensor key, Coordinates queryAt, Coordinates keyAt) {
        Tensor logits = query.multiply(1 / Math.sqrt(headDim)).matmul(key.transpose(-1, -2));
        return encoding == null ? logits : logits.add(ExactMask.of(encoding, queryAt, keyAt));
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
        int batch = query.extent(0);
        int length = query.extent(-2);
        if (length == 0) {
            return AttentionShapes.nothing(query, value);
        }
        if (!state.isEmpty()) {
            Shape before = state.get("keys").shape();
            before.require("state", key.shape().with(2, before.extent(2)));
        }
        Tensor keys = state.isEmpty() ? key : Tensor.concatenate(-2, state.get("keys"), key);
        Tensor values = state.isEmpty() ? value : Tensor.concatenate(-2, state.get("values"), value);
        Tensor places = at.perExample(batch);
        Tensor all = state.isEmpty() ? places : Tensor.concatenate(-2, state.get("places"), places);
        int total = keys.extent(-2);
        Tensor later = Tensor.range(length)
                .add((double) (total - length))
                .unsqueeze(1)
                .lessThan(Tensor.range(total).unsqueeze(0));
        Tensor outputs =
                softmax(logits(query, keys, at, Coordinates.of(all)), later).matmul(values);
        state.replace(Map.of("keys", keys, "values", values, "places", all));
        return outputs;
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
