package org.fourierlearner.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.fourierlearner.attention.LinearAttention;
import org.fourierlearner.attention.Visibility;
import org.fourierlearner.kernels.UpdateNetwork;
import org.fourierlearner.kernels.UpdateStep;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.Decay;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class UpdateRuleTest {
    private static final int STEPS = UpdateRules.STEPS;

    /// What makes a step: the kernel, or its definition.
    private interface Taking {
        void take(Tensor weight, Tensor gradient, double squares, Tensor state, TensorSummary summary, long step);
    }

    private static Taking byKernel(UpdateRule rule) {
        Steps steps = rule.steps();
        return (weight, gradient, squares, state, summary, step) ->
                steps.take(weight, gradient, squares, state, summary, step, UpdateRules.HORIZON);
    }

    private static Taking byDefinition(UpdateRule rule) {
        return (weight, gradient, squares, state, summary, step) -> {
            UpdateRule.Result result = rule.step(
                    weight,
                    gradient,
                    squares,
                    state,
                    Tensor.full(summary.level(), 1),
                    summary,
                    step,
                    UpdateRules.HORIZON);
            weight.copyInPlace(result.weight());
            state.copyInPlace(result.state());
        };
    }

    private static float[] trained(UpdateRule rule, Taking taking, int coordinates, double scale) {
        try (var _ = Scope.withoutGradients()) {
            Tensor weight =
                    Randomness.seeded(6).normal(coordinates).multiply(0.5).copy();
            Tensor state = Tensor.zeros(rule.config().slots(), coordinates);
            try (TensorSummary summary = UpdateRules.summary(weight, rule)) {
                int step = 1;
                for (Tensor gradient : UpdateRules.gradients(coordinates, scale)) {
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

    @ParameterizedTest
    @MethodSource("org.fourierlearner.optimizer.UpdateRules#memories")
    void theKernelStepsAsItsDefinitionDoes(TimeMemory memory) {
        try (var _ = Scope.withoutGradients();
                UpdateRule rule = UpdateRules.rule(memory)) {
            float[] fast = trained(rule, byKernel(rule), 700, 1);
            float[] slow = trained(rule, byDefinition(rule), 700, 1);
            // weights of one, after twelve steps of a few hundredths in single precision: 4e-6 is seen
            assertThat(farthest(fast, slow)).isLessThan(1e-5);
        }
    }

    /// They are computed for 64 steps at once.
    @ParameterizedTest
    @EnumSource
    void positionsAreThoseOfTheirSteps(TimeScale time) {
        Rpe.Fourier rpe = Rpe.Fourier.defaults().withDecay(Decay.STEADY);
        try (var _ = Scope.withoutGradients();
                UpdateRule rule = UpdateRules.rule(new TimeMemory.Attention(2, 2, 3, rpe, time))) {
            var memory = (AttentionMemory) rule.memory();
            Steps steps = rule.steps();
            for (long step : new long[] {1, 2, 63, 64, 65, 66, 1000}) {
                UpdateStep.Time ofBlock = steps.time(memory, step);
                LinearAttention.StreamTerms alone = memory.terms(step, 1);
                // the same numbers, in products of other shapes
                assertThat(ofBlock.kept()).containsExactly(alone.kept().toFloats(), within(1e-6f));
                assertThat(ofBlock.queryLogits())
                        .containsExactly(alone.queryLogits().toFloats(), within(1e-5f));
                assertThat(ofBlock.keyLogits())
                        .containsExactly(alone.keyLogits().toFloats(), within(1e-5f));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.fourierlearner.optimizer.UpdateRules#memories")
    void theSizeOfALossDoesNotMatter(TimeMemory memory) {
        try (var _ = Scope.withoutGradients();
                UpdateRule rule = UpdateRules.rule(memory)) {
            float[] ones = trained(rule, byKernel(rule), 60, 1);
            // a power of two, so that nothing rounds in another way; squares stay above the least float
            assertThat(trained(rule, byKernel(rule), 60, 0x1p-30)).containsExactly(ones, within(1e-6f));
            assertThat(trained(rule, byKernel(rule), 60, 0x1p30)).containsExactly(ones, within(1e-6f));
        }
    }

    @ParameterizedTest
    @MethodSource("org.fourierlearner.optimizer.UpdateRules#memories")
    void threadsShareLargeWeightsAndChangeNothing(TimeMemory memory) {
        try (var _ = Scope.withoutGradients();
                UpdateRule rule = UpdateRules.rule(memory)) {
            float[] many = trained(rule, byKernel(rule), 20_000, 1);
            float[] slow = trained(rule, byDefinition(rule), 20_000, 1);
            assertThat(trained(rule, byKernel(rule), 20_000, 1)).containsExactly(many);
            // as above
            assertThat(farthest(many, slow)).isLessThan(1e-5);
        }
    }

    /// What a coordinate remembers is causal linear attention over its tokens so far.
    @ParameterizedTest
    @EnumSource
    void memoryIsCausalLinearAttentionOverTime(TimeScale time) {
        Rpe.Fourier rpe = Rpe.Fourier.defaults().withDecay(Decay.STEADY);
        try (var _ = Scope.withoutGradients();
                UpdateRule rule = UpdateRules.rule(new TimeMemory.Attention(2, 2, 2, rpe, time))) {
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
}
