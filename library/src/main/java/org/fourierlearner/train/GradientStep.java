package org.fourierlearner.train;

import java.util.ArrayList;
import java.util.List;
import org.fourierlearner.optimizer.Optimizer;
import org.fourierlearner.task.Task;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.fourierlearner.tensor.Threads;
import org.jspecify.annotations.Nullable;

/// The numbers of one step: the gradient of all parts of a batch, its norm bounded, and the
/// change of the weights.
final class GradientStep implements AutoCloseable {
    private final TrainConfig config;
    private final Task task;
    private final Optimizer optimizer;
    private final List<Tensor> weights;
    private final @Nullable PartsAtOnce atOnce;

    GradientStep(TrainConfig config, Task task, Optimizer optimizer) {
        this.config = config;
        this.task = task;
        this.optimizer = optimizer;
        weights = new ArrayList<>(task.parameters().weights().values());
        atOnce = config.partsAtOnce() == 1 ? null : new PartsAtOnce(config.partsAtOnce());
    }

    /// What a step has found.
    ///
    /// @param loss the mean loss of the batch
    /// @param learningRate of the step
    /// @param gradientNorm before clipping
    record Result(double loss, double learningRate, double gradientNorm) {}

    /// Told of each number on which the run depends, before it has an effect.
    @FunctionalInterface
    interface Check {
        void accept(String what, double value);
    }

    /// Changes the weights.
    ///
    /// @param step the number of steps done before
    /// @param check refuses what is not finite
    Result take(long step, Check check) {
        task.beginStep(step);
        double loss = losses(step) / config.parts();
        check.accept("loss", loss);
        double norm = clip();
        check.accept("gradient norm", norm);
        double rate = optimizer.step(config.schedule().at(step, config.steps()));
        weights.forEach(Tensor::clearGradient);
        return new Result(loss, rate, norm);
    }

    private double losses(long step) {
        if (atOnce != null) {
            return atOnce.sum(config.parts(), part -> backward(step, part));
        }
        double sum = 0;
        for (int part = 0; part < config.parts(); part++) {
            sum += backward(step, part);
        }
        return sum;
    }

    private double backward(long step, int part) {
        try (var _ = Scope.withGradients()) {
            Tensor loss = forward(step, part);
            (config.parts() > 1 ? loss.multiply(1.0 / config.parts()) : loss).backward(weights);
            return loss.item();
        }
    }

    private Tensor forward(long step, int part) {
        if (config.precision() == Precision.FLOAT_32) {
            return task.loss(step, part);
        }
        try (var _ = Threads.bfloat16()) {
            return task.loss(step, part);
        }
    }

    /// Scales the gradient down to the greatest norm allowed.
    ///
    /// @return the norm before
    private double clip() {
        try (var _ = Scope.withoutGradients()) {
            List<Tensor> gradients =
                    weights.stream().flatMap(w -> w.gradient().stream()).toList();
            double norm = norm(gradients);
            if (config.gradientClipNorm() > 0 && norm > config.gradientClipNorm()) {
                gradients.forEach(g -> g.multiplyInPlace(config.gradientClipNorm() / norm));
            }
            return norm;
        }
    }

    /// {@return the `ℓ₂` norm of all weights together}
    double weightNorm() {
        try (var _ = Scope.withoutGradients()) {
            return norm(weights);
        }
    }

    private static double norm(List<Tensor> tensors) {
        Tensor[] squares = tensors.stream().map(t -> t.square().sum()).toArray(Tensor[]::new);
        return Math.sqrt(Tensor.stack(0, squares).sum().item());
    }

    @Override
    public void close() {
        if (atOnce != null) {
            atOnce.close();
        }
    }
}
