package org.fourierlearner.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// That the kernel does what it should is tested against its definition, composed of tensor
/// operations, in the library.
class UpdateKernelTest {
    private static final int HEADS = 2;
    private static final int HEAD_DIM = 3;
    private static final int FEATURES = 5;
    private static final int HIDDEN = 7;

    private static final int CELLS = 3;

    static Stream<UpdateNetwork> networks() {
        return Stream.of(
                network(attention()),
                network(new UpdateMemory.Attention(
                        HEADS,
                        HEAD_DIM,
                        1,
                        numbers(1, (2 * HEADS * HEAD_DIM + HEADS) * UpdateNetwork.INPUTS),
                        numbers(2, HEADS * HEAD_DIM))),
                network(new UpdateMemory.Lstm(
                        CELLS, numbers(1, 4 * CELLS * (UpdateNetwork.INPUTS + CELLS)), numbers(2, 4 * CELLS))));
    }

    private static UpdateMemory.Attention attention() {
        return new UpdateMemory.Attention(
                HEADS,
                HEAD_DIM,
                FEATURES,
                numbers(1, (2 * HEADS * HEAD_DIM + HEADS) * UpdateNetwork.INPUTS),
                numbers(2, HEADS * FEATURES * HEAD_DIM));
    }

    private static UpdateNetwork network(UpdateMemory memory) {
        return new UpdateNetwork(
                memory, HIDDEN, numbers(3, HIDDEN * (UpdateNetwork.INPUTS + memory.width())), numbers(4, 2 * HIDDEN));
    }

    private static UpdateStep step(UpdateNetwork network) {
        return new UpdateStep(
                time(network.memory()),
                0.99f,
                1.2f,
                1e-4f,
                0.8f,
                1.5f,
                numbers(5, 1 + network.memory().width()),
                numbers(8, HIDDEN),
                0.1f);
    }

    private static UpdateStep.Time time(UpdateMemory memory) {
        return switch (memory) {
            case UpdateMemory.Attention attention -> {
                int features = attention.heads() * attention.features();
                yield new UpdateStep.Time(numbers(6, features), numbers(7, features), new float[] {0.9f, 0.99f});
            }
            case UpdateMemory.Lstm _ -> UpdateStep.Time.none();
        };
    }

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

    private static Trained trained(
            UpdateNetwork network, Function<UpdateNetwork, UpdateKernel> kernels, int coordinates) {
        UpdateKernel kernel = kernels.apply(network);
        UpdateStep step = step(network);
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

    static Stream<Arguments> networksAndSizes() {
        return networks().flatMap(network -> Stream.of(1, 31, 512, 1300).map(size -> Arguments.of(network, size)));
    }

    @ParameterizedTest
    @MethodSource("networksAndSizes")
    void withAndWithoutVectorsIsTheSameButForRounding(UpdateNetwork network, int coordinates) {
        Trained fast = trained(network, n -> new UpdateKernel(AttentionKernel.of(1), 1, n), coordinates);
        Trained plain = trained(network, n -> new UpdateKernel(AttentionKernel.scalar(1), 1, n), coordinates);

        // four steps of 0.1 at most, sums of a dozen numbers each
        assertThat(fast.weight()).containsExactly(plain.weight(), within(1e-5f));
        assertThat(fast.state()).containsExactly(plain.state(), within(1e-4f));
        assertThat(fast.sums().alignment()).isCloseTo(plain.sums().alignment(), within(1e-4 * Math.sqrt(coordinates)));
        assertThat(fast.sums().before()).isCloseTo(plain.sums().before(), within(1e-4 * coordinates));
        assertThat(fast.sums().ratioSquares()).isCloseTo(plain.sums().ratioSquares(), within(1e-4 * coordinates));
        assertThat(fast.sums().toldSquares()).containsExactly(plain.sums().toldSquares(), within(1e-4 * coordinates));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void threadsChangeNothing(UpdateNetwork network) {
        Trained one = trained(network, n -> new UpdateKernel(AttentionKernel.of(1), 1, n), 20_000);
        Trained many = trained(network, n -> new UpdateKernel(AttentionKernel.of(3), 3, n), 20_000);

        assertThat(many.weight()).containsExactly(one.weight());
        assertThat(many.state()).containsExactly(one.state());
        assertThat(many.sums().toldSquares()).containsExactly(one.sums().toldSquares());
        assertThat(many.sums().alignment()).isEqualTo(one.sums().alignment());
    }

    /// Columns of a tile behind the last coordinate count nowhere.
    @ParameterizedTest
    @MethodSource("networks")
    void sumsAreThoseOfTheCoordinatesAlone(UpdateNetwork network) {
        Trained all = trained(network, n -> new UpdateKernel(AttentionKernel.of(1), 1, n), 512);
        Trained some = trained(network, n -> new UpdateKernel(AttentionKernel.of(1), 1, n), 500);
        Trained without = trained(network, n -> new UpdateKernel(AttentionKernel.scalar(1), 1, n), 500);

        // without vectors there are no columns behind the last; 500 squares of about 1 in single precision
        assertThat(some.sums().toldSquares()).containsExactly(without.sums().toldSquares(), within(1e-3));
        assertThat(some.sums().toldSquares()[0]).isLessThan(all.sums().toldSquares()[0]);
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
        UpdateNetwork network = network(attention());
        UpdateStep step = step(network);
        var kernel = new UpdateKernel(AttentionKernel.of(1), 1, network);
        MemorySegment four = MemorySegment.ofArray(new float[4]);
        MemorySegment five = MemorySegment.ofArray(new float[5]);
        assertThat(four.byteSize()).isEqualTo(4 * JAVA_FLOAT.byteSize());
        assertThatThrownBy(() -> kernel.step(step, four, five, four))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("gradient: expected 16 bytes, got 20");
        assertThatThrownBy(() -> kernel.step(step, four, four, five))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("state: expected 336 bytes, for 21 numbers a coordinate, got 20");
        MemorySegment state = MemorySegment.ofArray(new float[4 * network.slots()]);
        UpdateStep other = step(network(new UpdateMemory.Lstm(
                CELLS, new float[4 * CELLS * (UpdateNetwork.INPUTS + CELLS)], new float[4 * CELLS])));
        assertThatThrownBy(() -> kernel.step(other, four, four, state))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mix: expected 3 numbers, got 4");
        assertThatThrownBy(() -> new UpdateMemory.Attention(1, 1, 1, new float[1], new float[1]))
                .hasMessage("tokens: expected 9 numbers, got 1");
        assertThatThrownBy(() -> new UpdateMemory.Lstm(1, new float[1], new float[4]))
                .hasMessage("gates: expected 16 numbers, got 1");
        assertThatThrownBy(() -> new UpdateNetwork(attention(), 1, new float[7], new float[2]))
                .hasMessage("in: expected 5 numbers, got 7");
    }
}
