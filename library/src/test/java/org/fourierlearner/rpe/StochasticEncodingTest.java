package org.fourierlearner.rpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Products of realizations have the template as their mean; realizations are the same however many
/// positions are asked for.
final class StochasticEncodingTest {
    private static final int HEADS = 2;
    private static final int HEAD_DIM = 3;
    private static final int LENGTH = 7;
    private static final int DRAWS = 20_000;
    private static final CoordinateRange RANGE = CoordinateRange.tokens(150);

    static final List<Stochastic> everyKind = List.of(
            new SineSpe(3, DRAWS, false),
            new SineSpe(2, DRAWS, true),
            new ConvolutionalSpe(5, DRAWS, false),
            new ConvolutionalSpe(2, DRAWS, true));

    private final Scope scope = Scope.withoutGradients();

    @AfterEach
    void close() {
        scope.close();
    }

    private static StochasticEncoding encoding(Stochastic config) {
        return new StochasticEncoding(config, HEADS, HEAD_DIM, CoordinateRange.tokens(LENGTH), Randomness.seeded(5));
    }

    @Test
    void everyPermittedKindIsTested() {
        assertThat(everyKind.stream().<Class<?>>map(Object::getClass).distinct())
                .containsExactlyInAnyOrderElementsOf(List.of(Stochastic.class.getPermittedSubclasses()));
    }

    /// A query or key of one channel at all positions, `[heads, length, draws]`.
    private static Tensor channel(int d) {
        float[] rows = new float[HEADS * LENGTH * HEAD_DIM];
        for (int n = d; n < rows.length; n += HEAD_DIM) {
            rows[n] = 1;
        }
        return Tensor.of(rows, 1, HEADS, LENGTH, HEAD_DIM);
    }

    @ParameterizedTest
    @FieldSource("everyKind")
    void theMeanProductIsTheTemplate(Stochastic config) {
        StochasticEncoding encoding = encoding(config);
        Coordinates at = Coordinates.tokens(0, LENGTH);
        for (int d = 0; d < HEAD_DIM; d++) {
            Tensor queries = encoding.queries(channel(d), at);
            for (int other = 0; other < HEAD_DIM; other++) {
                Tensor keys = encoding.keys(channel(other), at);
                for (int h = 0; h < HEADS; h++) {
                    for (int i = 0; i < LENGTH; i++) {
                        for (int j = 0; j < LENGTH; j++) {
                            Tensor products = row(queries, h, i)
                                    .multiply(row(keys, h, j))
                                    .multiply(Math.sqrt((double) DRAWS * HEAD_DIM));
                            double mean = products.mean().item();
                            double variance = products.square().mean().item() - mean * mean;
                            assertThat(mean)
                                    .as("channels %d and %d of head %d, positions %d and %d", d, other, h, i, j)
                                    .isCloseTo(
                                            d == other ? template(config, encoding.parameters(), h, d, i - j) : 0,
                                            within(5 * Math.sqrt(variance / DRAWS)));
                        }
                    }
                }
            }
        }
    }

    private static Tensor row(Tensor rows, int h, int t) {
        return rows.select(0, 0).select(0, h).select(0, t);
    }

    private static double template(Stochastic config, Parameters weights, int h, int d, int lag) {
        int channel = h * HEAD_DIM + d;
        double moving = switch (config) {
            case SineSpe sine -> {
                double sum = 0;
                for (int k = channel * sine.sines(); k < (channel + 1) * sine.sines(); k++) {
                    double frequency = 1
                            / (2 * (1 + Math.exp(-weights.get("frequencyLogit").toDoubles()[k])));
                    double gain = weights.get("gain").toDoubles()[k];
                    sum += gain
                            * gain
                            * Math.cos(2 * Math.PI * frequency * lag
                                    + weights.get("phase").toDoubles()[k]);
                }
                yield sum;
            }
            case ConvolutionalSpe filters -> {
                double sum = 0;
                for (int p = Math.max(0, -lag); p < filters.taps() && p + lag < filters.taps(); p++) {
                    sum += weights.get("queryFilter").toDoubles()[channel * filters.taps() + p]
                            * weights.get("keyFilter").toDoubles()[channel * filters.taps() + p + lag];
                }
                yield sum;
            }
        };
        if (!config.gated()) {
            return moving;
        }
        double share = 1 / (1 + Math.exp(-weights.get("gateLogit").toDoubles()[channel]));
        return share + (1 - share) * moving;
    }

