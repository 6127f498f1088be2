package org.fourierlearner.kernels;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The outputs of one head of one example.
final class ForwardPass {
    private final Tiles tiles;
    private final AttentionProblem problem;
    private final Arithmetic arithmetic;
    private final KeySums @Nullable [] states;
    private KeySums state;
    private final Operand output;
    private final @Nullable LogNormalizers normalizers;

    /// Keys as rows and queries as columns.
    private final Matrix pairs;

    private final Matrix numerators;
    private final float[] greatest;
    private final float[] denominators;
    private int selected = -1;

    /// @param states the sums of each head of each example to go on from; null to begin anew
    ForwardPass(
            AttentionProblem problem,
            Arithmetic arithmetic,
            Operand output,
            @Nullable LogNormalizers normalizers,
            KeySums @Nullable [] states) {
        this.states = states;
        tiles = new Tiles(problem, arithmetic);
        this.problem = problem;
        this.arithmetic = arithmetic;
        this.output = output;
        this.normalizers = normalizers;
        state = new KeySums(arithmetic, tiles.featureCount, problem.value().columns());
        pairs = new Matrix(arithmetic, tiles.size, tiles.size);
        numerators = new Matrix(arithmetic, tiles.size, problem.value().columns());
        greatest = new float[tiles.queries.columns];
        denominators = new float[tiles.queries.columns];
    }

    void run(int example, int head) {
        if (head != selected) {
            tiles.map.select(head);
            selected = head;
        }
        for (int run = 0; run < problem.runCount(example); run++) {
            int start = problem.runStart(example, run);
            int end = problem.runStart(example, run + 1);
            if (states == null) {
                state.clear(start < end ? problem.time(example, head, start) : 0);
            } else {
                state = states[example * problem.query().heads() + head];
            }
            if (problem.causal()) {
                for (int first = start; first < end; first += tiles.size) {
                    int count = Math.min(tiles.size, end - first);
                    causal(example, head, first, count, states != null || first + count < end);
                }
            } else {
                toAll(example, head, start, end);
            }
        }
    }

    private void toAll(int example, int head, int start, int end) {
        for (int first = start; first < end; first += tiles.size) {
            int count = Math.min(tiles.size, end - first);
            tiles.loadKeys(example, head, first, count, 0);
            tiles.loadValues(example, head, first, count);
            state.look(arithmetic, tiles.keys, 0);
            state.meet(arithmetic, tiles.keys);
            state.add(arithmetic, tiles.keys, tiles.values, count);
        }
        int queryStart = problem.runs() == null ? 0 : start;
        int queryEnd = problem.runs() == null ? problem.query().rows() : end;
        for (int first = queryStart; first < queryEnd; first += tiles.size) {
            int count = Math.min(tiles.size, queryEnd - first);
            meetQueries(example, head, first, count);
            numerators.clear();
            Arrays.fill(denominators, 0);
            finish(example, head, first, count);
        }
    }

    private void causal(int example, int head, int first, int count, boolean goesOn) {
        double end = problem.time(example, head, first + count - 1);
        tiles.loadKeys(example, head, first, count, end);
        state.look(arithmetic, tiles.keys, end);
        if (count > 1 && state.rise(tiles.keys, count) > CausalTile.GREATEST_RISE) {
            int half = count / 2;
            causal(example, head, first, half, true);
            causal(example, head, first + half, count - half, goesOn);
            return;
        }
        tiles.loadValues(example, head, first, count);
        state.meet(arithmetic, tiles.keys);
        meetQueries(example, head, first, count);

        pairs.clear();
        arithmetic.multiplyTransposed(tiles.keys, tiles.queries, pairs, tiles.featureCount);
        pairs.clearTriangle(count, true);
        Arrays.fill(denominators, 0);
        arithmetic.addWeightedColumnSums(pairs, count, tiles.ones, denominators);
        numerators.clear();
        arithmetic.multiplyTransposed(pairs, tiles.values, numerators, count);
        finish(example, head, first, count);
        if (goesOn) {
            state.add(arithmetic, tiles.keys, tiles.values, count);
        }
    }

    /// Replaces the queries' logarithms by `exp(log Q + μ − maximum of the query)`.
    private void meetQueries(int example, int head, int first, int count) {
        tiles.loadQueries(example, head, first, count);
        arithmetic.columnMaxima(tiles.queries, tiles.featureCount, state.shifts, greatest);
        arithmetic.exponentials(tiles.queries, tiles.featureCount, state.shifts, greatest);
    }

    /// Adds what the state holds, divides, and writes.
    private void finish(int example, int head, int first, int count) {
        arithmetic.multiplyTransposed(tiles.queries, state.sums, numerators, tiles.featureCount);
        arithmetic.addWeightedColumnSums(tiles.queries, tiles.featureCount, state.totals, denominators);
        for (int row = 0; row < count; row++) {
            if (normalizers != null) {
                double since = problem.causal() ? state.end - problem.time(example, head, first + row) : 0;
                normalizers.set(
                        example,
                        head,
                        first + row,
                        denominators[row] == 0
                                ? Double.POSITIVE_INFINITY
                                : greatest[row] + Math.log(denominators[row]) + since);
            }
            // a query that sees no key has numerators of 0 as well
            denominators[row] = denominators[row] == 0 ? 1 : 1 / denominators[row];
        }
        tiles.store(numerators, denominators, output, example, head, first, count);
    }
}
