package org.fourierlearner.kernels;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The gradients where queries see keys up to themselves: the sums of [BackwardPass] run over the keys
/// before and over the queries after a token, so the second pass goes backwards.
final class CausalBackwardPass {
    private final TileGradients gradients;
    private final Tiles tiles;
    private final Arithmetic arithmetic;

    /// Weights of queries, in rows, and keys.
    private final Matrix pairs;

    private final Matrix pairGradients;
    private final Matrix keysTransposed;
    private final Matrix valuesTransposed;

    CausalBackwardPass(TileGradients gradients) {
        this.gradients = gradients;
        tiles = gradients.tiles;
        arithmetic = gradients.arithmetic;
        pairs = new Matrix(arithmetic, tiles.size, tiles.size);
        pairGradients = new Matrix(arithmetic, tiles.size, tiles.size);
        keysTransposed = new Matrix(arithmetic, tiles.featureCount, tiles.size);
        valuesTransposed = new Matrix(arithmetic, gradients.valueDim, tiles.size);
    }

    /// A stretch of tokens, and what the first pass leaves to the second.
    static final class Stretch {
        final int example;
        final int head;
        final int start;
        final int end;
        private final float[] deltas;
        private final List<Begin> tiles = new ArrayList<>();

        Stretch(int example, int head, int start, int end) {
            this.example = example;
            this.head = head;
            this.start = start;
            this.end = end;
            deltas = new float[end - start];
        }
    }

    /// The greatest keys before a tile, and the time that they are counted from.
    @SuppressWarnings("ArrayRecordComponent")
    private record Begin(float[] maximum, double end) {}

    /// The first pass.
    ///
    /// @param keys sums over the keys before the stretch; those of the stretch are added
    /// @param ahead sums over the queries of the stretch in the units of the keys before it, if wanted
    void queries(Stretch stretch, KeySums keys, @Nullable QuerySums ahead) {
        for (int first = stretch.start; first < stretch.end; first += tiles.size) {
            stretch.tiles.add(new Begin(keys.maximum.clone(), keys.end));
            queries(stretch, first, Math.min(tiles.size, stretch.end - first), keys, ahead);
        }
    }

    private void queries(Stretch stretch, int first, int count, KeySums keys, @Nullable QuerySums ahead) {
        int example = stretch.example;
        int head = stretch.head;
        double end = time(stretch, first + count - 1);
        tiles.loadKeys(example, head, first, count, end);
        keys.look(tiles, count, end);
        if (keys.risesTooMuch(tiles, count)) {
            int half = count / 2;
            queries(stretch, first, half, keys, ahead);
            queries(stretch, first + half, count - half, keys, ahead);
            return;
        }
        keys.meet(tiles, count);
        tiles.loadValues(example, head, first, count);
        gradients.loadQueries(example, head, first, count, keys, end);
        gradients.findDeltas(example, head, first, count);
        System.arraycopy(gradients.deltas, 0, stretch.deltas, first - stretch.start, count);
        gradients.beginQueries(keys, count);
        findPairGradients(count);
        pairGradients.scaleDiagonal(count, tiles.problem.selfFactor(head));
        arithmetic.multiply(pairGradients, tiles.keys, gradients.features, count, count, false);
        gradients.storeQueries(example, head, first, count, keys);
        if (ahead != null) {
            ahead.addRescaled(arithmetic, tiles.queries, gradients.incoming, gradients.deltas, count, keys);
        }
        keys.add(tiles, count);
    }

    /// `ōᵢ·vⱼ − δᵢ` for `j ≤ i`.
    private void findPairGradients(int count) {
        arithmetic.transpose(tiles.values, count, gradients.valueDim, valuesTransposed);
        arithmetic.multiply(gradients.incoming, valuesTransposed, pairGradients, count, gradients.valueDim, true);
        arithmetic.subtractFromRows(pairGradients, count, gradients.deltas);
        pairGradients.clearRightOfDiagonal(count);
    }

    /// The second pass.
    ///
    /// @param keys for their units; sums are lost
    /// @param after sums over the queries after the stretch; those of the stretch are added
    void keys(Stretch stretch, KeySums keys, QuerySums after) {
        for (int k = stretch.tiles.size() - 1; k >= 0; k--) {
            int first = stretch.start + k * tiles.size;
            keys(stretch, first, Math.min(tiles.size, stretch.end - first), stretch.tiles.get(k), keys, after);
        }
    }

    private void keys(Stretch stretch, int first, int count, Begin begin, KeySums keys, QuerySums after) {
        int example = stretch.example;
        int head = stretch.head;
        double end = time(stretch, first + count - 1);
        tiles.loadKeys(example, head, first, count, end);
        keys.recall(begin.maximum(), begin.end());
        keys.look(tiles, count, end);
        if (keys.risesTooMuch(tiles, count)) {
            int half = count / 2;
            double middle = time(stretch, first + half - 1);
            tiles.loadKeys(example, head, first, half, middle);
            keys.look(tiles, half, middle);
            keys.advance();
            var between = new Begin(keys.maximum.clone(), middle);
            keys(stretch, first + half, count - half, between, keys, after);
            keys(stretch, first, half, begin, keys, after);
            return;
        }
        keys.advance();
        after.rescale(arithmetic, keys.maximum, end);
        after.settle(arithmetic);
        tiles.keysBecomeExponentials(keys.negativeShifts, count, null);
        tiles.loadValues(example, head, first, count);
        gradients.loadQueries(example, head, first, count, keys, end);
        System.arraycopy(stretch.deltas, first - stretch.start, gradients.deltas, 0, count);
        gradients.beginKeys(after, count);

        arithmetic.transpose(tiles.keys, count, tiles.featureCount, keysTransposed);
        arithmetic.multiply(tiles.queries, keysTransposed, pairs, count, tiles.featureCount, true);
        pairs.clearRightOfDiagonal(count);
        float selfFactor = tiles.problem.selfFactor(head);
        pairs.scaleDiagonal(count, selfFactor);
        arithmetic.multiplyTransposed(pairs, gradients.incoming, gradients.values, count, count, false);
        findPairGradients(count);
        gradients.addSelf(pairs, pairGradients, count);
        pairGradients.scaleDiagonal(count, selfFactor);
        arithmetic.multiplyTransposed(pairGradients, tiles.queries, gradients.features, count, count, false);

        gradients.storeKeys(example, head, first, count, after);
        after.add(arithmetic, tiles.queries, gradients.incoming, gradients.deltas, count);
    }

    private double time(Stretch stretch, int place) {
        return tiles.problem.time(stretch.example, stretch.head, place);
    }
}