    static Stream<Stochastic> everySmallKind() {
        return Stream.of(new SineSpe(3, 5, true), new ConvolutionalSpe(1, 5, true), new ConvolutionalSpe(70, 5, false));
    }

    /// More positions than are filtered at once.
    @ParameterizedTest
    @MethodSource("everySmallKind")
    void positionsDoNotDependOnEachOther(Stochastic config) {
        var encoding = new StochasticEncoding(config, HEADS, HEAD_DIM, RANGE, Randomness.seeded(6));
        Tensor rows = Randomness.seeded(7).normal(2, HEADS, 139, HEAD_DIM);
        Tensor whole = encoding.queries(rows, Coordinates.tokens(3, 139));

        assertSame(encoding.queries(rows.narrow(2, 100, 2), Coordinates.tokens(103, 2)), whole.narrow(2, 100, 2));
        assertSame(encoding.queries(rows.narrow(2, 138, 1), Coordinates.tokens(141, 1)), whole.narrow(2, 138, 1));
        Tensor backwards = Tensor.of(new long[] {99, 5, 5, 0}, 4);
        Tensor places = Tensor.of(new double[] {102, 8, 8, 3}, 4, 1);
        assertSame(
                encoding.queries(rows.indexSelect(2, backwards), Coordinates.of(places)),
                whole.indexSelect(2, backwards));
        Tensor perExample = Tensor.stack(0, places, places);
        assertSame(
                encoding.queries(rows.indexSelect(2, backwards), Coordinates.of(perExample)),
                whole.indexSelect(2, backwards));
    }

    /// Sums of at most seventy products of numbers around 1, in another order.
    private static void assertSame(Tensor actual, Tensor expected) {
        assertThat(actual.shape().extents()).containsExactly(expected.shape().extents());
        double[] numbers = expected.toDoubles();
        double[] others = actual.toDoubles();
        for (int n = 0; n < numbers.length; n++) {
            assertThat(others[n]).isCloseTo(numbers[n], within(70 * 0x1p-22));
        }
    }

    @Test
    void noiseHasAnEnd() {
        var encoding = new StochasticEncoding(
                new ConvolutionalSpe(4, 5, false), HEADS, HEAD_DIM, CoordinateRange.tokens(9), Randomness.seeded(1));
        Tensor row = Tensor.ones(1, HEADS, 1, HEAD_DIM);
        encoding.keys(row, Coordinates.tokens(9, 1));

        for (double place : new double[] {10, -1, 0.5}) {
            assertThatThrownBy(() -> encoding.keys(row, Coordinates.times(place)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "at: expected whole positions from 0 to 9, where convolutional-spe has noise, got %s; take a longer context or another encoding"
                                    .formatted(place));
        }
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> new SineSpe(0, 5, false)).hasMessage("sines: expected a positive number, got 0");
        assertThatThrownBy(() -> new SineSpe(2, 0, false))
                .hasMessage("realizations: expected a positive number, got 0");
        assertThatThrownBy(() -> new ConvolutionalSpe(-1, 5, false))
                .hasMessage("taps: expected a positive number, got -1");
        assertThatThrownBy(() -> new ConvolutionalSpe(2, -5, false))
                .hasMessage("realizations: expected a positive number, got -5");
        for (Stochastic config : List.of(new SineSpe(2, 5, true), new ConvolutionalSpe(2, 5, true))) {
            String kind = config instanceof SineSpe ? "sine-spe" : "convolutional-spe";
            assertThatThrownBy(() -> new StochasticEncoding(
                            config, HEADS, HEAD_DIM, new CoordinateRange(2, 1, 9), Randomness.seeded(1)))
                    .hasMessage(
                            "rpe: expected fourier, grid-table or none for positions in 2 dimensions, got %s, which needs a line"
                                    .formatted(kind));
            assertThatThrownBy(() -> encoding(config).queries(channel(0), Coordinates.of(Tensor.zeros(LENGTH, 2))))
                    .hasMessage("at: expected shape […, 1], got [7, 2]");
        }
    }
}
