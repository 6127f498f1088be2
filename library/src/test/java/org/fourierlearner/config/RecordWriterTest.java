package org.fourierlearner.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.fourierlearner.config.Example.Gate;
import org.fourierlearner.config.Example.Model;
import org.fourierlearner.config.Example.Precision;
import org.fourierlearner.config.Example.Rpe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordWriterTest {
    private static final String LETTERS = "az09 _-.#=[]{}'\"\\\n\r\t\b\u0000\u001f\u007f\u0085\u2028äπ😀";

    @Test
    void theDefaultsAreWrittenInFull() {
        assertThat(RecordWriter.write(Example.defaults())).isEqualTo("""
                name = "run"
                steps = 100
                seed = 0
                rate = 0.001
                causal = false
                precision = "float-32"
                folder = "runs"
                limit = 7
                weights = [1.0]
                shapes = []
                layers = []

                [model]
                dim = 8
                heads = 2

                [model.rpe]
                kind = "gaussian-mixture"
                frequencies = 16
                deviation = 0.5
                """);
    }

    @Test
    void aVariantIsWrittenWithItsKind() {
        assertThat(RecordWriter.write(new Gate.Soft(-0.0), Gate.class)).isEqualTo("kind = \"soft\"\nslope = -0.0\n");
        assertThat(RecordWriter.write(new Gate.Open(), Gate.class)).isEqualTo("kind = \"open\"\n");
    }

    @Test
    void recordsInAListAreWrittenInBraces() {
        record Stack(List<Rpe> layers) {}
        List<Rpe> layers = List.of(new Rpe.None(), new Rpe.MLPSpectrum(Optional.empty(), new Gate.Soft(2)));
        assertThat(RecordWriter.write(new Stack(layers))).isEqualTo("""
                layers = [
                    "none",
                    { kind = "mlp", width = [], gate = { kind = "soft", slope = 2.0 } },
                ]
                """);
    }

    @Test
    void textThatNoFileCanHoldIsRefused() {
        record Named(String name) {}
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordWriter.write(new Named("\ud800")))
                .withMessage("expected text without unpaired surrogates, got '\ud800'");
    }

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsWrittenReadsBackEqual(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Example example = example(random);
        String text = RecordWriter.write(example);
        assertThat(RecordReader.read(text, "x.toml", List.of(), Example.class))
                .as(text)
                .isEqualTo(example);
    }

    private static Example example(RandomGenerator random) {
        return new Example(
                text(random),
                1 + random.nextInt(Integer.MAX_VALUE),
                random.nextLong(),
                number(random),
                random.nextBoolean(),
                random.nextBoolean() ? Precision.FLOAT_32 : Precision.BFLOAT_16,
                Path.of(text(random).replace("\0", "")),
                random.nextBoolean() ? Optional.empty() : Optional.of(text(random)),
                random.nextBoolean() ? Optional.empty() : Optional.of(random.nextInt()),
                random.ints(random.nextInt(4)).mapToObj(_ -> number(random)).toList(),
                IntStream.range(0, random.nextInt(3))
                        .mapToObj(_ -> random.ints(random.nextInt(3)).boxed().toList())
                        .toList(),
                model(random),
                IntStream.range(0, random.nextInt(4)).mapToObj(_ -> rpe(random)).toList(),
                random.nextBoolean() ? Optional.empty() : Optional.of(model(random)));
    }

    private static Model model(RandomGenerator random) {
        int heads = 1 + random.nextInt(9);
        return new Model(heads * random.nextInt(20), heads, rpe(random));
    }

    private static Rpe rpe(RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 -> new Rpe.None();
            case 1 -> new Rpe.LearnedRpe(random.nextInt());
            case 2 -> new Rpe.GaussianMixtureSpectrum(random.nextInt(), Double.MIN_VALUE + random.nextDouble());
            default ->
                new Rpe.MLPSpectrum(
                        random.nextBoolean() ? Optional.empty() : Optional.of(number(random)),
                        random.nextBoolean() ? new Gate.Open() : new Gate.Soft(number(random)));
        };
    }

    private static double number(RandomGenerator random) {
        double[] special = {
            0.0,
            -0.0,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE,
            Double.MAX_VALUE
        };
        return random.nextInt(3) == 0
                ? special[random.nextInt(special.length)]
                : Double.longBitsToDouble(random.nextLong());
    }

    private static String text(RandomGenerator random) {
        int[] letters = LETTERS.codePoints().toArray();
        return random.ints(random.nextInt(12), 0, letters.length)
                .map(i -> letters[i])
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
