package org.fourierlearner.attention;

import org.fourierlearner.tensor.Shape;
import org.fourierlearner.tensor.ShapeMismatchException;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Which keys a query sees. A query that sees no key gets zeros.
///
/// @param causal whether query `i` sees only keys `j ≤ i`
/// @param keys `[batch, length]`, true where a key is a token and not padding; null if all are
/// @param segments `[batch, length]`, whole numbers: neighbours of one number see each other, and no
///     others, also if the number comes again later; null if all are of one segment. Queries and keys then
///     are the same tokens.
public record Visibility(
        boolean causal, @Nullable Tensor keys, @Nullable Tensor segments) {

    /// {@return every query sees every key}
    public static Visibility all() {
        return new Visibility(false, null, null);
    }

    /// {@return every query sees the keys up to its own place}
    public static Visibility upToSelf() {
        return new Visibility(true, null, null);
    }

    /// {@return this, with padding}
    ///
    /// @param keys `[batch, length]`, true where a key is a token
    public Visibility withPadding(Tensor keys) {
        return new Visibility(causal, keys, segments);
    }

    /// {@return this, with several sequences packed into each row}
    ///
    /// @param segments `[batch, length]`, equal within a sequence
    public Visibility withSegments(Tensor segments) {
        return new Visibility(causal, keys, segments);
    }

    void require(Shape query, Shape key) {
        int keyLength = key.extent(2);
        Shape expected = Shape.of(query.extent(0), keyLength);
        if (keys != null) {
            keys.shape().require("visibility.keys", expected);
        }
        if (segments != null) {
            segments.shape().require("visibility.segments", expected);
        }
        if ((segments != null || causal) && query.extent(2) != keyLength) {
            throw new ShapeMismatchException(
                    "query",
                    "[…, %d, …], as many as keys when attention is causal or packed".formatted(keyLength),
                    query);
        }
    }
}
