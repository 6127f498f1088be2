package org.fourierlearner.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.fourierlearner.kernels.AttentionProblem;
import org.fourierlearner.kernels.FeatureKind;
import org.fourierlearner.kernels.Operand;

/// Random arguments of attention in native memory, where tensors are.
final class Tokens {
    static final int HEADS = 8;
    static final int HEAD_DIM = 64;
    static final int FEATURES = 128;

    private final Random random = new Random(1);
    private final int length;

    Tokens(int length) {
        this.length = length;
    }

    AttentionProblem problem(boolean causal, boolean positions) {
        return new AttentionProblem(
                new FeatureKind.Positive(normal(FEATURES, HEAD_DIM)),
                perToken(),
                perToken(),
                perToken(),
                positions ? logits() : null,
                positions ? logits() : null,
                null,
                null,
                null,
                null,
                causal);
    }

    /// Position logits in the kernels' layout, or room for their gradients.
    Operand logits() {
        return normal(length, FEATURES);
    }

    /// Queries, keys, values, outputs, or room for their gradients.
    Operand perToken() {
        return normal(length, HEAD_DIM);
    }

    private Operand normal(int rows, int columns) {
        int count = HEADS * rows * columns;
        MemorySegment memory = Arena.ofAuto().allocate((long) count * Float.BYTES, Long.BYTES);
        for (int k = 0; k < count; k++) {
            memory.setAtIndex(ValueLayout.JAVA_FLOAT, k, (float) random.nextGaussian());
        }
        return Operand.of(memory, 1, HEADS, rows, columns);
    }
}
