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

/// Steps by the kernel.
final class FusedSteps implements Steps {
    /// Position logits are computed for so many steps at once.
    private static final int BLOCK = 64;

    private final AttentionMemory memory;
    private final UpdateNetwork network;
    private final TensorNetwork tensorNetwork;
    private final UpdateKernel kernel;
    private @Nullable Block block;

    /// Position logits of some steps, one after the other.
    ///
    /// @param first step of the block
    /// @param queryLogits `[steps][heads][features]`
    /// @param keyLogits likewise
    /// @param kept for each head
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Block(long first, float[] queryLogits, float[] keyLogits, float[] kept) {}

    FusedSteps(UpdateRule rule, AttentionMemory memory) {
        this.memory = memory;
        try (var _ = Scope.withoutGradients()) {
            network = rule.network(memory);
            tensorNetwork = rule.tensorNetwork();
        }
        kernel = new UpdateKernel(AttentionKernel.of(Threads.count()), Threads.count(), network);
    }

    @Override
    public double take(
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
        if (begun.root() == 0) {
            return 0;
        }
        double[] told = tensorNetwork.tell(begun.features());
        double size = Math.exp(told[TensorNetwork.SIZE] + level) * Math.max(begun.weight(), TensorSummary.LEAST_WEIGHT);
        UpdateStep common = common(begun, told, size, step);
        UpdateKernel.Sums sums = kernel.shares(weight.shape().size())
                ? sharedOut(common, weight, contiguous, state)
                : kernel.step(common, weight.memory(), contiguous.memory(), state.memory());
        summary.end(sums, gradientSquares, TensorNetwork.nextLevel(level, told));
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
        Block now = block(step);
        int width = network.heads() * network.features();
        int at = Math.toIntExact(step - now.first()) * width;
        float[] scales = new float[UpdateNetwork.MOMENTA];
        for (int a = 0; a < scales.length; a++) {
            scales[a] = (float) UpdateRule.unbiased(UpdateRule.MOMENTUM_DECAYS[a], step);
        }
        return new UpdateStep(
                Arrays.copyOfRange(now.queryLogits(), at, at + width),
                Arrays.copyOfRange(now.keyLogits(), at, at + width),
                now.kept(),
                UpdateRule.MOMENTUM_DECAYS,
                scales,
                (float) UpdateRule.SECOND_DECAY,
                (float) UpdateRule.unbiased(UpdateRule.SECOND_DECAY, step),
                (float) (UpdateRule.FLOOR * begun.root()),
                (float) (1 / begun.root()),
                (float) inverse(begun.weight()),
                TensorNetwork.mix(told),
                TensorNetwork.biases(told),
                (float) size);
    }

    /// 1 over a root mean square, or 0 where there is none.
    private static double inverse(double root) {
        return root > 0 ? 1 / root : 0;
    }

    private Block block(long step) {
        long first = (step - 1) / BLOCK * BLOCK + 1;
        Block now = block;
        if (now == null || now.first() != first) {
            LinearAttention.StreamTerms terms = memory.terms(first, BLOCK);
            now = new Block(
                    first,
                    terms.queryLogits().transpose(0, 1).toFloats(),
                    terms.keyLogits().transpose(0, 1).toFloats(),
                    terms.kept().toFloats());
            block = now;
        }
        return now;
    }
}
