package org.fourierlearner.kernels;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The gradients of a tile of queries or of keys; the memory of one worker. Both passes of backward are
/// made of these steps.
final class TileGradients {
    final Tiles tiles;
    final Arithmetic arithmetic;
    final int valueDim;

    /// Of logarithms, `[tokens, features]`.
    final Matrix features;

    /// Gradients `ō` of outputs, `[tokens, valueDim]`.
    final Matrix incoming;

    /// Gradients of values, `[tokens, valueDim]`.
    final Matrix values;

    /// `δᵢ = ōᵢ·outᵢ`.
    final float[] deltas;

    final Part part;

    private final AttentionProblem problem;
    private final Operand output;
    private final LogNormalizers normalizers;
    private final Operand outputGradient;
    private final AttentionGradients targets;
    private final Matrix outputs;
    private final float[] negatedNormalizers;
    private final float[] rowSums;
    private @Nullable Matrix projection;
    private double self;

    TileGradients(
            AttentionProblem problem,
            Arithmetic arithmetic,
            Operand output,
            LogNormalizers normalizers,
            Operand outputGradient,
            AttentionGradients targets,
            Part part) {
        this.part = part;
        tiles = new Tiles(problem, arithmetic);
        this.problem = problem;
        this.arithmetic = arithmetic;
        this.output = output;
        this.normalizers = normalizers;
        this.outputGradient = outputGradient;
        this.targets = targets;
        valueDim = problem.value().columns();
        features = new Matrix(arithmetic, tiles.size, tiles.featureCount);
        incoming = new Matrix(arithmetic, tiles.size, valueDim);
        outputs = new Matrix(arithmetic, tiles.size, valueDim);
        values = new Matrix(arithmetic, tiles.size, valueDim);
        deltas = new float[tiles.size];
        negatedNormalizers = new float[tiles.size];
        rowSums = new float[tiles.size];
    }

    /// {@return sums over no keys}
    KeySums newKeySums() {
        return new KeySums(arithmetic, tiles.featureCount, valueDim, true);
    }

    /// {@return the sums over all keys, if forward kept them}
    @Nullable
    KeySums kept(int example, int head) {
        return normalizers.kept(example, head);
    }

    /// {@return sums over no queries}
    QuerySums newQuerySums() {
        return new QuerySums(arithmetic, tiles.featureCount, valueDim);
    }

    /// Turns to a head.
    ///
    /// @param projectionGradient what the gradient of its projection is added to; null if not wanted
    void select(int head, @Nullable Matrix projectionGradient) {
        tiles.map.select(head);
        projection = projectionGradient;
    }

    /// Adds `Aᵢᵢ(ōᵢ·vᵢ − δᵢ)` of a tile to the gradient of the head's self logit.
    void addSelf(Matrix pairs, Matrix pairGradients, int count) {
        for (int k = 0; k < count; k++) {
            int at = pairs.index(k, k);
            self += (double) pairs.data[at] * pairGradients.data[at];
        }
    }

    /// {@return the gradient of a self logit since this was asked last}
    double takeSelf() {
        double taken = self;
        self = 0;
        return taken;
    }

    /// Replaces the logarithms of queries by `exp(log Q + μ − normalizer)`, and reads the gradients of their outputs.
    ///
    /// @param state whose `μ` it is
    /// @param end the time that `μ` is counted from
    void loadQueries(int example, int head, int first, int count, KeySums state, double end) {
        tiles.loadQueries(example, head, first, count);
        for (int row = 0; row < count; row++) {
            double since = problem.causal() ? end - problem.time(example, head, first + row) : 0;
            negatedNormalizers[row] = (float) (since - normalizers.get(example, head, first + row));
        }
        arithmetic.exponentials(tiles.queries, count, negatedNormalizers, state.shifts, null);
        tiles.loadRows(outputGradient, example, head, first, count, incoming);
    }

    /// Sets `δ` of the queries that were loaded last.
    void findDeltas(int example, int head, int first, int count) {
        tiles.loadRows(output, example, head, first, count, outputs);
        arithmetic.rowProducts(incoming, outputs, count, deltas);
    }

