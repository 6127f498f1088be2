package org.fourierlearner.kernels;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// The gradients of one head of one example, features recomputed tile by tile.
///
/// With normalized queries `Q''`, whose products with keys are the weights, the sums `S`, `z` over the keys
/// that a query sees, and `δᵢ = ōᵢ·outᵢ`:
///
/// - `Q̄ᵢₘ = Sₘ·ōᵢ − δᵢzₘ`, in a first pass, over queries,
/// - `K̄ⱼₘ = Tₘ·vⱼ − tₘ` and `v̄ⱼ = Σₘ KⱼₘTₘ`, in a second one, over keys, with `Tₘ = Σ Q''ᵢₘōᵢ` and
///   `tₘ = Σ Q''ᵢₘδᵢ` over the queries that see the key; causal attention goes backwards here.
///
/// Gradients of logarithms are `Q̄∘Q''` and `K̄∘K`.
final class BackwardPass {
    private final Tiles tiles;
    private final AttentionProblem problem;
    private final Arithmetic arithmetic;
    private final Operand output;
    private final LogNormalizers normalizers;
    private final Operand outputGradient;
    private final AttentionGradients gradients;

    private final int valueDim;
    private final KeySums state;

    /// `T`, `[features, valueDim]`, and `−t`.
    private final Matrix querySums;

    private final float[] negativeTotals;

    /// `[features, tokens]`.
    private final Matrix featureGradients;

    /// `[tokens, tokens]`: weights and their gradients within a causal tile.
    private final Matrix pairs;

    private final Matrix pairGradients;

    /// `[tokens, valueDim]`.
    private final Matrix incoming;

    private final Matrix outputs;

    /// `[valueDim, tokens]`: incoming gradients, later values.
    private final Matrix transposed;

    /// `[tokens, headDim]`.
    private final Matrix rows;

    /// `δ` of all queries of the run.
    private final float[] deltas;

    private final float[] delta;
    private final float[] negativeDelta;
    private final float[] normalizer;
    private final float[] columnSums;
    private final float[] tileTotals;
    private final float[] factors;
    private final Deque<CausalTile> done = new ArrayDeque<>();
    private int runStart;

    BackwardPass(
            AttentionProblem problem,
            Arithmetic arithmetic,
            Operand output,
            LogNormalizers normalizers,
            Operand outputGradient,
            AttentionGradients gradients) {
        tiles = new Tiles(problem, arithmetic);
        this.problem = problem;
        this.arithmetic = arithmetic;
        this.output = output;
        this.normalizers = normalizers;
        this.outputGradient = outputGradient;
        this.gradients = gradients;
        valueDim = problem.value().columns();
        int features = tiles.featureCount;
        state = new KeySums(arithmetic, features, valueDim);
        querySums = new Matrix(arithmetic, features, valueDim);
        negativeTotals = new float[features];
        featureGradients = new Matrix(arithmetic, features, tiles.size);
        pairs = new Matrix(arithmetic, tiles.size, tiles.size);
        pairGradients = new Matrix(arithmetic, tiles.size, tiles.size);
        incoming = new Matrix(arithmetic, tiles.size, valueDim);
        outputs = new Matrix(arithmetic, tiles.size, valueDim);
        transposed = new Matrix(arithmetic, valueDim, tiles.size);
        rows = new Matrix(arithmetic, tiles.size, problem.query().columns());
        deltas = new float[problem.query().rows()];
        delta = new float[tiles.queries.columns];
        negativeDelta = new float[delta.length];
        normalizer = new float[delta.length];
        columnSums = new float[delta.length];
        tileTotals = new float[features];
        factors = new float[features];
    }

    /// Turns to a head, for one or more examples.
    void select(int head) {
        tiles.map.select(head);
    }

    void run(int example, int head) {
        for (int run = 0; run < problem.runCount(example); run++) {
            int start = problem.runStart(example, run);
            int end = problem.runStart(example, run + 1);
            state.clear(start < end ? problem.time(example, head, start) : 0);
            querySums.clear();
            Arrays.fill(negativeTotals, 0);
            if (problem.causal()) {
                causal(example, head, start, end);
            } else {
                toAll(example, head, start, end);
            }
        }
    }

    /// Writes what was collected over the examples since [#select].
    void finish() {
        tiles.map.storeProjection(gradients.projection());
    }

    // ── attention to all keys ───────────────────────────────────────────────────────────────────

