package org.fourierlearner.problem;

import org.fourierlearner.kernels.UpdateKernel;
import org.fourierlearner.optimizer.Optimizer;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// One step of training a problem.
public final class InnerStep {

    private InnerStep() {}

    /// Changes the weights of a problem once.
    ///
    /// @param problem to be trained
    /// @param optimizer of its weights
    /// @param step from 0: which batch
    /// @param learningRate for optimizers that have none of their own
    /// @return the loss of the batch before; where it is not finite, nothing was changed
    public static double take(Problem problem, Optimizer optimizer, long step, double learningRate) {
        double loss = backward(problem, step);
        if (Double.isFinite(loss)) {
            optimizer.step(learningRate);
        }
        clear(problem);
        return loss;
    }

    /// Leaves the gradients of a batch at the weights.
    ///
    /// @param problem whose weights have no gradients
    /// @param step which batch
    /// @return its loss; not a finite number also where a gradient is none
    public static double backward(Problem problem, long step) {
        try (var _ = Scope.withGradients()) {
            Tensor loss = problem.loss(step);
            double value = loss.item();
            if (!Double.isFinite(value)) {
                return value;
            }
            loss.backward();
            return hasFiniteGradients(problem) ? value : Double.NaN;
        }
    }

    private static boolean hasFiniteGradients(Problem problem) {
        try (var _ = Scope.withoutGradients()) {
            return problem.parameters().weights().values().stream()
                    .flatMap(weight -> weight.gradient().stream())
                    .allMatch(gradient -> Double.isFinite(
                            UpdateKernel.sumOfSquares(gradient.contiguous().memory())));
        }
    }

    /// {@return the loss of examples that are the same each time}
    ///
    /// @param problem as it is
    public static double measure(Problem problem) {
        try (var _ = Scope.withoutGradients()) {
            return problem.measured().item();
        }
    }

    /// Frees the gradients.
    ///
    /// @param problem whose
    public static void clear(Problem problem) {
        problem.parameters().weights().values().forEach(Tensor::clearGradient);
    }
}
