package org.fourierlearner.kernels;

import org.fourierlearner.kernels.CausalBackwardPass.Stretch;
import org.jspecify.annotations.Nullable;

/// The gradients of whole heads, one after the other: what one thread does when there are enough heads.
final class HeadBackward {
    private final AttentionProblem problem;
    private final AttentionGradients targets;
    private final TileGradients gradients;
    private final BackwardPass toAll;
    private final CausalBackwardPass causal;
    private final KeySums keys;
    private final QuerySums queries;
    private final @Nullable ProjectionGradient projection;

    HeadBackward(AttentionProblem problem, AttentionGradients targets, TileGradients gradients) {
        this.problem = problem;
        this.targets = targets;
        this.gradients = gradients;
        toAll = new BackwardPass(gradients);
        causal = new CausalBackwardPass(gradients);
        keys = gradients.newKeySums();
        queries = gradients.newQuerySums();
        projection = targets.projection() == null
                ? null
                : new ProjectionGradient(gradients.arithmetic, targets.projection());
    }

    /// Some examples of a head, one after another.
    void run(int head, int firstExample, int count) {
        gradients.select(head, projection == null ? null : projection.sum);
        for (int example = firstExample; example < firstExample + count; example++) {
            for (int run = 0; run < problem.runCount(example); run++) {
                run(example, head, problem.runStart(example, run), problem.runStart(example, run + 1));
            }
        }
        targets.storeSelf(head, gradients.takeSelf(), gradients.part.adds());
        if (projection != null && targets.projection() != null) {
            projection.moveTo(targets.projection(), head, gradients.part.adds());
        }
    }

    private void run(int example, int head, int start, int end) {
        keys.clear(start < end ? problem.time(example, head, start) : 0);
        queries.clear();
        if (problem.causal()) {
            var stretch = new Stretch(example, head, start, end);
            causal.queries(stretch, keys, null);
            causal.keys(stretch, keys, queries);
            return;
        }
        KeySums kept = gradients.kept(example, head);
        if (kept == null) {
            keys.addKeys(gradients.tiles, example, head, start, end, 0);
        } else {
            keys.set(gradients.arithmetic, kept);
        }
        boolean whole = problem.runs() == null;
        toAll.queries(example, head, whole ? 0 : start, whole ? problem.query().rows() : end, keys, queries);
        queries.settle(gradients.arithmetic);
        toAll.keys(example, head, start, end, keys, queries);
    }
}