    private void toAll(int example, int head, int start, int end) {
        for (int first = start; first < end; first += tiles.size) {
            int count = Math.min(tiles.size, end - first);
            tiles.loadKeys(example, head, first, count, 0);
            tiles.loadValues(example, head, first, count);
            state.look(arithmetic, tiles.keys, 0);
            state.meet(arithmetic, tiles.keys);
            state.add(arithmetic, tiles.keys, tiles.values, count);
        }
        runStart = problem.runs() == null ? 0 : start;
        int queryEnd = problem.runs() == null ? problem.query().rows() : end;
        for (int first = runStart; first < queryEnd; first += tiles.size) {
            int count = Math.min(tiles.size, queryEnd - first);
            meetQueries(example, head, first, count, 0);
            findDeltas(example, head, first, count);
            gradientsOfSums(example, head, first, count);
            storeQueries(example, head, first, count);
            addQueries(count);
        }
        for (int first = start; first < end; first += tiles.size) {
            int count = Math.min(tiles.size, end - first);
            tiles.loadKeys(example, head, first, count, 0);
            arithmetic.exponentialsOfRows(tiles.keys, tiles.featureCount, state.shifts, tileTotals);
            gradientsOfQuerySums(example, head, first, count);
            storeKeys(example, head, first, count);
        }
    }

    // ── causal attention ────────────────────────────────────────────────────────────────────────

    private void causal(int example, int head, int start, int end) {
        runStart = start;
        done.clear();
        for (int first = start; first < end; first += tiles.size) {
            causalQueries(example, head, first, Math.min(tiles.size, end - first));
        }
        CausalTile later = null;
        while (!done.isEmpty()) {
            CausalTile tile = done.removeLast();
            if (later != null) {
                rescaleQuerySums(tile, later);
            }
            causalKeys(example, head, tile);
            later = tile;
        }
    }

    private void causalQueries(int example, int head, int first, int count) {
        double end = problem.time(example, head, first + count - 1);
        tiles.loadKeys(example, head, first, count, end);
        state.look(arithmetic, tiles.keys, end);
        if (count > 1 && state.rise(tiles.keys, count) > CausalTile.GREATEST_RISE) {
            int half = count / 2;
            causalQueries(example, head, first, half);
            causalQueries(example, head, first + half, count - half);
            return;
        }
        tiles.loadValues(example, head, first, count);
        state.meet(arithmetic, tiles.keys);
        done.addLast(new CausalTile(first, count, end, state.maximum.clone()));
        meetQueries(example, head, first, count, end);
        findDeltas(example, head, first, count);
        gradientsOfSums(example, head, first, count);

        arithmetic.setSums(pairGradients, count, tiles.zeros, negativeDelta);
        arithmetic.multiply(tiles.values, transposed, pairGradients, valueDim);
        pairGradients.clearTriangle(count, true);
        arithmetic.multiply(tiles.keys, pairGradients, featureGradients, count);

        storeQueries(example, head, first, count);
        state.add(arithmetic, tiles.keys, tiles.values, count);
    }

    private void causalKeys(int example, int head, CausalTile tile) {
        int first = tile.first();
        int count = tile.count();
        state.recall(tile);
        tiles.loadKeys(example, head, first, count, tile.end());
        arithmetic.exponentialsOfRows(tiles.keys, tiles.featureCount, state.shifts, tileTotals);
        meetQueries(example, head, first, count, tile.end());
        recallDeltas(first, count);
        tiles.loadRows(outputGradient, example, head, first, count, incoming);
        gradientsOfQuerySums(example, head, first, count);

        pairs.clear();
        arithmetic.multiplyTransposed(tiles.queries, tiles.keys, pairs, tiles.featureCount);
        pairs.clearTriangle(count, false);
        arithmetic.multiplyTransposed(pairs, incoming, outputs, count);

        arithmetic.setSums(pairGradients, count, negativeDelta, tiles.zeros);
        arithmetic.multiply(incoming, transposed, pairGradients, valueDim);
        pairGradients.clearTriangle(count, false);
        arithmetic.multiply(tiles.queries, pairGradients, featureGradients, count);

        storeKeys(example, head, first, count);
        addQueries(count);
    }

    /// Sums over later queries are in units of the later tile's greatest keys.
    private void rescaleQuerySums(CausalTile tile, CausalTile later) {
        float elapsed = (float) (later.end() - tile.end());
        for (int feature = 0; feature < tiles.featureCount; feature++) {
            factors[feature] = tile.maximum()[feature] == Float.NEGATIVE_INFINITY
                    ? 0
                    : (float) Math.exp(tile.maximum()[feature] - later.maximum()[feature] - elapsed);
            negativeTotals[feature] *= factors[feature];
        }
        arithmetic.scaleRows(querySums, tiles.featureCount, factors);
    }

    // ── parts of both ───────────────────────────────────────────────────────────────────────────

