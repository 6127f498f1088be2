package org.fourierlearner.optimizer;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fourierlearner.kernels.UpdateKernel;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// An optimizer that was learned by training other models: see [UpdateRule].
///
/// Time and memory of a step are the same however many came before. Scaling a loss changes
/// nothing, as far as squares of gradients are normal numbers of single precision.
public final class LearnedOptimizer implements Optimizer {
    private final Parameters parameters;
    private final long horizon;
    private final List<Learner> learners = new ArrayList<>();
    private final Tensor taken;
    private final @Nullable UpdateRule owned;
    private Steps steps;

    /// What is remembered of a weight.
    ///
    /// @param name of the weight
    /// @param weight to be trained
    /// @param state `[slots, coordinates]`
    /// @param summary of the weight as a whole
    record Learner(String name, Tensor weight, Tensor state, TensorSummary summary) {}

    /// Begins without memory.
    ///
    /// @param config what was learned
    /// @param steps the networks
    /// @param parameters what to train
    /// @param horizon the number of steps to come, which the sizes of steps depend on
    /// @throws IllegalArgumentException if a weight has no numbers or is not in single precision,
    ///     or the horizon is not positive
    public LearnedOptimizer(LearnedOptimizerConfig config, Steps steps, Parameters parameters, long horizon) {
        this(config, steps, parameters, horizon, null);
    }

    /// {@return one that closes its rule with itself}
    static LearnedOptimizer owning(UpdateRule rule, Parameters parameters, long horizon) {
        return new LearnedOptimizer(rule.config(), rule.steps(), parameters, horizon, rule);
    }

    private LearnedOptimizer(
            LearnedOptimizerConfig config,
            Steps steps,
            Parameters parameters,
            long horizon,
            @Nullable UpdateRule owned) {
        Counts.requirePositive("horizon", horizon);
        this.owned = owned;
        this.parameters = parameters;
        this.horizon = horizon;
        this.steps = steps;
        parameters.weights().forEach((name, weight) -> requireTrainable(name, weight));
        try (var _ = Scope.withoutGradients()) {
            parameters.weights().forEach((name, weight) -> {
                int coordinates = Math.toIntExact(weight.shape().size());
                learners.add(new Learner(
                        name,
                        weight,
                        Tensor.zeros(config.slots(), coordinates).keep(),
                        new TensorSummary(weight, config.memory().width())));
            });
            taken = Tensor.zeros(ElementType.INT64, 1).keep();
        }
    }

    private static void requireTrainable(String name, Tensor weight) {
        if (weight.shape().size() == 0) {
            throw new IllegalArgumentException(
                    "%s: expected a weight with numbers in it, got shape %s".formatted(name, weight.shape()));
        }
        if (weight.type() != ElementType.FLOAT32) {
            throw new IllegalArgumentException(
                    "%s: expected single precision for a learned optimizer, got %s".formatted(name, weight.type()));
        }
    }

    /// Goes on with other networks for the same memory.
    ///
    /// @param other of a rule of the same configuration
    public void use(Steps other) {
        steps = other;
    }

    @Override
    public double step(double learningRate) {
        double[] squares = requireGood();
        try (var _ = Scope.withoutGradients()) {
            long step = nextStep();
            double logarithms = 0;
            int moved = 0;
            for (int k = 0; k < learners.size(); k++) {
                Learner l = learners.get(k);
                Tensor gradient = l.weight().gradient().orElse(null);
                if (gradient != null) {
                    double size = steps.take(l.weight(), gradient, squares[k], l.state(), l.summary(), step, horizon);
                    if (size > 0) {
                        logarithms += Math.log(size);
                        moved++;
                    }
                }
            }
            return moved == 0 ? 0 : Math.exp(logarithms / moved);
        }
    }

    /// {@return steps through which gradients flow to a rule, of the present scope}
    ///
    /// @param rule whose networks make the steps
    public UnrolledSteps unroll(UpdateRule rule) {
        return new UnrolledSteps(this, rule);
    }

    List<Learner> learners() {
        return learners;
    }

    long horizon() {
        return horizon;
    }

    /// Counts a step.
    ///
    /// @return its number, from 1
    long nextStep() {
        try (var _ = Scope.withoutGradients()) {
            MemorySegment number = taken.memory();
            long step = number.getAtIndex(ValueLayout.JAVA_LONG, 0) + 1;
            number.setAtIndex(ValueLayout.JAVA_LONG, 0, step);
            return step;
        }
    }

    /// Refuses a step before anything changes.
    ///
    /// @return the sum of the squares of each weight's gradient; 0 without one
    double[] requireGood() {
        requireSameWeights();
        try (var _ = Scope.withoutGradients()) {
            return learners.stream()
                    .mapToDouble(LearnedOptimizer::finiteSquares)
                    .toArray();
        }
    }

    private static double finiteSquares(Learner l) {
        Tensor gradient = l.weight().gradient().orElse(null);
        if (gradient == null) {
            return 0;
        }
        double squares = UpdateKernel.sumOfSquares(gradient.contiguous().memory());
        if (!Double.isFinite(squares)) {
            throw new IllegalArgumentException("%s: expected a gradient of finite numbers, got a sum of squares of %s"
                    .formatted(l.name(), squares));
        }
        return squares;
    }

    private void requireSameWeights() {
        if (parameters.weights().size() == learners.size()) {
            return;
        }
        for (Map.Entry<String, Tensor> entry : parameters.weights().entrySet()) {
            if (learners.stream().noneMatch(l -> l.weight() == entry.getValue())) {
                throw new IllegalStateException(
                        "%s: expected the weights that the optimizer began with, got a new one; make another optimizer"
                                .formatted(entry.getKey()));
            }
        }
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        for (Learner l : learners) {
            state.put("coordinates." + l.name(), l.state());
            state.put("tensor." + l.name(), l.summary().numbers());
        }
        state.put("steps", taken);
        return state;
    }

    @Override
    public void close() {
        if (owned != null) {
            owned.close();
        }
        state().values().forEach(Tensor::close);
    }
}
