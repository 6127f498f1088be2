package org.fourierlearner.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.fourierlearner.attention.Visibility;
import org.fourierlearner.kernels.UpdateNetwork;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.Decay;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.rpe.SmoothWindowSpectrum;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class UpdateRuleTest {
    private static final int STEPS = 12;
    private static final int HORIZON = 40;

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
    private static UpdateRule rule(TimeMemory memory) {
        var rule = new UpdateRule(new LearnedOptimizerConfig(memory, 6, 5, HORIZON), Randomness.seeded(3));
        Randomness random = Randomness.seeded(4);
        try (var _ = Scope.withoutGradients()) {
            for (String name : List.of("out.weight", "tensor.out.weight", "tensor.skip.weight")) {
                Tensor weight = rule.parameters().get(name);
                weight.addInPlace(random.normal(weight.shape().extents()), 0.3);
            }
            // shorter steps, whose roundings do not grow with the weights
            Tensor told = rule.parameters().get("tensor.out.bias");
            double[] shorter = new double[told.extent(0)];
            shorter[TensorNetwork.SIZE] = -2;
            told.addInPlace(Tensor.of(shorter, shorter.length), 1);
            if (memory instanceof TimeMemory.Attention) {
                Tensor weight = rule.parameters().get("memory.tokens.weight");
                weight.addInPlace(random.normal(weight.shape().extents()), 0.6);
            }
        }
        return rule;
    }

    /// Gradients of the sizes that training has, one of them 0, with more coordinates than a
    /// tile.
    private static List<Tensor> gradients(int coordinates, double scale) {
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

    /// What makes a step: the kernel, or its definition.
    private interface Taking {
        void take(Tensor weight, Tensor gradient, double squares, Tensor state, TensorSummary summary, long step);
    }

    private static Taking byKernel(UpdateRule rule) {
        Steps steps = rule.steps();
        return (weight, gradient, squares, state, summary, step) ->
                steps.take(weight, gradient, squares, state, summary, step, HORIZON);
    }

    private static Taking byDefinition(UpdateRule rule) {
        return (weight, gradient, squares, state, summary, step) -> {
            UpdateRule.Result result = rule.step(
                    weight, gradient, squares, state, Tensor.full(summary.level(), 1), summary, step, HORIZON);
            weight.copyInPlace(result.weight());
            state.copyInPlace(result.state());
        };
    }

    private static float[] trained(UpdateRule rule, Taking taking, int coordinates, double scale) {
        return trained(rule, taking, coordinates, scale, 1);
    }

    private static float[] trained(UpdateRule rule, Taking taking, int coordinates, double scale, int first) {
        try (var _ = Scope.withoutGradients()) {
            Tensor weight =
                    Randomness.seeded(6).normal(coordinates).multiply(0.5).copy();
            Tensor state = Tensor.zeros(rule.config().slots(), coordinates);
            try (TensorSummary summary = summary(weight, rule)) {
                int step = first;
                for (Tensor gradient : gradients(coordinates, scale)) {
                    taking.take(weight, gradient, gradient.square().sum().item(), state, summary, step);
                    step++;
                }
            }
            return weight.toFloats();
        }
    }

    private static double farthest(float[] a, float[] b) {
        return IntStream.range(0, a.length)
                .mapToDouble(k -> Math.abs((double) a[k] - b[k]))
                .max()
                .orElseThrow();
    }

    private static TensorSummary summary(Tensor weight, UpdateRule rule) {
        return new TensorSummary(weight, rule.config().memory().width());
    }

    /// From the first step on, and over the end of the 64 whose position logits and decays are computed at once.
    @ParameterizedTest
    @MethodSource("memories")
    void theKernelStepsAsItsDefinitionDoes(TimeMemory memory) {
        try (var _ = Scope.withoutGradients();
                UpdateRule rule = rule(memory)) {
            for (int first : new int[] {1, 59}) {
                float[] fast = trained(rule, byKernel(rule), 700, 1, first);
                float[] slow = trained(rule, byDefinition(rule), 700, 1, first);
                // twelve steps of 0.02 or so, each of single precision
                assertThat(farthest(fast, slow)).isLessThan(2e-5);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("memories")
    void theSizeOfALossDoesNotMatter(TimeMemory memory) {
        try (var _ = Scope.withoutGradients();
                UpdateRule rule = rule(memory)) {
            float[] ones = trained(rule, byKernel(rule), 60, 1);
            // a power of two, so that nothing rounds in another way; squares stay above the least float
            assertThat(trained(rule, byKernel(rule), 60, 0x1p-30)).containsExactly(ones, within(1e-6f));
            assertThat(trained(rule, byKernel(rule), 60, 0x1p30)).containsExactly(ones, within(1e-6f));
        }
    }

    @ParameterizedTest
    @MethodSource("memories")
    void threadsShareLargeWeightsAndChangeNothing(TimeMemory memory) {
        try (var _ = Scope.withoutGradients();
                UpdateRule rule = rule(memory)) {
            float[] many = trained(rule, byKernel(rule), 20_000, 1);
            float[] slow = trained(rule, byDefinition(rule), 20_000, 1);
            assertThat(trained(rule, byKernel(rule), 20_000, 1)).containsExactly(many);
            // as above, of thirty times as many coordinates, so of rarer ones too
            assertThat(farthest(many, slow)).isLessThan(5e-5);
        }
    }

    /// What a coordinate remembers is causal linear attention over its tokens so far.
    @ParameterizedTest
    @EnumSource
    void memoryIsCausalLinearAttentionOverTime(TimeScale time) {
        Rpe.Fourier rpe = Rpe.Fourier.defaults().withDecay(Decay.STEADY);
        try (var _ = Scope.withoutGradients();
                UpdateRule rule = rule(new TimeMemory.Attention(2, 2, 2, rpe, time))) {
            var memory = (AttentionMemory) rule.memory();
            int coordinates = 7;
            Randomness random = Randomness.seeded(8);
            Tensor state = Tensor.zeros(memory.config().slots(), coordinates);
            List<Tensor> inputs = new ArrayList<>();
            List<Tensor> told = new ArrayList<>();
            for (int step = 1; step <= STEPS; step++) {
                Tensor input = random.normal(coordinates, UpdateNetwork.INPUTS);
                Remembering.Answer answer = memory.remember(input, state, step);
                state = answer.state();
                inputs.add(input);
                told.add(answer.told());
            }
            Tensor rows = Tensor.stack(1, inputs.toArray(Tensor[]::new))
                    .linear(memory.tokens(), null)
                    .transpose(1, 2);
            Tensor queries = UpdateRule.between(rows.narrow(1, 0, 4), 3);
            Tensor keys = UpdateRule.between(rows.narrow(1, 4, 4), 3);
            Tensor values = rows.narrow(1, 8, 2)
                    .add(Tensor.stack(1, inputs.toArray(Tensor[]::new))
                            .select(2, 0)
                            .unsqueeze(1));
            Coordinates at = Coordinates.times(
                    LongStream.rangeClosed(1, STEPS).mapToDouble(time::of).toArray());
            Tensor attended = memory.attention()
                    .attend(
                            queries.reshape(coordinates, 2, 2, STEPS).transpose(2, 3),
                            keys.reshape(coordinates, 2, 2, STEPS).transpose(2, 3),
                            values.unsqueeze(3),
                            at,
                            at,
                            Visibility.upToSelf());
            Tensor expected = attended.squeeze(3).permute(0, 2, 1);
            Tensor actual = Tensor.stack(1, told.toArray(Tensor[]::new));
            // sums of twelve terms with weights between e⁻¹⁰ and e¹⁰, in single precision
            assertThat(actual.subtract(expected).abs().max().item()).isLessThan(1e-5);
        }
    }

    @ParameterizedTest
    @MethodSource("memories")
    void gradientsReachEverythingThatIsLearned(TimeMemory memory) {
        try (UpdateRule rule = rule(memory);
                var _ = Scope.withGradients()) {
            int coordinates = 9;
            Tensor weight = Randomness.seeded(6).normal(coordinates).multiply(0.5);
            Tensor state = Tensor.zeros(rule.config().slots(), coordinates);
            Tensor level = Tensor.zeros(1);
            try (TensorSummary summary = summary(weight, rule)) {
                int step = 0;
                for (Tensor gradient : gradients(coordinates, 1)) {
                    step++;
                    UpdateRule.Result result = rule.step(
                            weight, gradient, gradient.square().sum().item(), state, level, summary, step, HORIZON);
                    weight = result.weight();
                    state = result.state();
                    level = result.level();
                }
            }
            weight.square().sum().backward();
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
    @MethodSource("memories")
    void gradientsAreThoseOfDifferences(TimeMemory memory) {
        try (UpdateRule rule = rule(memory)) {
            Parameters parameters = rule.parameters();
            for (String name : List.of("in.weight", "tensor.out.bias", "tensor.out.weight")) {
                Tensor learned = parameters.get(name);
                try (var _ = Scope.withGradients()) {
                    loss(rule).backward();
                }
                try (var _ = Scope.withoutGradients()) {
                    double slope = learned.gradient().orElseThrow().toFloats()[0];
                    double[] first = new double[(int) learned.shape().size()];
                    first[0] = 1e-3;
                    Tensor along = Tensor.of(first, learned.shape().extents());
                    learned.addInPlace(along, 1);
                    double up = loss(rule).item();
                    learned.addInPlace(along, -2);
                    double down = loss(rule).item();
                    learned.addInPlace(along, 1);
                    // sums of a few round by 10⁻⁷, over differences of 0.002; rarely one crosses a kink
                    assertThat((up - down) / 2e-3).as(name).isCloseTo(slope, within(2e-3 + 0.02 * Math.abs(slope)));
                    parameters.weights().values().forEach(Tensor::clearGradient);
                }
            }
        }
    }

    /// Along a direction of all numbers of each weight of the memory. What the summary tells of the memory is
    /// constant, so the network for tensors sees nothing here.
    @ParameterizedTest
    @MethodSource("memories")
    void gradientsOfTheMemoryAreThoseOfDifferences(TimeMemory memory) {
        try (UpdateRule rule = rule(memory)) {
            Parameters parameters = rule.parameters();
            try (var _ = Scope.withoutGradients()) {
                for (String name : List.of("tensor.in.weight", "tensor.skip.weight")) {
                    parameters.get(name).copyInPlace(parameters.get(name).multiply(0));
                }
            }
            try (var _ = Scope.withGradients()) {
                loss(rule).backward();
            }
            parameters.weights().forEach((name, learned) -> {
                if (name.startsWith("memory.")) {
                    try (var _ = Scope.withoutGradients()) {
                        Tensor along =
                                Randomness.seeded(9).normal(learned.shape().extents());
                        double slope = learned.gradient()
                                .orElseThrow()
                                .multiply(along)
                                .sum()
                                .item();
                        learned.addInPlace(along, 1e-3);
                        double up = loss(rule).item();
                        learned.addInPlace(along, -2e-3);
                        double down = loss(rule).item();
                        learned.addInPlace(along, 1e-3);
                        // as above
                        assertThat((up - down) / 2e-3).as(name).isCloseTo(slope, within(2e-3 + 0.02 * Math.abs(slope)));
                    }
                }
            });
        }
    }

    private static Tensor loss(UpdateRule rule) {
        int coordinates = 9;
        Tensor weight = Randomness.seeded(6).normal(coordinates).multiply(0.5);
        Tensor state = Tensor.zeros(rule.config().slots(), coordinates);
        Tensor level = Tensor.zeros(1);
        try (TensorSummary summary = summary(weight, rule)) {
            for (int step = 1; step <= 4; step++) {
                Tensor gradient = gradients(coordinates, 1).get(step - 1);
                UpdateRule.Result result = rule.step(
                        weight, gradient, gradient.square().sum().item(), state, level, summary, step, HORIZON);
                weight = result.weight();
                state = result.state();
                level = result.level();
            }
        }
        return weight.square().sum();
    }
}
