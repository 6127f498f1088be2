package org.fourierlearner.optimizer;

import java.util.ArrayList;
import java.util.List;
import org.fourierlearner.optimizer.LearnedOptimizer.Learner;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Some steps of a [LearnedOptimizer] as functions of the networks' weights: gradients of the
/// problem are constants, and so are what was before and what the network for tensors sees of the memory.
public final class UnrolledSteps {
    private final LearnedOptimizer optimizer;
    private final UpdateRule rule;
    private final List<Path> paths = new ArrayList<>();

    /// A weight on its way.
    private static final class Path {
        private final Learner learner;
        private Tensor weight;
        private Tensor state;
        private Tensor level;
        private boolean moved;

        Path(Learner learner) {
            this.learner = learner;
            weight = learner.weight().detach().copy().reshape(-1);
            state = learner.state().copy();
            level = Tensor.full(learner.summary().level(), 1);
        }

        /// The numbers of the step that was made, where others look for them.
        void settle() {
            try (var _ = Scope.withoutGradients()) {
                Tensor trained = learner.weight();
                trained.copyInPlace(weight.detach().reshape(trained.shape().extents()));
                learner.state().copyInPlace(state.detach());
            }
        }
    }

    UnrolledSteps(LearnedOptimizer optimizer, UpdateRule rule) {
        this.optimizer = optimizer;
        this.rule = rule;
        optimizer.learners().forEach(learner -> paths.add(new Path(learner)));
    }

    /// {@return the sum of products of the weights and their present gradients, which has the
    /// gradient of the loss by the networks; null before the first step}
    public @Nullable Tensor along() {
        Tensor sum = null;
        for (Path path : paths) {
            Tensor gradient = path.learner.weight().gradient().orElse(null);
            if (gradient != null && path.moved) {
                Tensor product =
                        path.weight.multiply(gradient.detach().reshape(-1)).sum();
                sum = sum == null ? product : sum.add(product);
            }
        }
        return sum;
    }

    /// Makes a step with the gradients that the weights have.
    public void step() {
        double[] squares = optimizer.requireGood();
        long step = optimizer.nextStep();
        for (int k = 0; k < paths.size(); k++) {
            Path path = paths.get(k);
            Tensor gradient = path.learner.weight().gradient().orElse(null);
            if (gradient != null) {
                UpdateRule.Result result = rule.step(
                        path.weight,
                        gradient.detach().reshape(-1),
                        squares[k],
                        path.state,
                        path.level,
                        path.learner.summary(),
                        step,
                        optimizer.horizon());
                path.weight = result.weight();
                path.state = result.state();
                path.level = result.level();
                path.moved = true;
                path.settle();
            }
        }
    }
}
