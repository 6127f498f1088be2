package org.fourierlearner.attention;

import java.util.Arrays;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.Decay;
import org.fourierlearner.rpe.GridTableBias;
import org.fourierlearner.rpe.RelativePositionalEncoding;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.tensor.Shape;
import org.fourierlearner.tensor.ShapeMismatchException;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// What all attentions check of their arguments, and what they do where a query sees nothing.
final class AttentionShapes {

    private AttentionShapes() {}

    static void require(
            Tensor query,
            Tensor key,
            Tensor value,
            int headDim,
            Coordinates queryAt,
            Coordinates keyAt,
            Visibility visibility) {
        if (queryAt.isPeriodic() || keyAt.isPeriodic()) {
            throw new IllegalArgumentException(
                    "positions: expected masked attention for crystals, because other encodings do not repeat with a cell, got positions in cells");
        }
        requireInSpace(query, key, value, headDim, queryAt, keyAt, visibility);
    }

    /// [#require] of attention that is at home in crystals.
    static void requireInSpace(
            Tensor query,
            Tensor key,
            Tensor value,
            int headDim,
            Coordinates queryAt,
            Coordinates keyAt,
            Visibility visibility) {
        Shape q = query.shape();
        Shape k = key.shape();
        q.requireRank("query", "[batch, heads, length, headDim]", 4);
        q.require("query", q.with(3, headDim));
        k.requireRank("key", "[batch, heads, length, headDim]", 4);
        k.require("key", q.with(2, k.extent(2)));
        Shape v = value.shape();
        v.requireRank("value", "[batch, heads, length, valueDim]", 4);
        v.require("value", k.with(3, v.extent(3)));
        requireLength("queryAt", queryAt, q);
        requireLength("keyAt", keyAt, k);
        visibility.require(q, k);
    }

    private static void requireLength(String argument, Coordinates at, Shape tokens) {
        Shape shape = at.values().shape();
        boolean batchFits = at.areShared() || shape.extent(0) == tokens.extent(0);
        if (at.length() != tokens.extent(2) || !batchFits) {
            throw new ShapeMismatchException(
                    argument,
                    "[%d, dim] or [%d, %d, dim]".formatted(tokens.extent(2), tokens.extent(0), tokens.extent(2)),
                    shape);
        }
    }

    static void requireSameTokens(
            @Nullable RelativePositionalEncoding encoding,
            Tensor query,
            Tensor key,
            Coordinates queryAt,
            Coordinates keyAt,
            Visibility visibility) {
        if (encoding != null && encoding.config().needsSameTokens() && query.extent(-2) != key.extent(-2)) {
            throw new ShapeMismatchException(
                    "query",
                    "[…, %d, …], the same tokens as keys, because the encoding %s"
                            .formatted(
                                    key.extent(-2),
                                    encoding.config().decay() != Decay.NONE
                                            ? "decays with time"
                                            : "sets tokens themselves apart"),
                    query.shape());
        }
        // in causal attention the time of a query cancels
        boolean timed = encoding != null && encoding.config().decay() != Decay.NONE && !visibility.causal();
        if (timed
                && queryAt != keyAt
                && !Arrays.equals(queryAt.values().toDoubles(), keyAt.values().toDoubles())) {
            throw new IllegalArgumentException(
                    "queryAt: expected the places of keys, because the encoding decays with time, got others");
        }
    }

    static void requireBothDirections(Rpe rpe, Visibility visibility) {
        if (rpe instanceof GridTableBias && visibility.causal()) {
            throw new IllegalArgumentException(
                    "visibility: expected attention to all keys, because the cells of a grid-table have no order, got causal attention");
        }
    }

    static void requireCausal(Visibility visibility) {
        if (!visibility.causal()) {
            throw new IllegalArgumentException(
                    "visibility: expected causal attention, because a recurrence knows only what came before, got attention to all keys");
        }
    }

    /// The output of no queries, or of queries that have no keys.
    static Tensor nothing(Tensor query, Tensor value) {
        return Tensor.zeros(query.type(), query.extent(0), query.extent(1), query.extent(2), value.extent(3));
    }

    /// True where a query does not see a key, `[batch or 1, 1, queryLength, keyLength]`; null if all see
    /// all.
    static @Nullable Tensor hidden(Visibility visibility, int queryLength, int keyLength) {
        Tensor hidden = null;
        if (visibility.causal()) {
            hidden = Tensor.range(queryLength)
                    .unsqueeze(1)
                    .lessThan(Tensor.range(keyLength).unsqueeze(0))
                    .reshape(1, 1, queryLength, keyLength);
        }
        if (visibility.keys() != null) {
            hidden = either(hidden, visibility.keys().not().unsqueeze(1).unsqueeze(1));
        }
        if (visibility.segments() != null) {
            Tensor segments = Packing.runs(visibility.segments());
            hidden = either(
                    hidden,
                    segments.unsqueeze(-1).equalTo(segments.unsqueeze(-2)).not().unsqueeze(1));
        }
        return hidden;
    }

    private static Tensor either(@Nullable Tensor first, Tensor second) {
        return first == null ? second : first.not().and(second.not()).not();
    }

    /// `Σₘ signs·exp(logits)` over the last axis, divided by its sum over the keys that are seen.
    static Tensor normalize(Tensor logits, @Nullable Tensor signs, @Nullable Tensor hidden) {
        Tensor seen = hidden == null ? logits : logits.maskedFill(hidden.unsqueeze(-1), Double.NEGATIVE_INFINITY);
        Tensor greatest = seen.detach().max(-1).max(-2);
        Tensor finite = greatest.maskedFill(greatest.equalTo(Double.NEGATIVE_INFINITY), 0);
        Tensor exponentials = seen.subtract(finite).exp();
        Tensor weights = (signs == null ? exponentials : exponentials.multiply(signs))
                .sum(-1)
                .squeeze(-1);
        Tensor sums = weights.sum(-1);
        return weights.divide(sums.maskedFill(sums.equalTo(0), 1));
    }
}
