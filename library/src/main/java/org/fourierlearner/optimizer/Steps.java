package org.fourierlearner.optimizer;

import java.lang.foreign.Arena;
import java.util.Arrays;
import org.fourierlearner.attention.LinearAttention;
import org.fourierlearner.kernels.AttentionKernel;
import org.fourierlearner.kernels.UpdateKernel;
import org.fourierlearner.kernels.UpdateNetwork;
import org.fourierlearner.kernels.UpdateStep;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.fourierlearner.tensor.Threads;
import org.jspecify.annotations.Nullable;

/// Steps of an [UpdateRule] with its weights as they were at some time, without gradients, by the kernel.
///
/// One thread at a time may use an instance.
public final class Steps {
    /// Position logits are computed for so many steps at once.
    private static final int BLOCK = 64;

    private final @Nullable AttentionMemory attention;
    private final UpdateNetwork network;
    private final TensorNetwork tensorNetwork;
    private final UpdateKernel kernel;
    private @Nullable Block block;

    /// Position logits of some steps, one after the other.
    ///
    /// @param first step of the block
    /// @param queryLogits `[steps][heads][features]`
    /// @param keyLogits likewise
    /// @param kept `[steps][heads]`
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Block(long first, float[] queryLogits, float[] keyLogits, float[] kept) {}

    Steps(UpdateRule rule) {
        attention = rule.memory() instanceof AttentionMemory memory ? memory : null;
        try (var _ = Scope.withoutGradients()) {
            network = rule.network();
            tensorNetwork = rule.tensorNetwork();
        }
        kernel = new UpdateKernel(AttentionKernel.of(Threads.count()), Threads.count(), network);
    }

    /// Changes a weight.
    ///
    /// @param weight of any shape, changed
    /// @param gradient of the same shape
    /// @param gradientSquares the sum of its squares
    /// @param state `[slots, coordinates]`, changed
    /// @param summary of the tensor, changed
    /// @param step from 1
    /// @param horizon the number of steps
    /// @return the size of the step
    double take(
            Tensor weight,
            Tensor gradient,
            double gradientSquares,
            Tensor state,
            TensorSummary summary,
            long step,
            long horizon) {
        Tensor contiguous = gradient.contiguous();
        double weightSquares = UpdateKernel.sumOfSquares(weight.memory());
        double level = summary.level();
        TensorSummary.Beginning begun = summary.begin(gradientSquares, weightSquares, step, horizon);
        if (begun.hasVanished()) {
            return 0;
        }
        double[] told = tensorNetwork.tell(begun.features());
        double size = Math.exp(told[TensorNetwork.SIZE] + level) * Math.max(begun.weight(), TensorSummary.LEAST_WEIGHT);
        UpdateStep common = common(begun, told, size, step);
        UpdateKernel.Sums sums = kernel.shares(weight.shape().size())
                ? sharedOut(common, weight, contiguous, state)
                : kernel.step(common, weight.memory(), contiguous.memory(), state.memory());
        summary.end(sums, TensorNetwork.nextLevel(level, told));
        return size;
    }

    private UpdateKernel.Sums sharedOut(UpdateStep common, Tensor weight, Tensor gradient, Tensor state) {
        try (Arena arena = Arena.ofShared()) {
            return kernel.step(
                    common,
                    weight.strided(arena).memory(),
                    gradient.strided(arena).memory(),
                    state.strided(arena).memory());
        }
    }

    private UpdateStep common(TensorSummary.Beginning begun, double[] told, double size, long step) {
        return new UpdateStep(
                attention == null ? UpdateStep.Time.none() : time(attention, step),
                (float) UpdateRule.SECOND_DECAY,
                (float) UpdateRule.unbiased(UpdateRule.SECOND_DECAY, step),
                (float) (UpdateRule.FLOOR * begun.root()),
                (float) (1 / begun.root()),
                (float) inverse(begun.weight()),
                tensorNetwork.mix(told),
                tensorNetwork.biases(told),
                (float) size);
    }

    /// {@return what attention needs of the time of a step}
    UpdateStep.Time time(AttentionMemory memory, long step) {
        Block now = block(memory, step);
        int at = Math.toIntExact(step - now.first());
        int heads = memory.config().heads();
        int features = heads * memory.config().features();
        return new UpdateStep.Time(
                row(now.queryLogits(), at, features), row(now.keyLogits(), at, features), row(now.kept(), at, heads));
    }

    private static float[] row(float[] rows, int at, int width) {
        return Arrays.copyOfRange(rows, at * width, (at + 1) * width);
    }

    /// 1 over a root mean square, or 0 where there is none.
    private static double inverse(double root) {
        return root > 0 ? 1 / root : 0;
    }

    private Block block(AttentionMemory memory, long step) {
        long first = (step - 1) / BLOCK * BLOCK + 1;
        Block now = block;
        if (now == null || now.first() != first) {
            LinearAttention.StreamTerms terms = memory.terms(first, BLOCK);
            now = new Block(
                    first,
                    terms.queryLogits().transpose(0, 1).toFloats(),
                    terms.keyLogits().transpose(0, 1).toFloats(),
                    terms.kept().transpose(0, 1).toFloats());
            block = now;
        }
        return now;
    }
}
