package org.fourierlearner.kernels;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Outputs where there are fewer heads than cores: the tokens of a head are shared out in pieces.
///
/// Each piece sums its own keys, the sums are merged in their order, and each piece of queries goes on from
/// the sums that it sees. In causal form the keys of all pieces but the last are met twice.
final class PiecewiseForward {
    private final AttentionProblem problem;
    private final @Nullable LogNormalizers normalizers;
    private final int threads;
    private final Supplier<ForwardPass> maker;
    private final Pieces queries;
    private final Pieces keys;
    private final KeySums[] sums;
    private final Arithmetic arithmetic;

    PiecewiseForward(
            AttentionProblem problem,
            @Nullable LogNormalizers normalizers,
            int pieces,
            int threads,
            Arithmetic arithmetic,
            Supplier<ForwardPass> maker) {
        this.problem = problem;
        this.normalizers = normalizers;
        this.threads = threads;
        this.maker = maker;
        this.arithmetic = arithmetic;
        queries = new Pieces(pieces, problem.query().rows());
        keys = new Pieces(pieces, problem.key().rows());
        ForwardPass pass = maker.get();
        sums = new KeySums[problem.query().batch() * problem.query().heads() * pieces];
        for (int k = 0; k < sums.length; k++) {
            sums[k] = pass.newSums();
        }
    }

    /// What is done with a piece.
    private interface Step {
        void run(ForwardPass pass, int example, int head, int piece, KeySums own);
    }

    private void inParallel(Step step) {
        int batch = problem.query().batch();
        Workers.run(threads, sums.length, () -> {
            ForwardPass pass = maker.get();
            return index -> {
                int piece = index % keys.count();
                int place = index / keys.count();
                step.run(pass, place % batch, place / batch, piece, sums[index]);
            };
        });
    }

    void run() {
        if (problem.causal()) {
            causal();
        } else {
            toAll();
        }
    }

    private void toAll() {
        inParallel((pass, example, head, piece, own) ->
                pass.addKeys(example, head, keys.start(piece), keys.end(piece), own));
        for (int first = 0; first < sums.length; first += keys.count()) {
            for (int piece = 1; piece < keys.count(); piece++) {
                sums[first].merge(arithmetic, sums[first + piece]);
            }
            for (int piece = 1; piece < keys.count(); piece++) {
                sums[first + piece] = sums[first];
            }
            if (normalizers != null) {
                int place = first / keys.count();
                int batch = problem.query().batch();
                normalizers.keep(arithmetic, place % batch, place / batch, sums[first]);
            }
        }
        inParallel((pass, example, head, piece, all) ->
                pass.toAll(example, head, queries.start(piece), queries.end(piece), all));
    }

    private void causal() {
        inParallel((pass, example, head, piece, own) -> {
            own.clear(problem.time(example, head, keys.start(piece)));
            if (piece < keys.count() - 1) {
                pass.addKeys(example, head, keys.start(piece), keys.end(piece), own);
            }
        });
        KeySums.toPrefixes(arithmetic, sums, keys.count());
        inParallel((pass, example, head, piece, before) ->
                pass.causal(example, head, keys.start(piece), keys.end(piece), before, false));
    }
}
