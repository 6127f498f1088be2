package org.fourierlearner.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Gradients through some steps by what is learned.
class UpdateRuleGradientTest {

    /// Steps so long that slopes are far above roundings.
    private static UpdateRule longSteps(TimeMemory memory) {
        UpdateRule rule = UpdateRules.rule(memory);
        try (var _ = Scope.withoutGradients()) {
            UpdateRules.lengthen(rule, 2);
        }
        return rule;
    }

    @ParameterizedTest
    @MethodSource("org.fourierlearner.optimizer.UpdateRules#memories")
    void gradientsReachEverythingThatIsLearned(TimeMemory memory) {
        try (UpdateRule rule = longSteps(memory);
                var _ = Scope.withGradients()) {
            loss(rule, UpdateRules.STEPS).backward();
            rule.parameters()
                    .weights()
                    .forEach((name, learned) -> assertThat(
                                    learned.gradient().orElseThrow().abs().max().item())
                            .as(name)
                            .isGreaterThan(0));
        }
    }

    /// Against differences of the loss: a meta-gradient.
    @ParameterizedTest
    @MethodSource("org.fourierlearner.optimizer.UpdateRules#memories")
    void gradientsAreThoseOfDifferences(TimeMemory memory) {
        try (UpdateRule rule = longSteps(memory)) {
            try (var _ = Scope.withGradients()) {
                loss(rule, 4).backward();
            }
            for (String name : List.of("in.weight", "tensor.out.bias", "tensor.out.weight")) {
                Tensor learned = rule.parameters().get(name);
                double[] first = new double[(int) learned.shape().size()];
                first[0] = 1;
                try (var _ = Scope.withoutGradients()) {
                    requireSlope(rule, name, Tensor.of(first, learned.shape().extents()), 1e-3);
                }
            }
        }
    }

    /// Along a direction of all numbers of each weight of the memory. What the summary tells of the memory is
    /// constant, so the network for tensors sees nothing here.
    @ParameterizedTest
    @MethodSource("org.fourierlearner.optimizer.UpdateRules#memories")
    void gradientsOfTheMemoryAreThoseOfDifferences(TimeMemory memory) {
        try (UpdateRule rule = longSteps(memory)) {
            Parameters parameters = rule.parameters();
            try (var _ = Scope.withoutGradients()) {
                for (String name : List.of("tensor.in.weight", "tensor.skip.weight")) {
                    parameters.get(name).copyInPlace(parameters.get(name).multiply(0));
                }
            }
            try (var _ = Scope.withGradients()) {
                loss(rule, 4).backward();
            }
            try (var _ = Scope.withoutGradients()) {
                double steepest = parameters.weights().entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith("memory."))
                        .mapToDouble(entry -> {
                            Tensor along = Randomness.seeded(9)
                                    .normal(entry.getValue().shape().extents());
                            // first heights of 0.01 bend over longer ways
                            return Math.abs(requireSlope(rule, entry.getKey(), along, 3e-4));
                        })
                        .max()
                        .orElseThrow();
                // far above what roundings are allowed
                assertThat(steepest).isGreaterThan(0.05);
            }
        }
    }

    private static double requireSlope(UpdateRule rule, String name, Tensor along, double way) {
        Tensor learned = rule.parameters().get(name);
        double slope = learned.gradient().orElseThrow().multiply(along).sum().item();
        learned.addInPlace(along, way);
        double up = loss(rule, 4).item();
        learned.addInPlace(along, -2 * way);
        double down = loss(rule, 4).item();
        learned.addInPlace(along, way);
        // sums of a few round by 10⁻⁷, over differences of 0.0006 and more; rarely one crosses a kink
        assertThat((up - down) / (2 * way)).as(name).isCloseTo(slope, within(2e-3 + 0.02 * Math.abs(slope)));
        return slope;
    }

    private static Tensor loss(UpdateRule rule, int steps) {
        int coordinates = 9;
        Tensor weight = Randomness.seeded(6).normal(coordinates).multiply(0.5);
        Tensor state = Tensor.zeros(rule.config().slots(), coordinates);
        Tensor level = Tensor.zeros(1);
        try (TensorSummary summary = UpdateRules.summary(weight, rule)) {
            for (int step = 1; step <= steps; step++) {
                Tensor gradient = UpdateRules.gradients(coordinates, 1).get(step - 1);
                UpdateRule.Result result = rule.step(
                        weight,
                        gradient,
                        gradient.square().sum().item(),
                        state,
                        level,
                        summary,
                        step,
                        UpdateRules.HORIZON);
                weight = result.weight();
                state = result.state();
                level = result.level();
            }
        }
        return weight.square().sum();
    }
}