    /// Begins `Q̄ᵢₘ = Sₘ·ōᵢ`.
    void beginQueries(KeySums state, int count) {
        arithmetic.multiply(incoming, state.sums, features, count, valueDim, true);
    }

    /// Ends with `(Q̄ᵢₘ − δᵢzₘ)·Qᵢₘ`, and writes what follows from it.
    void storeQueries(int example, int head, int first, int count, KeySums state) {
        arithmetic.subtractProductsAndMultiply(features, count, deltas, state.totals, tiles.queries);
        storeLogits(targets.queryLogits(), example, head, first, count);
        addProjection(tiles.queryTokens, count);
        if (part != Part.WHOLE && targets.clock() != null) {
            // the time of a query changes all weights of a part alike, which cancels unless there is another part
            arithmetic.weightedRowSums(features, count, tiles.ones, rowSums);
            storeClock(example, head, first, count, -1, part.adds());
        }
        Matrix tokens = tiles.map.toTokens(features, tiles.queryTokens, count);
        store(tokens, targets.query(), example, head, first, count);
    }

    /// Begins `K̄ⱼₘ = Tₘ·vⱼ` and `v̄ⱼ = Σₘ KⱼₘTₘ`.
    void beginKeys(QuerySums queries, int count) {
        arithmetic.multiply(tiles.values, queries.transposed, features, count, valueDim, true);
        arithmetic.multiply(tiles.keys, queries.plain, values, count, tiles.featureCount, true);
    }

    /// Ends with `(K̄ⱼₘ − tₘ)·Kⱼₘ`, and writes what follows from it.
    void storeKeys(int example, int head, int first, int count, QuerySums queries) {
        store(values, targets.value(), example, head, first, count);
        arithmetic.subtractProductsAndMultiply(features, count, tiles.ones, queries.totals, tiles.keys);
        storeLogits(targets.keyLogits(), example, head, first, count);
        addProjection(tiles.keyTokens, count);
        arithmetic.weightedRowSums(features, count, tiles.ones, rowSums);
        storeClock(example, head, first, count, 1, part != Part.WHOLE);
        Matrix tokens = tiles.map.toTokens(features, tiles.keyTokens, count);
        float halfSquare = tiles.map.halfSquare();
        if (halfSquare != 0) {
            for (int row = 0; row < count; row++) {
                rowSums[row] *= -2 * halfSquare;
            }
            arithmetic.addRows(tokens, count, rowSums, tiles.keyTokens);
        }
        store(tokens, targets.key(), example, head, first, count);
    }

    private void store(Matrix rows, Operand target, int example, int head, int first, int count) {
        if (part.adds()) {
            tiles.addRows(rows, target, example, head, first, count);
        } else {
            tiles.store(rows, tiles.ones, target, example, head, first, count);
        }
    }

    private void storeLogits(@Nullable Operand target, int example, int head, int first, int count) {
        if (target == null) {
            return;
        }
        if (target.isShared() && example > 0) {
            tiles.addRows(features, target, example, head, first, count);
        } else {
            store(features, target, example, head, first, count);
        }
    }

    private void addProjection(Matrix tokens, int count) {
        if (projection != null) {
            arithmetic.multiplyTransposed(features, tokens, projection, tiles.featureCount, count, false);
        }
    }

    /// @param sign of the sums of rows, in the order of the problem
    /// @param adds whether something is there
    private void storeClock(int example, int head, int first, int count, int sign, boolean adds) {
        MemorySegment clock = targets.clock();
        AttentionProblem.Clock times = problem.clock();
        if (clock == null || times == null) {
            return;
        }
        boolean begun = adds || (times.shared() && example > 0);
        for (int row = 0; row < count; row++) {
            long at = problem.timeIndex(times, example, head, first + row);
            double before = begun ? clock.getAtIndex(JAVA_DOUBLE_UNALIGNED, at) : 0;
            clock.setAtIndex(JAVA_DOUBLE_UNALIGNED, at, before + sign * times.sign() * rowSums[row]);
        }
    }
}
