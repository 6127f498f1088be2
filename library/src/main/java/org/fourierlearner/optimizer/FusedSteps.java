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

    /// Fewer coordinates are done before another thread has woken.
    private static final long WORTH_SHARING = 16_384;

    private final AttentionMemory memory;
    private final UpdateNetwork network;
    private final UpdateRule.TensorNetwork tensorNetwork;
    private final UpdateKernel alone;
    private final UpdateKernel shared;
    private long blockStart = Long.MIN_VALUE;
    private float @Nullable [] queryLogits;
    private float @Nullable [] keyLogits;
    private float @Nullable [] kept;

    FusedSteps(UpdateRule rule, AttentionMemory memory) {
        this.memory = memory;
        try (var _ = Scope.withoutGradients()) {
            network = rule.network(memory);
            tensorNetwork = rule.tensorNetwork();
        }
        alone = new UpdateKernel(AttentionKernel.of(1), 1, network);
        shared = new UpdateKernel(AttentionKernel.of(Threads.count()), Threads.count(), network);
    }

    @Override
    public double take(Tensor weight, Tensor gradient, Tensor state, TensorSummary summary, long step, long horizon) {
        Tensor contiguous = gradient.contiguous();
        double gradientSquares = UpdateKernel.sumOfSquares(contiguous.memory());
        double weightSquares = UpdateKernel.sumOfSquares(weight.memory());
        double level = summary.level();
        TensorSummary.Beginning begun = summary.begin(gradientSquares, weightSquares, step, horizon);
        if (begun.root() == 0) {
            return 0;
        }
        double[] told = tensorNetwork.tell(begun.features());
        double size = Math.exp(told[0] + level) * Math.max(begun.weight(), TensorSummary.LEAST_WEIGHT);
        UpdateStep common = common(begun, told, size, step);
        UpdateKernel.Sums sums = weight.shape().size() < WORTH_SHARING
                ? alone.step(common, weight.memory(), contiguous.memory(), state.memory())
                : sharedOut(common, weight, contiguous, state);
        summary.end(sums, gradientSquares, tensorNetwork.nextLevel(level, told));
        return size;
    }

    private UpdateKernel.Sums sharedOut(UpdateStep common, Tensor weight, Tensor gradient, Tensor state) {
        try (Arena arena = Arena.ofShared()) {
            return shared.step(
                    common,
                    weight.strided(arena).memory(),
                    gradient.strided(arena).memory(),
                    state.strided(arena).memory());
        }
    }

    private UpdateStep common(TensorSummary.Beginning begun, double[] told, double size, long step) {
        long start = (step - 1) / BLOCK * BLOCK + 1;
        if (start != blockStart || queryLogits == null || keyLogits == null || kept == null) {
            LinearAttention.StreamTerms terms = memory.terms(start, BLOCK);
            queryLogits = terms.queryLogits().transpose(0, 1).toFloats();
            keyLogits = terms.keyLogits().transpose(0, 1).toFloats();
            kept = terms.kept().toFloats();
            blockStart = start;
        }
        int width = network.heads() * network.features();
        int at = Math.toIntExact(step - start) * width;
        float[] scales = new float[UpdateNetwork.MOMENTA];
        for (int a = 0; a < scales.length; a++) {
            scales[a] = (float) UpdateRule.unbiased(UpdateRule.MOMENTUM_DECAYS[a], step);
        }
        return new UpdateStep(
                Arrays.copyOfRange(queryLogits, at, at + width),
                Arrays.copyOfRange(keyLogits, at, at + width),
                kept,
                UpdateRule.MOMENTUM_DECAYS,
                scales,
                (float) UpdateRule.SECOND_DECAY,
                (float) UpdateRule.unbiased(UpdateRule.SECOND_DECAY, step),
                (float) (UpdateRule.FLOOR * begun.root()),
                (float) (1 / begun.root()),
                (float) UpdateRule.inverse(begun.weight()),
                tensorNetwork.mix(told),
                tensorNetwork.biases(told),
                (float) size);
    }
}
