package org.fourierlearner.rpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// What every spectrum must satisfy; a new one needs only rows in `everySpectrum`.
final class SpectrumTest {
    private static final int HEADS = 3;

    /// The unit of single-precision rounding.
    private static final double ROUNDING = 0x1p-24;

    /// A multiple of the components of every mixture here.
    private static final int DRAWS = 9_000;

    private static final int STANDARD_ERRORS = 5;

    /// A spectrum in a space.
    record Row(Spectrum spectrum, int dim) {

        /// Lattice windows have whole numbers as positions.
        CoordinateRange range() {
            return new CoordinateRange(dim, 1, 3);
        }

        Parameters weights(int seed) {
            return spectrum.initialize(HEADS, range(), Randomness.seeded(seed));
        }

        boolean isIsotropic() {
            return spectrum instanceof KernelSpectrum || spectrum instanceof BallSpectrum;
        }

        boolean hasDensity() {
            return !(spectrum instanceof FreeSpectrum);
        }
    }

    static final List<Row> everySpectrum = rows();

    private static List<Row> rows() {
        var rows = new ArrayList<Row>();
        for (int dim = 1; dim <= 3; dim++) {
            var even = new ArrayList<MatchedSpectrum>();
            even.add(new GaussianMixtureSpectrum(3, 0.7));
            even.add(new GaussianMixtureSpectrum(1, 0.4));
            for (Kernel kernel : Kernel.values()) {
                even.add(new KernelSpectrum(kernel, 0.5));
            }
            even.add(new SmoothWindowSpectrum(0.25, 0.5));
            even.add(new SmoothWindowSpectrum(0.6, -1.5));
            if (dim == 3) {
                even.add(new BallSpectrum(0.25, 0.5));
                even.add(new BallSpectrum(0.6, -1.5));
            }
            for (MatchedSpectrum spectrum : even) {
                rows.add(new Row(spectrum, dim));
                rows.add(new Row(new DirectionalSpectrum(spectrum), dim));
            }
            rows.add(new Row(new FreeSpectrum(5, 0.3), dim));
        }
        rows.add(new Row(new LatticeWindowSpectrum(1, 5, 0.5), 1));
        rows.add(new Row(new LatticeWindowSpectrum(0, 2, -2), 1));
        return rows;
    }

    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void everyPermittedSpectrumIsTested() {
        assertThat(everySpectrum)
                .<Object>extracting(row -> row.spectrum().getClass())
                .containsAll(variants(Spectrum.class).toList());
    }

    private static Stream<Class<?>> variants(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(SpectrumTest::variants)
                : Stream.of(type);
    }

    /// A few points apart, the origin first, within the reach of the encodings.
    private static double[][] offsets(Row row) {
        double[][] points = {{0, 0, 0}, {1, 0, 0}, {-2, 1, 0.5}, {0.3, -0.7, 1.9}, {4, 3, -5}, {-11, 2, 7}};
        boolean whole = row.spectrum() instanceof LatticeWindowSpectrum;
        return Stream.of(points)
                .map(point -> Arrays.stream(point, 0, row.dim())
                        .map(x -> whole ? Math.rint(x) : x)
                        .toArray())
                .toArray(double[][]::new);
    }

    private static Tensor tensor(double[][] points) {
        double[] flat = Arrays.stream(points).flatMapToDouble(Arrays::stream).toArray();
        return Tensor.of(flat, points.length, points[0].length);
    }

    /// Four integrations or fewer make a product, and each is as exact as its integrator says.
    @ParameterizedTest
    @FieldSource("everySpectrum")
    void encodingAgreesWithItsDefinition(Row row) {
        Parameters weights = row.weights(1);
        double[][] offsets = offsets(row);

        double[] encodings = row.spectrum().encodingAt(weights, tensor(offsets)).toDoubles();

        for (int h = 0; h < HEADS; h++) {
            var reference = new SpectrumReference(weights, HEADS, h);
            for (int k = 0; k < offsets.length; k++) {
                double expected = reference.encodingAt(row.spectrum(), offsets[k]);
                assertThat(encodings[h * offsets.length + k])
                        .as("head %d, offset %s", h, Arrays.toString(offsets[k]))
                        .isCloseTo(expected, within(10 * SpectrumReference.INTEGRATION_ERROR));
            }
        }
    }

