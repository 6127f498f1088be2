package org.fourierlearner.optimizer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fourierlearner.rpe.Decay;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.rpe.SmoothWindowSpectrum;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// Rules with memories of every kind, and gradients for them.
final class UpdateRules {
    static final int STEPS = 12;
    static final int HORIZON = 100;

    private UpdateRules() {}

    static Stream<TimeMemory> memories() {
        Rpe.Fourier mixture = Rpe.Fourier.defaults();
        Rpe.Fourier window = new Rpe.Fourier(
                SmoothWindowSpectrum.defaults(),
                mixture.sampler(),
                8,
                Decay.NONE,
                mixture.decayStart(),
                mixture.selfWeight(),
                0);
        return Stream.of(
                TimeMemory.Attention.defaults(),
                new TimeMemory.Attention(1, 3, 5, mixture, TimeScale.STEPS),
                new TimeMemory.Attention(3, 1, 2, window, TimeScale.LOGARITHM),
                new TimeMemory.Attention(2, 2, 4, new Rpe.None(), TimeScale.STEPS),
                TimeMemory.Lstm.defaults());
    }

    /// Last layers that do more than at first, so that every part counts.
    static UpdateRule rule(TimeMemory memory) {
        var rule = new UpdateRule(new LearnedOptimizerConfig(memory, 6, 5, HORIZON), Randomness.seeded(3));
        Randomness random = Randomness.seeded(4);
        try (var _ = Scope.withoutGradients()) {
            for (String name : List.of("out.weight", "tensor.out.weight", "tensor.skip.weight")) {
                Tensor weight = rule.parameters().get(name);
                weight.addInPlace(random.normal(weight.shape().extents()), 0.3);
            }
            // roundings of short steps do not grow with the weights
            lengthen(rule, -2);
            if (memory instanceof TimeMemory.Attention) {
                Tensor weight = rule.parameters().get("memory.tokens.weight");
                weight.addInPlace(random.normal(weight.shape().extents()), 0.6);
            }
        }
        return rule;
    }

    /// Adds to the logarithm of the size of steps.
    static void lengthen(UpdateRule rule, double logarithm) {
        Tensor told = rule.parameters().get("tensor.out.bias");
        double[] more = new double[told.extent(0)];
        more[TensorNetwork.SIZE] = logarithm;
        told.addInPlace(Tensor.of(more, more.length), 1);
    }

    /// Gradients of the sizes that training has, one of them 0, with more coordinates than a
    /// tile.
    static List<Tensor> gradients(int coordinates, double scale) {
        Randomness random = Randomness.seeded(5);
        Tensor sizes = random.normal(coordinates).exp().multiply(scale);
        List<Tensor> gradients = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            gradients.add(random.normal(coordinates)
                    .add(0.3)
                    .multiply(step == 2 ? 0 : 1)
                    .multiply(sizes));
        }
        return gradients;
    }

    static TensorSummary summary(Tensor weight, UpdateRule rule) {
        return new TensorSummary(weight, rule.config().memory().width());
    }
}
