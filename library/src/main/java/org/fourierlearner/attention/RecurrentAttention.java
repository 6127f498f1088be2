package org.fourierlearner.attention;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.fourierlearner.rpe.CoordinateRange;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.RelativePositionalEncoding;
import org.fourierlearner.rpe.Rotary;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// Causal attention without softmax or denominator whose past fades: `outᵢ = Σⱼ≤ᵢ Aᵢⱼvⱼ` with
/// `Aᵢⱼ = Σₘ qᵢₘkⱼₘ Πₜ Gₜₘ / √d`, the product over the tokens after `j` up to `i`. What `G` is says the
/// [Gate].
///
/// Time `O(length)`; a stream remembers `headDim × valueDim` numbers for each head.
public final class RecurrentAttention implements Attention {
    private static final int CHUNK = 64;

    private final Rpe rpe;
    private final Gate gate;
    private final int headDim;

    RecurrentAttention(AttentionConfig.Retention config, int heads, int headDim, CoordinateRange range) {
        this(config.rpe(), new Gate.Fixed(heads), headDim);
        if (range.dim() != 1) {
            throw new IllegalArgumentException(
                    "attention: expected another kind in %d dimensions, where there is no before and after, got retention"
                            .formatted(range.dim()));
        }
    }

    RecurrentAttention(AttentionConfig.Gated config, int heads, int headDim, Randomness random) {
        this(config.rpe(), new Gate.OfKeys(heads, headDim, headDim, config.temperature(), random), headDim);
    }

    private RecurrentAttention(Rpe rpe, Gate gate, int headDim) {
        this.rpe = rpe;
        this.gate = gate;
        this.headDim = headDim;
    }

    @Override
    public Tensor attend(
            Tensor query, Tensor key, Tensor value, Coordinates queryAt, Coordinates keyAt, Visibility visibility) {
        return attend(query, key, value, queryAt, keyAt, visibility, CHUNK);
    }

    Tensor attend(
            Tensor query,
            Tensor key,
            Tensor value,
            Coordinates queryAt,
            Coordinates keyAt,
            Visibility visibility,
            int chunk) {
        AttentionShapes.require(query, key, value, headDim, queryAt, keyAt, visibility);
        AttentionShapes.requireCausal(visibility);
        return Packing.attend(
                query,
                key,
                value,
                queryAt,
                keyAt,
                visibility,
                (q, k, v, qAt, kAt, seen) -> alone(q, k, v, qAt, kAt, seen, chunk));
    }

    private Tensor alone(
            Tensor query,
            Tensor key,
            Tensor value,
            Coordinates queryAt,
            Coordinates keyAt,
            Visibility visibility,
            int chunk) {
        Tensor keys = key;
        if (visibility.keys() != null) {
            keys = key.maskedFill(visibility.keys().not().unsqueeze(1).unsqueeze(-1), 0);
        }
        return Recurrence.causal(
                        turned(scaled(query), queryAt),
                        turned(keys, keyAt),
                        value,
                        gate.logarithms(key, keyAt, visibility.keys(), null),
                        chunk,
                        null)
                .outputs();
    }

    private Tensor scaled(Tensor query) {
        return query.multiply(1 / Math.sqrt(headDim));
    }

    private Tensor turned(Tensor rows, Coordinates at) {
        return rpe instanceof Rotary rotary ? rotary.rotate(rows, at) : rows;
    }

    /// {@return `Aᵢⱼ`, which can be negative and need not sum to 1}
    @Override
    public Tensor weights(Tensor query, Tensor key, Coordinates queryAt, Coordinates keyAt, Visibility visibility) {
        AttentionShapes.require(query, key, key, headDim, queryAt, keyAt, visibility);
        AttentionShapes.requireCausal(visibility);
        if (query.extent(-2) == 0 || key.extent(-2) == 0) {
            return Tensor.zeros(query.extent(0), query.extent(1), query.extent(2), key.extent(2));
        }
        Tensor weights = Recurrence.weights(
                turned(scaled(query), queryAt),
                turned(key, keyAt),
                gate.logarithms(key, keyAt, visibility.keys(), null));
        Tensor hidden = AttentionShapes.hidden(visibility, query.extent(-2), key.extent(-2));
        return hidden == null ? weights : weights.maskedFill(hidden, 0);
    }

    @Override
    public AttentionState begin() {
        return new AttentionState();
    }

    @Override
    public Tensor resume(AttentionState state, Tensor query, Tensor key, Tensor value, Coordinates at) {
        AttentionShapes.require(query, key, value, headDim, at, at, Visibility.upToSelf());
        if (query.extent(-2) == 0) {
            return AttentionShapes.nothing(query, value);
        }
        Tensor before = Recurrence.before(state, "fadingSums", value.shape().with(2, headDim));
        Tensor last = before == null ? null : state.get("last");
        Tensor places = at.perExample(query.extent(0));
        Recurrence.Result result = Recurrence.causal(
                turned(scaled(query), at),
                turned(key, at),
                value,
                gate.logarithms(key, Coordinates.of(places), null, last),
                CHUNK,
                before);
        Map<String, Tensor> next = new LinkedHashMap<>();
        next.put("fadingSums", result.sums());
        next.put("last", places.narrow(1, places.extent(1) - 1, 1));
        state.replace(next);
        return result.outputs();
    }

    @Override
    public boolean averages() {
        return false;
    }

    @Override
    public Parameters parameters() {
        return gate.parameters();
    }

    @Override
    public Optional<RelativePositionalEncoding> encoding() {
        return Optional.empty();
    }
}
