package org.fourierlearner.kernels;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Parts of examples, as streams meet them.
final class Streams {

    private Streams() {}

    static Operand rows(Operand all, int from, int to) {
        return new Operand(
                all.memory().asSlice(from * all.rowStride() * Float.BYTES),
                all.batch(),
                all.heads(),
                to - from,
                all.columns(),
                all.batchStride(),
                all.headStride(),
                all.rowStride(),
                all.backwards());
    }

    private static @Nullable Operand logits(@Nullable Operand all, int from, int to) {
        return all == null ? null : rows(all, from, to);
    }

    /// The tokens from one place to before another.
    static AttentionProblem part(Example example, int from, int to) {
        AttentionProblem all = example.problem();
        return new AttentionProblem(
                all.features(),
                rows(all.query(), from, to),
                rows(all.key(), from, to),
                rows(all.value(), from, to),
                logits(all.queryLogits(), from, to),
                logits(all.keyLogits(), from, to),
                clock(example, from, to),
                all.selfLogits(),
                tokens(example, from, to),
                null,
                true);
    }

    private static AttentionProblem.@Nullable Clock clock(Example example, int from, int to) {
        double[] clock = example.clock();
        if (clock == null) {
            return null;
        }
        int length = example.sizes().keys();
        double[] times = new double[clock.length / length * (to - from)];
        for (int row = 0; row < clock.length / length; row++) {
            System.arraycopy(clock, row * length + from, times, row * (to - from), to - from);
        }
        return new AttentionProblem.Clock(MemorySegment.ofArray(times), example.hasSharedClock());
    }

    private static @Nullable MemorySegment tokens(Example example, int from, int to) {
        boolean[] tokens = example.tokens();
        if (tokens == null) {
            return null;
        }
        int batch = example.sizes().batch();
        byte[] bytes = new byte[batch * (to - from)];
        for (int k = 0; k < bytes.length; k++) {
            int t = from + k % (to - from);
            bytes[k] = (byte) (tokens[k / (to - from) * example.sizes().keys() + t] ? 1 : 0);
        }
        return MemorySegment.ofArray(bytes);
    }

    /// Goes on over some tokens.
    static void advance(AttentionStream stream, Example example, float[] output, int from, int to) {
        stream.advance(part(example, from, to), rows(example.outputOperand(output), from, to));
    }
}