    @ParameterizedTest
    @FieldSource("everySpectrum")
    void eachHeadMayHaveOffsetsOfItsOwn(Row row) {
        Parameters weights = row.weights(2);
        Tensor offsets = tensor(offsets(row));
        Tensor factors = Tensor.of(new double[] {1, 2, -3}, HEADS, 1, 1);

        Tensor own = row.spectrum().encodingAt(weights, offsets.multiply(factors));

        double[] factor = factors.toDoubles();
        for (int h = 0; h < HEADS; h++) {
            Tensor common = row.spectrum().encodingAt(weights, offsets.multiply(factor[h]));
            assertThat(own.select(0, h).toDoubles())
                    .containsExactly(common.select(0, h).toDoubles(), within(1e-14));
        }
    }

    /// The density is made of single-precision widths, whose rounding its exponents raise to at most 64 times.
    @ParameterizedTest
    @FieldSource("everySpectrum")
    void densityIsTheFourierTransformOfTheEncoding(Row row) {
        assumeThat(row.hasDensity()).isTrue();
        assumeThat(row.dim() < 3 || evenPart(row).isIsotropic()).isTrue();
        assumeThat(row.spectrum()).isNotInstanceOf(LatticeWindowSpectrum.class);
        Parameters weights = row.weights(3);
        boolean flat =
                evenPart(row).spectrum() instanceof KernelSpectrum(Kernel kernel, double _) && kernel == Kernel.CAUCHY;
        // the encoding falls slowly, but its density exponentially
        Quadrature quadrature = flat ? Quadrature.of(row.dim(), 2.5, 1.0 / 64) : Quadrature.of(row.dim(), 64, 0.5);
        double[][] points = {{0.02, 0.01, 0}, {0.05, -0.1, 0}, {0.21, 0.13, 0.1}, {-0.3, 0.06, 0.1}};
        double[][] at = Stream.of(points)
                .map(point -> Arrays.stream(point, 0, row.dim())
                        .map(x -> flat ? 10 * x : x)
                        .toArray())
                .toArray(double[][]::new);

        Tensor nodes = quadrature.at();
        double[] transformed = flat ? density(row, weights, nodes) : centered(row, weights, nodes);
        double[] expected = flat ? centered(row, weights, tensor(at)) : density(row, weights, tensor(at));

        int count = nodes.extent(0);
        for (int h = 0; h < HEADS; h++) {
            for (int k = 0; k < at.length; k++) {
                assertThat(quadrature.transform(transformed, h * count, at[k]))
                        .as("head %d at %s", h, Arrays.toString(at[k]))
                        .isCloseTo(
                                expected[h * at.length + k],
                                within(64 * ROUNDING * quadrature.mass(transformed, h * count)));
            }
        }
    }

    private static Row evenPart(Row row) {
        return row.spectrum() instanceof DirectionalSpectrum(MatchedSpectrum even) ? new Row(even, row.dim()) : row;
    }

    /// `g`, `[heads, count]`.
    private static double[] density(Row row, Parameters weights, Tensor frequencies) {
        return row.spectrum()
                .densityAt(weights, frequencies.unsqueeze(0).expand(HEADS, -1, -1))
                .toDoubles();
    }

    /// `f` about the shift that makes it directional, where it is even.
    private static double[] centered(Row row, Parameters weights, Tensor offsets) {
        Tensor at = row.spectrum() instanceof DirectionalSpectrum
                ? offsets.add(weights.get("shift").to(ElementType.FLOAT64).unsqueeze(1))
                : offsets;
        return row.spectrum().encodingAt(weights, at).toDoubles();
    }