    /// Replaces the queries' logarithms by `exp(log Q + μ − normalizer)`.
    private void meetQueries(int example, int head, int first, int count, double end) {
        tiles.loadQueries(example, head, first, count);
        Arrays.fill(normalizer, Float.POSITIVE_INFINITY);
        for (int row = 0; row < count; row++) {
            double since = problem.causal() ? end - problem.time(example, head, first + row) : 0;
            normalizer[row] = (float) (normalizers.get(example, head, first + row) - since);
        }
        arithmetic.exponentials(tiles.queries, tiles.featureCount, state.shifts, normalizer);
    }

    private void findDeltas(int example, int head, int first, int count) {
        tiles.loadRows(outputGradient, example, head, first, count, incoming);
        tiles.loadRows(output, example, head, first, count, outputs);
        arithmetic.rowProducts(incoming, outputs, count, delta);
        System.arraycopy(delta, 0, deltas, first - runStart, count);
        recallDeltas(first, count);
    }

    private void recallDeltas(int first, int count) {
        Arrays.fill(delta, 0);
        System.arraycopy(deltas, first - runStart, delta, 0, count);
        for (int row = 0; row < delta.length; row++) {
            negativeDelta[row] = -delta[row];
        }
    }

    /// `Sₘ·ōᵢ − δᵢzₘ`, with the sums before the tile.
    private void gradientsOfSums(int example, int head, int first, int count) {
        tiles.loadTransposed(outputGradient, example, head, first, count, transposed);
        arithmetic.setProducts(featureGradients, tiles.featureCount, state.totals, negativeDelta);
        arithmetic.multiply(state.sums, transposed, featureGradients, valueDim);
    }

    /// `Tₘ·vⱼ − tₘ` and `Σₘ KⱼₘTₘ`, with the sums after the tile.
    private void gradientsOfQuerySums(int example, int head, int first, int count) {
        tiles.loadTransposed(problem.value(), example, head, first, count, transposed);
        arithmetic.setSums(featureGradients, tiles.featureCount, negativeTotals, tiles.zeros);
        arithmetic.multiply(querySums, transposed, featureGradients, valueDim);
        outputs.clear();
        arithmetic.multiplyTransposed(tiles.keys, querySums, outputs, tiles.featureCount);
    }

    private void addQueries(int count) {
        arithmetic.multiply(tiles.queries, incoming, querySums, count);
        arithmetic.addWeightedRowSums(tiles.queries, tiles.featureCount, negativeDelta, negativeTotals);
    }

    private void storeQueries(int example, int head, int first, int count) {
        featureGradients.multiply(tiles.queries);
        addLogits(gradients.queryLogits(), example, head, first, count);
        if (gradients.projection() != null) {
            tiles.loadRows(problem.query(), example, head, first, count, rows);
            tiles.map.addToProjection(featureGradients, rows, count);
        }
        store(tiles.map.toTokens(featureGradients, tiles.queryTokens), gradients.query(), example, head, first, count);
    }

    private void storeKeys(int example, int head, int first, int count) {
        store(outputs, gradients.value(), example, head, first, count);
        featureGradients.multiply(tiles.keys);
        addLogits(gradients.keyLogits(), example, head, first, count);
        Arrays.fill(columnSums, 0);
        arithmetic.addWeightedColumnSums(featureGradients, tiles.featureCount, tiles.ones, columnSums);
        addClock(example, head, first, count);
        if (gradients.projection() != null || tiles.map.halfSquare() != 0) {
            tiles.loadRows(problem.key(), example, head, first, count, rows);
        }
        if (gradients.projection() != null) {
            tiles.map.addToProjection(featureGradients, rows, count);
        }
        Matrix tokens = tiles.map.toTokens(featureGradients, tiles.keyTokens);
        if (tiles.map.halfSquare() != 0) {
            for (int row = 0; row < count; row++) {
                columnSums[row] *= -2 * tiles.map.halfSquare();
            }
            arithmetic.addRows(tokens, count, columnSums, rows);
        }
        store(tokens, gradients.key(), example, head, first, count);
    }

    private void addClock(int example, int head, int first, int count) {
        MemorySegment clock = gradients.clock();
        AttentionProblem.Clock times = problem.clock();
        if (clock == null || times == null) {
            return;
        }
        long start = ((times.shared() ? 0L : (long) example * problem.query().heads()) + head)
                * problem.key().rows();
        for (int row = 0; row < count; row++) {
            long at = start + first + row;
            clock.setAtIndex(JAVA_DOUBLE_UNALIGNED, at, clock.getAtIndex(JAVA_DOUBLE_UNALIGNED, at) + columnSums[row]);
        }
    }

    private void addLogits(@Nullable Operand target, int example, int head, int first, int count) {
        if (target == null) {
            return;
        }
        tiles.addFeatures(featureGradients, target, example, head, first, count);
    }

    private void store(Matrix source, Operand target, int example, int head, int first, int count) {
        tiles.store(source, tiles.ones, target, example, head, first, count);
    }
}
