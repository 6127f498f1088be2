package org.fourierlearner.attention;

import java.util.Map;
import java.util.Optional;
import org.fourierlearner.rpe.CoordinateRange;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.RelativePositionalEncoding;
import org.fourierlearner.rpe.Rotary;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Shape;
import org.fourierlearner.tensor.Tensor;

/// Linear attention with a rotary encoding: `outᵢ = Σⱼ (R(rᵢ)Φ(qᵢ))·(R(rⱼ)Φ(kⱼ)) vⱼ / Σⱼ Φ(qᵢ)·Φ(kⱼ)`.
///
/// Only numerators are turned, so the denominator is a sum of positive numbers and cannot vanish; weights
/// can be negative and need not sum to 1.
///
/// Source: Su et al. 2021, "RoFormer: Enhanced Transformer with Rotary Position Embedding"
/// (arXiv:2104.09864), the section on linear attention.
public final class RotaryLinearAttention implements Attention {
    private static final int CHUNK = 128;

    private final DeterministicFeatureMap features;
    private final Rotary rotary;
    private final int headDim;
    private final Parameters parameters = new Parameters();

    RotaryLinearAttention(DeterministicFeatureMap features, Rotary rotary, int headDim, CoordinateRange range) {
        range.requireLine("rotary");
        this.features = features;
        this.rotary = rotary;
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
        Tensor queries = at(query);
        Tensor keys = visible(at(key), visibility);
        Tensor turnedQueries = rotary.rotate(queries, queryAt);
        Tensor turnedKeys = rotary.rotate(keys, keyAt);
        if (visibility.causal()) {
            return quotient(
                    Recurrence.causal(turnedQueries, turnedKeys, value, null, chunk, null)
                            .outputs(),
                    Recurrence.causal(queries, keys, ones(keys), null, chunk, null)
                            .outputs());
        }
        return quotient(
                turnedQueries.matmul(turnedKeys.transpose(-1, -2).matmul(value)),
                queries.matmul(keys.sum(-2).transpose(-1, -2)));
    }

    private Tensor at(Tensor rows) {
        return features.at(rows).log().exp();
    }

    private static Tensor visible(Tensor keys, Visibility visibility) {
        return visibility.keys() == null
                ? keys
                : keys.maskedFill(visibility.keys().not().unsqueeze(1).unsqueeze(-1), 0);
    }

    private static Tensor ones(Tensor keys) {
        return Tensor.ones(keys.shape().with(-1, 1).extents());
    }

    private static Tensor quotient(Tensor numerators, Tensor denominators) {
        // a query that sees no key has numerators of 0 as well
        return numerators.divide(denominators.maskedFill(denominators.equalTo(0), 1));
    }

    @Override
    public Tensor weights(Tensor query, Tensor key, Coordinates queryAt, Coordinates keyAt, Visibility visibility) {
        AttentionShapes.require(query, key, key, headDim, queryAt, keyAt, visibility);
        if (query.extent(-2) == 0 || key.extent(-2) == 0) {
            return Tensor.zeros(query.extent(0), query.extent(1), query.extent(2), key.extent(2));
        }
        Tensor queries = at(query);
        Tensor keys = at(key);
        Tensor numerators = rotary.rotate(queries, queryAt)
                .matmul(rotary.rotate(keys, keyAt).transpose(-1, -2));
        Tensor denominators = queries.matmul(keys.transpose(-1, -2));
        Tensor hidden = AttentionShapes.hidden(visibility, query.extent(-2), key.extent(-2));
        return hidden == null
                ? quotient(numerators, denominators.sum(-1))
                : quotient(
                        numerators.maskedFill(hidden, 0),
                        denominators.maskedFill(hidden, 0).sum(-1));
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
        Shape sums = value.shape().with(2, headDim);
        Tensor turned = Recurrence.before(state, "turnedSums", sums);
        Tensor plain = Recurrence.before(state, "keySums", sums.with(3, 1));
        Tensor queries = at(query);
        Tensor keys = at(key);
        Recurrence.Result numerators =
                Recurrence.causal(rotary.rotate(queries, at), rotary.rotate(keys, at), value, null, CHUNK, turned);
        Recurrence.Result denominators = Recurrence.causal(queries, keys, ones(keys), null, CHUNK, plain);
        state.replace(Map.of("turnedSums", numerators.sums(), "keySums", denominators.sums()));
        return quotient(numerators.outputs(), denominators.outputs());
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
        return Optional.empty();
    }
}
