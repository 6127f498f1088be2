package org.fourierlearner.task;

import java.util.LinkedHashMap;
import java.util.Map;
import org.fourierlearner.optimizer.Steps;
import org.fourierlearner.optimizer.UpdateRule;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// A problem trained by two optimizers that differ by opposite draws: see
/// [MetaGradient.Evolution].
final class EvolvedPlace implements Place {
    /// What two losses differ by counts no more than this: logarithms of losses of quadratics,
    /// which fall by many powers, would drown those of classifiers.
    private static final double BOUND = 0.02;

    private final MetaTraining training;
    private final int place;
    private final MetaGradient.Evolution config;
    private final double share;
    private final UpdateRule up;
    private final UpdateRule down;

    /// The sum of the draws since the problem began, or its one draw.
    private final Parameters drawn = new Parameters();

    private final Succession problems;

    EvolvedPlace(MetaTraining training, int place, MetaGradient.Evolution config, int size) {
        this.training = training;
        this.place = place;
        this.config = config;
        share = 1.0 / size;
        UpdateRule rule = training.rule();
        up = new UpdateRule(rule.config(), Randomness.seeded(0));
        down = new UpdateRule(rule.config(), Randomness.seeded(0));
        try (var _ = Scope.withoutGradients()) {
            rule.parameters()
                    .weights()
                    .forEach((name, weight) ->
                            drawn.constant(name, Tensor.zeros(weight.shape().extents())));
        }
        problems = new Succession(training, place, () -> new Steps[] {up.steps(), down.steps()});
    }

    @Override
    public Tensor loss(long step, int window) {
        Tensor estimated = null;
        double mean;
        Map<String, Tensor> weights = training.rule().parameters().weights();
        double factor;
        try (var _ = Scope.withoutGradients()) {
            boolean ofProblem = config.draws() == MetaGradient.Evolution.Draws.PROBLEM;
            if (problems.advance() || ofProblem) {
                drawn.constants().values().forEach(sum -> sum.multiplyInPlace(0));
            }
            Episode now = problems.episode();
            disturb(ofProblem ? problems.number() : step);
            Steps upward = up.steps();
            Steps downward = down.steps();
            int steps = now.windowed(window);
            now.trained().get(0).optimizer().use(upward);
            double high = now.run(0, steps) / window;
            now.trained().get(1).optimizer().use(downward);
            double low = now.run(1, steps) / window;
            now.advance(steps);
            training.ended(now);
            mean = (high + low) / 2;
            factor = bounded(high - low) / (2 * config.deviation() * config.deviation());
        }
        for (Map.Entry<String, Tensor> entry : weights.entrySet()) {
            Tensor product =
                    entry.getValue().multiply(drawn.get(entry.getKey())).sum();
            estimated = estimated == null ? product : estimated.add(product);
        }
        Tensor along = estimated == null ? Tensor.zeros() : estimated.multiply(factor * share);
        return along.subtract(along.detach()).add(mean * share);
    }

    /// One problem where a little decides between success and failure is not to drown all others.
    private static double bounded(double difference) {
        double ratio = difference / BOUND;
        return difference / Math.sqrt(1 + ratio * ratio);
    }

    /// Draws in which direction the two differ.
    ///
    /// @param number of the draw
    private void disturb(long number) {
        Randomness random = Randomness.seeded(
                training.random().of(number, StepRandom.DROPOUT, place).nextLong());
        Parameters present = training.rule().parameters();
        present.all().forEach((name, value) -> {
            Tensor higher = up.parameters().get(name).copyInPlace(value);
            Tensor lower = down.parameters().get(name).copyInPlace(value);
            if (present.weights().containsKey(name)) {
                Tensor draw = random.normal(value.shape().extents()).multiply(config.deviation());
                drawn.get(name).addInPlace(draw, 1);
                higher.addInPlace(draw, 1);
                lower.addInPlace(draw, -1);
            }
        });
    }

    @Override
    public Succession problems() {
        return problems;
    }

    @Override
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        drawn.constants().forEach((name, sum) -> all.put("drawn." + name, sum));
        all.putAll(problems.tensors());
        return all;
    }

    @Override
    public void close() {
        problems.close();
        drawn.close();
        up.close();
        down.close();
    }
}
