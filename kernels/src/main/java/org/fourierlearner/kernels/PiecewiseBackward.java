package org.fourierlearner.kernels;

import java.util.Arrays;
import java.util.function.Supplier;
import org.fourierlearner.kernels.CausalBackwardPass.Stretch;
import org.jspecify.annotations.Nullable;

/// Gradients where there are fewer heads than cores: the tokens of a head are shared out in pieces, as in
/// [PiecewiseForward]. Sums over queries of pieces are merged too: of all, or in causal form of those after.
final class PiecewiseBackward {
    private final AttentionProblem problem;
    private final AttentionGradients targets;
    private final int threads;
    private final Part part;
    private final Arithmetic arithmetic;
    private final Supplier<TileGradients> maker;
    private final int batch;
    private final int heads;
    private final Pieces queryPieces;
    private final Pieces keyPieces;

    // by example, head and piece
    private final KeySums[] keys;
    private final QuerySums[] queries;
    private final QuerySums[] after;
    private final Stretch[] stretches;

    // by head and piece; projections are empty if not wanted
    private final ProjectionGradient[] projections;

    private final double[] selfLogits;

    PiecewiseBackward(
            AttentionProblem problem,
            AttentionGradients targets,
            int pieces,
            int threads,
            Arithmetic arithmetic,
            Supplier<TileGradients> maker,
            Part part) {
        this.part = part;
        this.problem = problem;
        this.targets = targets;
        this.threads = threads;
        this.arithmetic = arithmetic;
        this.maker = maker;
        batch = problem.query().batch();
        heads = problem.query().heads();
        queryPieces = new Pieces(pieces, problem.query().rows());
        keyPieces = new Pieces(pieces, problem.key().rows());
        TileGradients gradients = maker.get();
        int count = batch * heads * pieces;
        keys = new KeySums[count];
        queries = new QuerySums[count];
        after = new QuerySums[problem.causal() ? count : 0];
        stretches = new Stretch[after.length];
        for (int k = 0; k < count; k++) {
            keys[k] = gradients.newKeySums();
            queries[k] = gradients.newQuerySums();
            queries[k].clear();
        }
        Operand projection = targets.projection();
        projections = new ProjectionGradient[projection == null ? 0 : heads * pieces];
        selfLogits = new double[heads * pieces];
        if (projection != null) {
            Arrays.setAll(projections, _ -> new ProjectionGradient(arithmetic, projection));
        }
    }

    void run() {
        if (problem.causal()) {
            causal();
        } else {
            toAll();
        }
        for (int k = 0; k < projections.length && targets.projection() != null; k++) {
            int pieces = keyPieces.count();
            projections[k].moveTo(targets.projection(), k / pieces, part.adds() || k % pieces > 0);
        }
        for (int head = 0; head < heads; head++) {
            int first = head * keyPieces.count();
            double sum =
                    Arrays.stream(selfLogits, first, first + keyPieces.count()).sum();
            targets.storeSelf(head, sum, part.adds());
        }
    }

    /// What is done with a piece; `at` is where its sums are.
    private interface Step {
        void run(TileGradients gradients, int example, int head, int piece, int at);
    }

    /// Examples go one after another, because they may share targets; pieces of a head never do.
    private void inParallel(Step step) {
        int pieces = keyPieces.count();
        Workers.run(threads, heads * pieces, () -> {
            TileGradients gradients = maker.get();
            return index -> {
                int head = index / pieces;
                gradients.select(head, projection(index));
                for (int example = 0; example < batch; example++) {
                    step.run(gradients, example, head, index % pieces, example * heads * pieces + index);
                }
                selfLogits[index] += gradients.takeSelf();
            };
        });
    }

    private @Nullable Matrix projection(int index) {
        return projections.length == 0 ? null : projections[index].sum;
    }

    private void toAll() {
        int pieces = keyPieces.count();
        inParallel((g, example, head, piece, at) -> {
            KeySums kept = g.kept(example, head);
            if (kept == null) {
                keys[at].addKeys(g.tiles, example, head, keyPieces.start(piece), keyPieces.end(piece), 0);
            } else if (piece == 0) {
                keys[at].set(g.arithmetic, kept);
            }
        });
        for (int at = 0; at < keys.length; at++) {
            if (at % pieces > 0) {
                keys[at - at % pieces].merge(arithmetic, keys[at]);
            }
        }
        inParallel((g, example, head, piece, at) -> new BackwardPass(g)
                .queries(
                        example,
                        head,
                        queryPieces.start(piece),
                        queryPieces.end(piece),
                        keys[at - piece],
                        queries[at]));
        for (int at = 0; at < queries.length; at++) {
            if (at % pieces > 0) {
                queries[at - at % pieces].add(queries[at]);
            }
        }
        for (int at = 0; at < queries.length; at += pieces) {
            queries[at].settle(arithmetic);
        }
        inParallel((g, example, head, piece, at) -> new BackwardPass(g)
                .keys(
                        example,
                        head,
                        keyPieces.start(piece),
                        keyPieces.end(piece),
                        keys[at - piece],
                        queries[at - piece]));
    }

    private void causal() {
        int pieces = keyPieces.count();
        inParallel((g, example, head, piece, at) -> {
            int start = keyPieces.start(piece);
            int end = keyPieces.end(piece);
            stretches[at] = new Stretch(example, head, start, end);
            keys[at].clear(problem.time(example, head, start));
            if (piece < pieces - 1) {
                keys[at].addKeys(g.tiles, example, head, start, end, problem.time(example, head, end - 1));
            }
        });
        KeySums.toPrefixes(arithmetic, keys, pieces);
        inParallel((g, example, head, piece, at) -> {
            queries[at].setUnits(keys[at].maximum, keys[at].end);
            new CausalBackwardPass(g).queries(stretches[at], keys[at], queries[at]);
        });
        for (int at = keys.length - 1; at >= 0; at--) {
            after[at] = new QuerySums(
                    arithmetic, problem.featureCount(), problem.value().columns());
            after[at].clear();
            if (at % pieces < pieces - 1) {
                after[at].follow(arithmetic, after[at + 1], queries[at + 1]);
            }
        }
        inParallel((g, example, head, piece, at) -> new CausalBackwardPass(g).keys(stretches[at], keys[at], after[at]));
    }
}
