package org.fourierlearner.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// That the kernel does what it should is tested against its definition, composed of tensor
/// operations, in the library.
class UpdateKernelTest {
    private static final int HEADS = 2;
    private static final int HEAD_DIM = 3;
    private static final int FEATURES = 5;
    private static final int HIDDEN = 7;

    private final UpdateNetwork network = new UpdateNetwork(
            HEADS,
            HEAD_DIM,
            FEATURES,
            HIDDEN,
            numbers(1, (2 * HEADS * HEAD_DIM + HEADS) * UpdateNetwork.INPUTS),
            numbers(2, HEADS * FEATURES * HEAD_DIM),
            numbers(3, HIDDEN * (UpdateNetwork.INPUTS + HEADS)),
            numbers(4, 2 * HIDDEN),
            numbers(5, HEADS));

    private final UpdateStep step = new UpdateStep(
            numbers(6, HEADS * FEATURES),
            numbers(7, HEADS * FEATURES),
            new float[] {0.9f, 0.99f},
            new float[] {0.5f, 0.9f, 0.99f},
            new float[] {1.3f, 1.1f, 1},
            0.99f,
            1.2f,
            1e-4f,
            0.8f,
            1.5f,
            new float[] {0.2f, 0.7f, -0.1f},
            numbers(8, HIDDEN),
            0.1f);

    private static float[] numbers(long seed, int count) {
        var random = new Random(seed);
        float[] numbers = new float[count];
        for (int k = 0; k < count; k++) {
            numbers[k] = (float) (random.nextGaussian() * 0.5);
        }
        return numbers;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Trained(float[] weight, float[] state, UpdateKernel.Sums sums) {}

    private Trained trained(UpdateKernel kernel, int coordinates) {
        float[] weight = numbers(9, coordinates);
        float[] state = new float[network.slots() * coordinates];
        UpdateKernel.Sums sums = null;
        for (int k = 0; k < 4; k++) {
            sums = kernel.step(
                    step,
                    MemorySegment.ofArray(weight),
                    MemorySegment.ofArray(numbers(10 + k, coordinates)),
                    MemorySegment.ofArray(state));
        }
        if (sums == null) {
            throw new AssertionError("no step");
        }
        return new Trained(weight, state, sums);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 512, 1300})
    void withAndWithoutVectorsIsTheSameButForRounding(int coordinates) {
        Trained fast = trained(new UpdateKernel(AttentionKernel.of(1), 1, network), coordinates);
        Trained plain = trained(new UpdateKernel(AttentionKernel.scalar(1), 1, network), coordinates);

        // four steps of 0.1 at most, sums of a dozen numbers each
        assertThat(fast.weight()).containsExactly(plain.weight(), within(1e-5f));
        assertThat(fast.state()).containsExactly(plain.state(), within(1e-4f));
        assertThat(fast.sums().alignment()).isCloseTo(plain.sums().alignment(), within(1e-4 * Math.sqrt(coordinates)));
        assertThat(fast.sums().momentumSquares())
                .containsExactly(plain.sums().momentumSquares(), within(1e-4 * coordinates));
    }

    @Test
    void threadsChangeNothing() {
        Trained one = trained(new UpdateKernel(AttentionKernel.of(1), 1, network), 20_000);
        Trained many = trained(new UpdateKernel(AttentionKernel.of(3), 3, network), 20_000);

        assertThat(many.weight()).containsExactly(one.weight());
        assertThat(many.state()).containsExactly(one.state());
        assertThat(many.sums().alignment()).isEqualTo(one.sums().alignment());
    }

    @Test
    void squaresAreSummed() {
        float[] numbers = numbers(1, 1300);
        double sum = 0;
        for (float number : numbers) {
            sum += (double) number * number;
        }
        assertThat(UpdateKernel.sumOfSquares(MemorySegment.ofArray(numbers))).isCloseTo(sum, within(1e-4 * sum));
    }

    @Test
    void sizesThatDoNotFitAreRefused() {
        var kernel = new UpdateKernel(AttentionKernel.of(1), 1, network);
        MemorySegment four = MemorySegment.ofArray(new float[4]);
        MemorySegment five = MemorySegment.ofArray(new float[5]);
        assertThat(four.byteSize()).isEqualTo(4 * JAVA_FLOAT.byteSize());
        assertThatThrownBy(() -> kernel.step(step, four, five, four))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("gradient: expected 16 bytes, got 20");
        assertThatThrownBy(() -> kernel.step(step, four, four, five))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("state: expected 384 bytes, for 24 numbers a coordinate, got 20");
        assertThatThrownBy(() -> new UpdateNetwork(
                        1, 1, 1, 1, new float[1], new float[1], new float[7], new float[2], new float[1]))
                .hasMessage("tokens: expected 18 numbers, got 1");
    }
}
