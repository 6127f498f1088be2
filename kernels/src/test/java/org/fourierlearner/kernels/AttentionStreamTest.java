package org.fourierlearner.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.fourierlearner.kernels.Example.Sizes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AttentionStreamTest {
    private static final int LENGTH = 71;
    private static final Sizes SIZES = new Sizes(2, 2, LENGTH, LENGTH, 8, 9, 10);
    private static final Sizes SQUARE = new Sizes(2, 2, LENGTH, LENGTH, 8, 9, 8);

    static Stream<Example> examples() {
        boolean[] tokens = new boolean[2 * LENGTH];
        for (int k = 0; k < tokens.length; k++) {
            tokens[k] = k % LENGTH % 3 != 0;
        }
        Example padded = Example.random(SIZES, true, 0.5).withClock().withTokens(tokens);
        PaddingTest.fillPadding(padded, Float.NaN);
        boolean[] noneInOne = new boolean[2 * LENGTH];
        Arrays.fill(noneInOne, LENGTH + 67, 2 * LENGTH, true);
        return Stream.of(
                Example.random(SIZES, true, 0.5).withLogitsOfEachExample(),
                Example.random(SIZES, true, 0.5).withClock(),
                Example.random(SIZES, true, 0.5).withClockOfEachExample(),
                Example.random(SIZES, true, 80),
                Example.random(SIZES, true, 0.5).withSelfLogits(),
                Example.random(SIZES, true, 0.5).withSelfLogits(-60, 60),
                padded.withSelfLogits(),
                padded,
                Example.random(SIZES, true, 0.5).withTokens(noneInOne),
                Example.random(SQUARE, true, 0.5).with(new FeatureKind.Elu()),
                Example.random(SQUARE, true, 0.5).with(new FeatureKind.Relu(0.1f)),
                Example.random(SQUARE, true, 0.5).with(new FeatureKind.Elu()).withoutLogits());
    }

    private static List<AttentionKernel> kernels() {
        return List.of(AttentionKernel.of(2), AttentionKernel.scalar(1));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void tokensAfterAChunkOfAnyLengthAreThoseOfTheDefinition(Example example) {
        double[] expected = new Definition(example).outputs();
        for (AttentionKernel kernel : kernels()) {
            for (int split = 0; split <= LENGTH; split++) {
                var stream = new AttentionStream(kernel, example.problem());
                float[] output = Example.nan(expected.length);
                Streams.advance(stream, example, output, 0, split);
                for (int t = split; t < LENGTH; t++) {
                    Streams.advance(stream, example, output, t, t + 1);
                }
                Rounding.assertClose("split at " + split, output, expected, ofStreams(example));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void aChunkAfterAChunkOfAnyLengthIsThatOfTheDefinition(Example example) {
        double[] expected = new Definition(example).outputs();
        for (AttentionKernel kernel : kernels()) {
            for (int split = 0; split <= LENGTH; split++) {
                var stream = new AttentionStream(kernel, example.problem());
                float[] output = Example.nan(expected.length);
                Streams.advance(stream, example, output, 0, split);
                Streams.advance(stream, example, output, split, LENGTH);
                Rounding.assertClose("split at " + split, output, expected, ofStreams(example));
            }
        }
    }

    /// One more rounding for each token that is added by itself.
    private static double ofStreams(Example example) {
        return Rounding.ofOutputs(example) + 2 * LENGTH * Rounding.UNIT;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void aChunkEndsInTheStateOfItsTokens(Example example) {
        for (AttentionKernel kernel : kernels()) {
            float[] output = new float[example.sizes().count(LENGTH, 9)];
            var whole = new AttentionStream(kernel, example.problem());
            Streams.advance(whole, example, output, 0, LENGTH);
            var single = new AttentionStream(kernel, example.problem());
            for (int t = 0; t < LENGTH; t++) {
                Streams.advance(single, example, output, t, t + 1);
            }
            var first = new Saved(example.sizes());
            var second = new Saved(example.sizes());
            first.save(whole);
            second.save(single);
            // sums are of weights of 1 at most times values of 5 at most, and rescaled by differences of maxima
            double tolerance = 5 * LENGTH * ofStreams(example);
            assertThat(second.clock).isEqualTo(first.clock);
            Rounding.assertClose("sums", second.sums, Definition.doubles(first.sums), tolerance);
            Rounding.assertClose(
                    "maximum", finite(second.maximum), Definition.doubles(finite(first.maximum)), ofStreams(example));
        }
    }

    /// `−∞`, where there is no key, as a number of its own.
    private static float[] finite(float[] values) {
        float[] finite = values.clone();
        for (int k = 0; k < finite.length; k++) {
            finite[k] = finite[k] == Float.NEGATIVE_INFINITY ? 1e6f : finite[k];
        }
        return finite;
    }

    @Test
    void aSavedStreamGoesOnBitForBit() {
        Example example = Example.random(SIZES, true, 0.5).withClock();
        for (AttentionKernel kernel : kernels()) {
            for (int next : new int[] {41, LENGTH}) {
                var stream = new AttentionStream(kernel, example.problem());
                float[] output = new float[2 * 2 * LENGTH * 9];
                Streams.advance(stream, example, output, 0, 40);
                var saved = new Saved(SIZES);
                saved.save(stream);
                Streams.advance(stream, example, output, 40, next);
                float[] expected = output.clone();
                var restored = new AttentionStream(kernel, example.problem());
                saved.restore(restored);
                Streams.advance(restored, example, output, 40, next);
                assertThat(output).isEqualTo(expected);
            }
        }
    }

    @Test
    void restoringNeedsMemoryOfTheRightSizes() {
        var stream = new AttentionStream(
                AttentionKernel.of(1), Example.random(SIZES, true, 0.5).problem());
        var saved = new Saved(SIZES);
        MemorySegment sums = MemorySegment.ofArray(saved.sums);
        MemorySegment maximum = MemorySegment.ofArray(saved.maximum);
        MemorySegment clock = MemorySegment.ofArray(saved.clock);
        assertThat(stream.bytes()).isEqualTo(sums.byteSize() + maximum.byteSize() + clock.byteSize());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stream.restore(maximum, maximum, clock))
                .withMessage("sums: expected 1600 bytes, got 160");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stream.restore(sums, sums, clock))
                .withMessage("maximum: expected 160 bytes, got 1600");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stream.save(sums, maximum, maximum))
                .withMessage("clock: expected 32 bytes, got 160");
    }

    /// What a stream remembers.
    private static final class Saved {
        final float[] sums;
        final float[] maximum;
        final double[] clock;

        Saved(Sizes s) {
            sums = Example.nan(s.count(s.features(), s.valueDim() + 1));
            maximum = Example.nan(s.count(1, s.features()));
            clock = new double[s.count(1, 1)];
        }

        void save(AttentionStream stream) {
            stream.save(MemorySegment.ofArray(sums), MemorySegment.ofArray(maximum), MemorySegment.ofArray(clock));
        }

        void restore(AttentionStream stream) {
            stream.restore(MemorySegment.ofArray(sums), MemorySegment.ofArray(maximum), MemorySegment.ofArray(clock));
        }
    }
}