    @Test
    void densityOfALatticeWindowIsTheFourierSeriesOfItsEncoding() {
        var spectrum = new LatticeWindowSpectrum(0, 4, 0.5);
        Parameters weights = spectrum.initialize(HEADS, CoordinateRange.tokens(16), Randomness.seeded(1));
        double[] frequencies = {0, 1, 0.5, 0.13, -0.4, 2.3};

        double[] densities = spectrum.densityAt(
                        weights,
                        Tensor.of(frequencies, 1, frequencies.length, 1).expand(HEADS, -1, -1))
                .toDoubles();

        double[] encodings =
                spectrum.encodingAt(weights, Tensor.range(6).unsqueeze(1)).toDoubles();
        for (int h = 0; h < HEADS; h++) {
            for (int k = 0; k < frequencies.length; k++) {
                double series = encodings[h * 6];
                for (int z = 1; z < 6; z++) {
                    series += 2 * encodings[h * 6 + z] * Math.cos(2 * Math.PI * frequencies[k] * z);
                }
                assertThat(densities[h * frequencies.length + k])
                        .as("head %d at %s", h, frequencies[k])
                        .isCloseTo(series, within(1e-13));
            }
        }
    }

    @Test
    void densityIsFiniteAtTheOrigin() {
        for (Row row : everySpectrum) {
            if (row.hasDensity()) {
                assertThat(density(row, row.weights(1), Tensor.zeros(1, row.dim())))
                        .as("%s", row)
                        .doesNotContain(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
            }
        }
    }

    @Test
    void freeSpectrumHasNoDensity() {
        var row = new Row(FreeSpectrum.defaults(), 1);
        Parameters weights = row.weights(1);

        assertThatThrownBy(() -> density(row, weights, Tensor.zeros(1, 1)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("a free spectrum is a sum of Dirac pulses: it has no density");
    }

    @ParameterizedTest
    @FieldSource("everySpectrum")
    void matchedFrequenciesEstimateTheEncodingWithoutBias(Row row) {
        assumeThat(row.spectrum()).isInstanceOf(MatchedSpectrum.class);
        assumeThat(row.hasDensity()).isTrue();

        assertUnbiased(row, new FrequencySampler.Matched());
    }

    /// The tails of the Cauchy density are heavier than those of every spectrum, so that the variance is
    /// finite.
    @ParameterizedTest
    @FieldSource("everySpectrum")
    void importanceSamplingEstimatesTheEncodingWithoutBias(Row row) {
        assumeThat(row.spectrum()).isInstanceOf(MatchedSpectrum.class);
        assumeThat(row.hasDensity()).isTrue();

        assertUnbiased(row, new FrequencySampler.Importance(Proposal.CAUCHY, 0.15));
    }

    private static void assertUnbiased(Row row, FrequencySampler sampler) {
        Parameters weights = row.weights(4);
        Tensor noise = sampler.noise(row.spectrum(), HEADS, DRAWS, row.range(), Randomness.seeded(5));
        Frequencies drawn = sampler.draw(row.spectrum(), weights, noise, row.range());
        double[][] offsets = offsets(row);
        double[] encodings = row.spectrum().encodingAt(weights, tensor(offsets)).toDoubles();

        for (int h = 0; h < HEADS; h++) {
            for (int k = 0; k < offsets.length; k++) {
                Estimate estimate = Estimate.of(drawn, h, offsets[k]);
                double expected = encodings[h * offsets.length + k];
                // frequencies and amplitudes are rounded, and at the origin matched draws do not vary
                double rounding = 64 * ROUNDING * (1 + Math.abs(expected));
                assertThat(estimate.mean())
                        .as("head %d, offset %s", h, Arrays.toString(offsets[k]))
                        .isCloseTo(expected, within(STANDARD_ERRORS * estimate.standardError() + rounding));
            }
        }
    }

    @ParameterizedTest
    @FieldSource("everySpectrum")
    void drawnFrequenciesAgreeWithTheirOwnEstimate(Row row) {
        var sampler = new FrequencySampler.Automatic();
        int count = row.spectrum() instanceof FreeSpectrum(int free, double _) ? free : 15;
        Parameters weights = row.weights(6);
        Tensor noise = sampler.noise(row.spectrum(), HEADS, count, row.range(), Randomness.seeded(7));
        Frequencies drawn = sampler.draw(row.spectrum(), weights, noise, row.range());
        double[][] offsets = offsets(row);

        double[] encodings = drawn.encodingAt(tensor(offsets)).toDoubles();

        assertThat(drawn.count()).isEqualTo(count);
        for (int h = 0; h < HEADS; h++) {
            for (int k = 0; k < offsets.length; k++) {
                assertThat(encodings[h * offsets.length + k])
                        .isCloseTo(Estimate.of(drawn, h, offsets[k]).mean(), within(1e-9));
            }
        }
    }

    /// The closed forms are in double precision, their gradients are rounded to single; the differences are
    /// exact to `STEP⁴ = 2⁻⁴⁰` times a fifth derivative.
    @ParameterizedTest
    @FieldSource("everySpectrum")
    void gradientsOfTheEncodingReachEveryLearnedNumber(Row row) {
        Parameters weights = row.weights(8);
        Tensor offsets = tensor(offsets(row));
        Tensor factors = Randomness.seeded(9).normal(HEADS, offsets.extent(0));

        Differences.assertGradients(
                weights,
                () -> row.spectrum()
                        .encodingAt(weights, offsets)
                        .multiply(factors)
                        .sum(),
                0x1p-10,
                16 * ROUNDING);
    }

    /// Frequencies are rounded to single precision, which the differences divide by the step; they resolve
    /// waves of less than a tenth of a turn per step.
    @ParameterizedTest
    @FieldSource("everySpectrum")
    void gradientsOfDrawnFrequenciesReachEveryLearnedNumber(Row row) {
        assertGradientsOfDraws(row, new FrequencySampler.Automatic());
    }

    @ParameterizedTest
    @FieldSource("everySpectrum")
    void gradientsOfImportanceSamplingReachEveryLearnedNumber(Row row) {
        assumeThat(row.spectrum()).isInstanceOf(MatchedSpectrum.class);
        assumeThat(row.hasDensity()).isTrue();

        assertGradientsOfDraws(row, new FrequencySampler.Importance(Proposal.NORMAL, 0.15));
    }

    private static void assertGradientsOfDraws(Row row, FrequencySampler sampler) {
        int count = row.spectrum() instanceof FreeSpectrum(int free, double _) ? free : 9;
        Parameters weights = row.weights(10);
        Tensor noise = sampler.noise(row.spectrum(), HEADS, count, row.range(), Randomness.seeded(11))
                .clampBelow(-1)
                .clampAbove(1);
        Tensor offsets = tensor(offsets(row)).multiply(0.25);
        Tensor factors = Randomness.seeded(12).normal(HEADS, offsets.extent(0));
        Supplier<Tensor> scalar = () -> sampler.draw(row.spectrum(), weights, noise, row.range())
                .encodingAt(offsets)
                .multiply(factors)
                .sum();

        double step = 0x1p-7;
        Differences.assertGradients(weights, scalar, step, 64 * ROUNDING / step);
    }

    @ParameterizedTest
    @FieldSource("everySpectrum")
    void firstValuesDifferFromHeadToHead(Row row) {
        Parameters weights = row.weights(13);

        for (int h = 0; h < HEADS; h++) {
            for (int other = 0; other < h; other++) {
                assertThat(valuesOf(weights, h)).isNotEqualTo(valuesOf(weights, other));
            }
        }
    }

    private static List<Double> valuesOf(Parameters weights, int head) {
        return weights.all().values().stream()
                .filter(tensor -> tensor.extent(0) == HEADS)
                .flatMap(tensor ->
                        Arrays.stream(tensor.select(0, head).toDoubles()).boxed())
                .toList();
    }

    @Test
    void firstValuesDifferFromComponentToComponent() {
        for (Spectrum spectrum : List.of(new GaussianMixtureSpectrum(7, 0.3), new FreeSpectrum(7, 0.3))) {
            Parameters weights = spectrum.initialize(HEADS, CoordinateRange.tokens(64), Randomness.seeded(14));
            weights.weights().forEach((name, weight) -> {
                if (!name.equals("phase")) {
                    Set<Double> values = new HashSet<>();
                    Arrays.stream(weight.toDoubles()).forEach(values::add);
                    assertThat(values).as("%s of %s", name, spectrum).hasSize(HEADS * 7);
                }
            });
        }
    }

    @ParameterizedTest
    @FieldSource("everySpectrum")
    void firstGradientsDifferFromHeadToHead(Row row) {
        var encoding = new RelativePositionalEncoding(
                new Rpe.Fourier(
                        row.spectrum(),
                        new FrequencySampler.Automatic(),
                        row.spectrum() instanceof FreeSpectrum(int free, double _) ? free : 9,
                        Decay.NONE,
                        DecayStart.NEAR,
                        SelfWeight.ENCODED,
                        0),
                HEADS,
                row.range(),
                Randomness.seeded(15));
        Tensor offsets = tensor(offsets(row));
        Tensor factors = Randomness.seeded(16).normal(1, offsets.extent(0));

        var gradients = Differences.gradients(
                encoding.parameters(),
                () -> encoding.frequencies()
                        .encodingAt(offsets)
                        .multiply(factors)
                        .sum());

        gradients.forEach((name, gradient) -> {
            int width = gradient.length / HEADS;
            for (int i = 0; i < gradient.length - width; i++) {
                assertThat(gradient[i]).as("∂/∂%s[%d]", name, i).isNotEqualTo(gradient[i + width]);
            }
        });
    }

    /// Lattice windows are for tokens, whose spacing is 1.
    @ParameterizedTest
    @FieldSource("everySpectrum")
    void firstValuesScaleWithTheRange(Row row) {
        assumeThat(row.spectrum()).isNotInstanceOf(LatticeWindowSpectrum.class);
        double factor = 7;
        Parameters wide = row.spectrum()
                .initialize(HEADS, new CoordinateRange(row.dim(), factor, 3 * factor), Randomness.seeded(17));
        Tensor offsets = tensor(offsets(row));

        double[] stretched =
                row.spectrum().encodingAt(wide, offsets.multiply(factor)).toDoubles();

        double[] original = row.spectrum().encodingAt(row.weights(17), offsets).toDoubles();
        assertThat(stretched).containsExactly(original, within(256 * ROUNDING));
    }

    @Test
    void firstEncodingsReachFromTheSpacingToTheExtent() {
        var range = CoordinateRange.tokens(256);
        Tensor offsets = Tensor.of(new double[] {0, 1, 256}, 3, 1);
        for (Spectrum spectrum : List.of(new KernelSpectrum(Kernel.GAUSSIAN, 0.5), SmoothWindowSpectrum.defaults())) {
            Parameters weights = spectrum.initialize(5, range, Randomness.seeded(1));
            double[] f = spectrum.encodingAt(weights, offsets).toDoubles();
            for (int h = 0; h < 5; h++) {
                double atZero = f[3 * h];
                assertThat(f[3 * h + 1] / atZero).as("one spacing, head %d", h).isGreaterThan(0.5);
                assertThat(f[3 * h + 2] / atZero).as("the extent, head %d", h).isLessThan(0.5);
            }
        }
    }

    @Test
    void windowsOfLatticeHeadsDifferWhileThereAreEnough() {
        assertThat(windows(new LatticeWindowSpectrum(1, 16, 0.5), 16))
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
        assertThat(windows(new LatticeWindowSpectrum(1, 16, 0.5), 5)).containsExactly(1, 2, 5, 9, 16);
        assertThat(windows(new LatticeWindowSpectrum(2, 3, 0.5), 4)).containsExactly(2, 3, 3, 3);
        assertThat(windows(new LatticeWindowSpectrum(4, 9, 0.5), 1)).containsExactly(4);
    }

    private static double[] windows(Spectrum spectrum, int heads) {
        return spectrum.initialize(heads, CoordinateRange.tokens(64), Randomness.seeded(1))
                .get("window")
                .toDoubles();
    }

    /// Molecules learn from forces, the gradients by position, and a token is at distance 0 from itself.
    @ParameterizedTest
    @FieldSource("everySpectrum")
    void gradientsByTheOffsetAreFiniteAtTheOrigin(Row row) {
        assumeThat(row.spectrum()).isNotInstanceOf(LatticeWindowSpectrum.class);
        Tensor offsets = Tensor.zeros(ElementType.FLOAT64, 1, row.dim()).requireGradient();

        row.spectrum().encodingAt(row.weights(18), offsets).sum().backward();

        assertThat(offsets.gradient().orElseThrow().toDoubles())
                .doesNotContain(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    }

    @Test
    void shiftedEncodingIsLargestAtItsShift() {
        var row = new Row(new DirectionalSpectrum(new KernelSpectrum(Kernel.LAPLACE, 0.5)), 2);
        Parameters weights = row.weights(19);
        Tensor shifts = weights.get("shift").to(ElementType.FLOAT64).unsqueeze(1);

        Tensor peak = row.spectrum().encodingAt(weights, shifts);

        assertThat(peak.squeeze(1).toDoubles())
                .containsExactly(weights.get("height").toDoubles(), within(1e-15));
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertMessage(() -> new GaussianMixtureSpectrum(0, 1), "components: expected a positive number, got 0");
        assertMessage(() -> new GaussianMixtureSpectrum(1, -0.5), "initialHeight: expected a number ≥ 0, got -0.5");
        assertMessage(
                () -> new KernelSpectrum(Kernel.CAUCHY, Double.NaN), "initialHeight: expected a number ≥ 0, got NaN");
        assertMessage(() -> new FreeSpectrum(0, 1), "count: expected a positive number, got 0");
        assertMessage(() -> new FreeSpectrum(1, -1), "initialHeight: expected a number ≥ 0, got -1.0");
        assertMessage(() -> new SmoothWindowSpectrum(0, 1), "edge: expected a positive number, got 0.0");
        assertMessage(() -> new BallSpectrum(Double.NaN, 1), "edge: expected a positive number, got NaN");
        assertMessage(() -> new LatticeWindowSpectrum(-1, 3, 1), "shortest: expected a number ≥ 0, got -1");
        assertMessage(() -> new LatticeWindowSpectrum(4, 3, 1), "longest: expected at least the shortest 4, got 3");
        assertMessage(
                () -> new DirectionalSpectrum(FreeSpectrum.defaults()),
                "even: expected a spectrum without phases, got FreeSpectrum[count=16, initialHeight=0.3]");
        assertMessage(
                () -> new DirectionalSpectrum(new DirectionalSpectrum(new KernelSpectrum(Kernel.CAUCHY, 1))),
                "even: expected a spectrum without phases, got DirectionalSpectrum[even=KernelSpectrum[kernel=CAUCHY, initialHeight=1.0]]");
    }

    @Test
    void spacesThatASpectrumDoesNotExistInAreNamed() {
        assertMessage(() -> initialize(BallSpectrum.defaults(), 2), "dim: expected 3 for a ball, got 2");
        assertMessage(
                () -> initialize(LatticeWindowSpectrum.defaults(), 2),
                "dim: expected 1, token indices, for a lattice window, got 2");
        assertMessage(
                () -> initialize(new KernelSpectrum(Kernel.CAUCHY, 1), 4),
                "dim: expected at most 3 for the kernel CAUCHY, got 4");
        assertMessage(
                () -> initialize(new DirectionalSpectrum(BallSpectrum.defaults()), 1),
                "dim: expected 3 for a ball, got 1");
    }

    @Test
    void numbersOfFrequenciesThatDoNotFitAreNamed() {
        var random = Randomness.seeded(1);
        assertMessage(
                () -> new GaussianMixtureSpectrum(4, 1).noise(HEADS, 6, 1, random),
                "frequencies: expected a multiple of the 4 components, got 6");
        assertMessage(
                () -> new FreeSpectrum(4, 1).noise(HEADS, 6, 1, random),
                "frequencies: expected the spectrum's count 4, got 6");
    }

    private static void initialize(Spectrum spectrum, int dim) {
        spectrum.initialize(HEADS, new CoordinateRange(dim, 1, 3), Randomness.seeded(1));
    }

    private static void assertMessage(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
