package org.fourierlearner.attention;

import java.util.ArrayList;
import java.util.List;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The weights of linear attention one by one, `O(length²·features)`: its definition, and for looking at it.
final class PairWeights {

    /// The queries whose features are paired with those of all keys at once.
    private static final int ROWS = 16;

    private PairWeights() {}

    /// {@return `Σₘ Qᵢₘ Kⱼₘ exp(mask)` of keys that are seen, divided by its sum over them, `[…, heads,
    /// queryLength, keyLength]`}
    ///
    /// @param queries features, `[…, queryLength, features]`
    /// @param keys likewise
    /// @param mask added to logarithms, `[…, queryLength, keyLength]`; null for none
    /// @param hidden true where a query does not see a key; null if all see all
    static Tensor of(Features queries, Features keys, @Nullable Tensor mask, @Nullable Tensor hidden) {
        List<Tensor> rows = new ArrayList<>();
        int first = 0;
        for (Features some : queries.split(ROWS)) {
            int count = some.log().extent(-2);
            try (var scope = Scope.open()) {
                rows.add(scope.leave(rows(
                        some,
                        keys,
                        mask == null ? null : mask.narrow(-2, first, count),
                        hidden == null || hidden.extent(-2) == 1 ? hidden : hidden.narrow(-2, first, count))));
            }
            first += count;
        }
        return Tensor.concatenate(-2, rows.toArray(Tensor[]::new));
    }

    private static Tensor rows(Features queries, Features keys, @Nullable Tensor mask, @Nullable Tensor hidden) {
        Tensor pairs = queries.log().unsqueeze(-2).add(keys.log().unsqueeze(-3));
        if (mask != null) {
            pairs = pairs.add(mask.unsqueeze(-1));
        }
        Tensor signs = queries.factor() == null || keys.factor() == null
                ? null
                : queries.factor().unsqueeze(-2).multiply(keys.factor().unsqueeze(-3));
        return AttentionShapes.normalize(pairs, signs, hidden);
    }
}
