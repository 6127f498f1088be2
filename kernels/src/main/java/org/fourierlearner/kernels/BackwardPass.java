package org.fourierlearner.kernels;

/// The gradients where all queries see all keys, features recomputed tile by tile.
///
/// With normalized queries `Q`, whose products with keys `K` are the weights, the sums `S`, `z` over the keys,
/// and `δᵢ = ōᵢ·outᵢ`:
///
/// - `Q̄ᵢₘ = Sₘ·ōᵢ − δᵢzₘ`, in a first pass, over queries,
/// - `K̄ⱼₘ = Tₘ·vⱼ − tₘ` and `v̄ⱼ = Σₘ KⱼₘTₘ`, in a second one, over keys, with `Tₘ = Σ Qᵢₘōᵢ` and
///   `tₘ = Σ Qᵢₘδᵢ` over the queries.
///
/// Gradients of logarithms are `Q̄∘Q` and `K̄∘K`.
///
/// @param gradients the memory of the worker
record BackwardPass(TileGradients gradients) {

    /// The first pass, over a stretch of queries.
    ///
    /// @param keys sums over all keys
    /// @param sums what `T` and `t` are added to
    void queries(int example, int head, int start, int end, KeySums keys, QuerySums sums) {
        for (int first = start; first < end; first += gradients.tiles.size) {
            int count = Math.min(gradients.tiles.size, end - first);
            gradients.loadQueries(example, head, first, count, keys, 0);
            gradients.findDeltas(example, head, first, count);
            gradients.beginQueries(keys, count);
            gradients.storeQueries(example, head, first, count, keys);
            sums.add(gradients.arithmetic, gradients.tiles.queries, gradients.incoming, gradients.deltas, count);
        }
    }

    /// The second pass, over a stretch of keys.
    ///
    /// @param keys sums over all keys
    /// @param sums over all queries, settled
    void keys(int example, int head, int start, int end, KeySums keys, QuerySums sums) {
        Tiles tiles = gradients.tiles;
        for (int first = start; first < end; first += tiles.size) {
            int count = Math.min(tiles.size, end - first);
            tiles.loadKeys(example, head, first, count, 0);
            tiles.keysBecomeExponentials(keys.negativeShifts, count, null);
            tiles.loadValues(example, head, first, count);
            gradients.beginKeys(sums, count);
            gradients.storeKeys(example, head, first, count, sums);
        }
    }
}
