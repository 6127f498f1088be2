package org.fourierlearner.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import org.fourierlearner.kernels.Example.Sizes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AttentionStreamTest {
    private static final int LENGTH = 71;

    static Stream<Example> examples() {
        Sizes sizes = new Sizes(2, 2, LENGTH, LENGTH, 8, 9, 10);
        boolean[] tokens = new boolean[2 * LENGTH];
        for (int k = 0; k < tokens.length; k++) {
            tokens[k] = k % 3 != 0;
        }
        return Stream.of(
                Example.random(sizes, true, 0.5).withLogitsOfEachExample(),
                Example.random(sizes, true, 0.5).withClock(),
                Example.random(sizes, true, 80),
                Example.random(sizes, true, 0.5).withTokens(tokens),
                Example.random(new Sizes(2, 2, LENGTH, LENGTH, 8, 9, 8), true, 0.5)
                        .deterministic());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void splitAnywhereItIsTheDefinition(Example example) {
        double[] expected = example.definition();
        for (AttentionKernel kernel : new AttentionKernel[] {AttentionKernel.of(2), AttentionKernel.scalar(1)}) {
            for (int split = 0; split <= LENGTH; split += split < 3 ? 1 : 17) {
                var stream = new AttentionStream(kernel, example.problem());
                float[] output = new float[expected.length];
                stream.advance(piece(example, 0, split), outputs(example, output, 0, split));
                for (int t = split; t < LENGTH; t++) {
                    stream.advance(piece(example, t, t + 1), outputs(example, output, t, t + 1));
                }
                for (int k = 0; k < expected.length; k++) {
                    assertThat((double) output[k]).isCloseTo(expected[k], within(2e-4));
                }
            }
        }
    }

    @Test
    void aSavedStreamGoesOnBitForBit() {
        Example example = Example.random(new Sizes(2, 2, LENGTH, LENGTH, 8, 9, 10), true, 0.5)
                .withClock();
        AttentionKernel kernel = AttentionKernel.of(1);
        var stream = new AttentionStream(kernel, example.problem());
        float[] output = new float[2 * 2 * LENGTH * 9];
        stream.advance(piece(example, 0, 40), outputs(example, output, 0, 40));
        MemorySegment sums = MemorySegment.ofArray(new float[2 * 2 * 10 * 10]);
        MemorySegment maximum = MemorySegment.ofArray(new float[2 * 2 * 10]);
        MemorySegment clock = MemorySegment.ofArray(new double[2 * 2]);
        stream.save(sums, maximum, clock);
        stream.advance(piece(example, 40, 41), outputs(example, output, 40, 41));
        float[] expected = output.clone();

        var restored = new AttentionStream(kernel, example.problem());
        restored.restore(sums, maximum, clock);
        restored.advance(piece(example, 40, 41), outputs(example, output, 40, 41));

        assertThat(output).isEqualTo(expected);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> restored.restore(maximum, maximum, clock))
                .withMessage("sums: expected 1600 bytes, got 160");
    }

    private static Operand outputs(Example example, float[] output, int from, int to) {
        return rows(example.outputOperand(output), from, to);
    }

    private static Operand rows(Operand all, int from, int to) {
        return new Operand(
                all.memory().asSlice(from * all.rowStride() * Float.BYTES),
                all.batch(),
                all.heads(),
                to - from,
                all.columns(),
                all.batchStride(),
                all.headStride(),
                all.rowStride());
    }

    private static AttentionProblem piece(Example example, int from, int to) {
        AttentionProblem all = example.problem();
        double[] clock = example.clock();
        boolean[] tokens = example.tokens();
        int heads = example.sizes().heads();
        double[] times = new double[heads * (to - from)];
        byte[] seen = new byte[example.sizes().batch() * (to - from)];
        for (int t = from; t < to; t++) {
            for (int head = 0; clock != null && head < heads; head++) {
                times[head * (to - from) + t - from] = clock[head * LENGTH + t];
            }
            for (int b = 0; tokens != null && b < example.sizes().batch(); b++) {
                seen[b * (to - from) + t - from] = (byte) (tokens[b * LENGTH + t] ? 1 : 0);
            }
        }
        return new AttentionProblem(
                all.features(),
                rows(all.query(), from, to),
                rows(all.key(), from, to),
                rows(all.value(), from, to),
                all.queryLogits() == null ? null : rows(all.queryLogits(), from, to),
                all.keyLogits() == null ? null : rows(all.keyLogits(), from, to),
                clock == null ? null : new AttentionProblem.Clock(MemorySegment.ofArray(times), true),
                tokens == null ? null : MemorySegment.ofArray(seen),
                null,
                true);
    }
}
