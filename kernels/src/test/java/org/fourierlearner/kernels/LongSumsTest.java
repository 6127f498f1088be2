package org.fourierlearner.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.fourierlearner.kernels.Example.Sizes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sums that go on for very long keep the precision that [AttentionKernel] promises.
class LongSumsTest {
    private static final int LENGTH = 200_000;
    private static final float VALUE = 0.1f;

    /// All values are the same, and so are all keys but the first, whose weight the others are a tenth of:
    /// each rounding goes the same way for as long as a sum keeps its exponent.
    private static Example example(int length, boolean causal) {
        Example example = Example.random(new Sizes(1, 1, length, length, 1, 1, 1), causal, 0);
        Arrays.fill(example.key(), 0);
        Arrays.fill(example.value(), VALUE);
        float[] keyLogits = example.keyLogits();
        if (keyLogits != null) {
            Arrays.fill(keyLogits, 1, length, (float) Math.log(VALUE));
        }
        return example;
    }

    /// Numerators and denominators round once for each tile that was added, for each token within a tile,
    /// for each feature, and for their quotient.
    private static double bound(int additions) {
        return VALUE * 2 * (additions + 64 + 1 + 1) * Rounding.UNIT;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void roundingGrowsWithTilesRatherThanTokens(boolean causal) {
        Example example = example(LENGTH, causal);
        double[] expected = new double[LENGTH];
        Arrays.fill(expected, VALUE);
        double bound = bound(Math.ceilDiv(LENGTH, 64));
        AttentionKernel kernel = AttentionKernel.of(2);
        Rounding.assertClose("vectors", example.output(kernel.withCores(1)), expected, bound);
        Rounding.assertClose("vectors, in pieces", example.output(kernel.withCores(3)), expected, bound);
        Rounding.assertClose("scalar", example.output(AttentionKernel.scalar(1).withCores(1)), expected, bound);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void roundingOfAStreamGrowsWithSingleTokens(boolean vectors) {
        int length = 20_000;
        AttentionProblem token = Streams.part(example(2, true), 1, 2);
        var stream = new AttentionStream(vectors ? AttentionKernel.of(1) : AttentionKernel.scalar(1), token);
        Operand output = Operand.of(new float[1], 1, 1, 1, 1);
        stream.advance(Streams.part(example(2, true), 0, 1), output);
        for (int t = 1; t < length; t++) {
            stream.advance(token, output);
            assertThat(Math.abs(output.memory().get(JAVA_FLOAT_UNALIGNED, 0) - VALUE))
                    .isLessThanOrEqualTo((float) bound(t));
        }
    }
}
