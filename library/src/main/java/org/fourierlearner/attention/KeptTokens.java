package org.fourierlearner.attention;

import java.util.Map;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.tensor.Shape;
import org.fourierlearner.tensor.Tensor;

/// All tokens of a stream so far, for attention that forgets nothing.
///
/// @param keys `[batch, heads, length, headDim]`
/// @param values `[batch, heads, length, valueDim]`
/// @param places `[batch, length, dim]`
record KeptTokens(Tensor keys, Tensor values, Tensor places) {

    /// Those of a state, and the next ones.
    static KeptTokens of(AttentionState state, Tensor key, Tensor value, Coordinates at) {
        Tensor places = at.perExample(key.extent(0));
        if (state.isEmpty()) {
            return new KeptTokens(key, value, places);
        }
        Shape before = state.get("keys").shape();
        before.require("state", key.shape().with(2, before.extent(2)));
        return new KeptTokens(
                Tensor.concatenate(-2, state.get("keys"), key),
                Tensor.concatenate(-2, state.get("values"), value),
                Tensor.concatenate(-2, state.get("places"), places));
    }

    /// True where a key comes after one of the last queries, `[1, 1, queries, length]`.
    Tensor later(int queries) {
        int total = keys.extent(-2);
        return Tensor.range(queries)
                .add((double) (total - queries))
                .unsqueeze(1)
                .lessThan(Tensor.range(total).unsqueeze(0))
                .reshape(1, 1, queries, total);
    }

    Map<String, Tensor> tensors() {
        return Map.of("keys", keys, "values", values, "places", places);
    }
}
