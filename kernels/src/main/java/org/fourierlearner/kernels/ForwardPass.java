package org.fourierlearner.kernels;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The outputs of heads of examples, one after the other: what one thread does.
final class ForwardPass {
    private final Tiles tiles;
    private final AttentionProblem problem;
    private final Arithmetic arithmetic;
    private final Operand output;
    private final @Nullable LogNormalizers normalizers;
    private final Part part;

    /// Queries as rows and keys as columns.
    private final Matrix pairs;

    private final Matrix keysTransposed;
    private final Matrix numerators;
    private final float[] negatedGreatest;
    private final float[] denominators;
    private final float[] farDenominators;
    private final float[] sharesThere;
    private int selected = -1;

    /// @param normalizers what is set, and if there is a part before this one what is added to; null if not wanted
    ForwardPass(
            AttentionProblem problem,
            Arithmetic arithmetic,
            Operand output,
            @Nullable LogNormalizers normalizers,
            Part part) {
        if (part.adds() && normalizers == null) {
            throw new IllegalArgumentException("normalizers: expected those of the part before, got null");
        }
        tiles = new Tiles(problem, arithmetic);
        this.problem = problem;
        this.arithmetic = arithmetic;
        this.output = output;
        this.normalizers = normalizers;
        this.part = part;
        pairs = new Matrix(arithmetic, tiles.size, tiles.size);
        keysTransposed = new Matrix(arithmetic, tiles.featureCount, tiles.size);
        numerators = new Matrix(arithmetic, tiles.size, problem.value().columns());
        negatedGreatest = new float[tiles.size];
        denominators = new float[tiles.size];
        farDenominators = new float[tiles.size];
        sharesThere = new float[tiles.size];
    }

    /// {@return sums over no keys}
    KeySums newSums() {
        return new KeySums(arithmetic, tiles.featureCount, problem.value().columns(), false);
    }

    /// All of one head, run by run.
    ///
    /// @param state for the sums; cleared
    void run(int example, int head, KeySums state) {
        for (int run = 0; run < problem.runCount(example); run++) {
            int start = problem.runStart(example, run);
            int end = problem.runStart(example, run + 1);
            state.clear(start < end ? problem.time(example, head, start) : 0);
            if (problem.causal()) {
                causal(example, head, start, end, state, false);
            } else {
                addKeys(example, head, start, end, state);
                if (normalizers != null) {
                    normalizers.keep(arithmetic, example, head, state);
                }
                boolean whole = problem.runs() == null;
                toAll(example, head, whole ? 0 : start, whole ? problem.query().rows() : end, state);
            }
        }
    }

    /// Adds the keys of a stretch to the sums.
    void addKeys(int example, int head, int start, int end, KeySums state) {
        select(head);
        double newEnd = start < end ? problem.time(example, head, end - 1) : state.end;
        state.addKeys(tiles, example, head, start, end, newEnd);
    }

    /// Queries that see all keys of the sums.
    void toAll(int example, int head, int start, int end, KeySums state) {
        select(head);
        for (int first = start; first < end; first += tiles.size) {
            int count = Math.min(tiles.size, end - first);
            meetQueries(example, head, first, count, state);
            Arrays.fill(denominators, 0, count, 0);
            finish(example, head, first, count, state, true);
        }
    }

    /// Queries that see the keys of the sums and those up to themselves, which are added to the sums.
    ///
    /// @param goesOn whether the sums are wanted afterwards
    void causal(int example, int head, int start, int end, KeySums state, boolean goesOn) {
        select(head);
        for (int first = start; first < end; first += tiles.size) {
            int count = Math.min(tiles.size, end - first);
            causalTile(example, head, first, count, state, goesOn || first + count < end);
        }
    }

    private void select(int head) {
        if (head != selected) {
            tiles.map.select(head);
            selected = head;
        }
    }

    private void causalTile(int example, int head, int first, int count, KeySums state, boolean goesOn) {
        double end = problem.time(example, head, first + count - 1);
        tiles.loadKeys(example, head, first, count, end);
        state.look(tiles, count, end);
        if (state.risesTooMuch(tiles, count)) {
            int half = count / 2;
            causalTile(example, head, first, half, state, true);
            causalTile(example, head, first + half, count - half, state, goesOn);
            return;
        }
        state.meet(tiles, count);
        tiles.loadValues(example, head, first, count);
        meetQueries(example, head, first, count, state);

        arithmetic.transpose(tiles.keys, count, tiles.featureCount, keysTransposed);
        arithmetic.multiply(tiles.queries, keysTransposed, pairs, count, tiles.featureCount, true);
        pairs.clearRightOfDiagonal(count);
        pairs.scaleDiagonal(count, problem.selfFactor(head));
        arithmetic.weightedRowSums(pairs, count, tiles.ones, denominators);
        arithmetic.multiply(pairs, tiles.values, numerators, count, count, true);
        finish(example, head, first, count, state, false);
        if (goesOn) {
            state.add(tiles, count);
        }
    }

    /// Replaces the queries' logarithms by `exp(log Q + μ − maximum of the query)`.
    private void meetQueries(int example, int head, int first, int count, KeySums state) {
        tiles.loadQueries(example, head, first, count);
        arithmetic.rowMaxima(tiles.queries, count, state.shifts, negatedGreatest);
        for (int row = 0; row < count; row++) {
            negatedGreatest[row] = -negatedGreatest[row];
        }
        arithmetic.exponentials(tiles.queries, count, negatedGreatest, state.shifts, null);
    }

    /// Adds what the state holds, divides, and writes.
    ///
    /// @param far whether the state is all that the queries see
    private void finish(int example, int head, int first, int count, KeySums state, boolean far) {
        arithmetic.multiply(tiles.queries, state.sums, numerators, count, tiles.featureCount, far);
        arithmetic.weightedRowSums(tiles.queries, count, state.totals, farDenominators);
        for (int row = 0; row < count; row++) {
            float denominator = denominators[row] + farDenominators[row];
            // a query that sees no key has numerators of 0 as well
            denominators[row] = denominator == 0 ? 1 : 1 / denominator;
            if (normalizers != null) {
                double since = problem.causal() ? state.end - problem.time(example, head, first + row) : 0;
                double normalizer = denominator == 0
                        ? Double.POSITIVE_INFINITY
                        : since - negatedGreatest[row] + Math.log(denominator);
                normalizers.set(example, head, first + row, join(normalizer, example, head, first, row));
            }
        }
        if (part.adds()) {
            tiles.join(numerators, denominators, sharesThere, output, example, head, first, count);
        } else {
            tiles.store(numerators, denominators, output, example, head, first, count);
        }
    }

    /// {@return the normalizer of all parts so far, by which the shares of this one and of those before are set}
    private double join(double normalizer, int example, int head, int first, int row) {
        if (normalizers == null || !part.adds()) {
            return normalizer;
        }
        double there = normalizers.get(example, head, first + row);
        double sum = LogNormalizers.sum(there, normalizer);
        sharesThere[row] = LogNormalizers.share(there, sum);
        denominators[row] *= LogNormalizers.share(normalizer, sum);
        return sum;
    }
}
