package org.fourierlearner.rpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// How well drawn frequencies stand for an encoding, and which sampler serves which spectrum.
final class FrequencySamplerTest {
    private static final KernelSpectrum KERNEL = new KernelSpectrum(Kernel.GAUSSIAN, 0.5);
    private static final CoordinateRange TOKENS = CoordinateRange.tokens(64);
    private static final int LAGS = 32;

    /// Heads are independent draws; here they all have the same learned values.
    private static final int TRIALS = 300;

    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    /// The greatest and the root mean square error of each trial, for a kernel of height 1 and scale 8.
    private static Tensor errors(int count, long seed) {
        var weights = new Parameters();
        weights.weight("height", Tensor.ones(TRIALS));
        weights.weight("logScale", Tensor.full(Math.log(8), TRIALS));
        var sampler = new FrequencySampler.Matched();
        Tensor noise = sampler.noise(KERNEL, TRIALS, count, TOKENS, Randomness.seeded(seed));
        Tensor lags = Tensor.range(LAGS).unsqueeze(1);
        return sampler.draw(KERNEL, weights, noise, TOKENS).encodingAt(lags).subtract(KERNEL.encodingAt(weights, lags));
    }

    /// A root mean square over 300 independent trials is off by `1/√600`, relatively, and so are five of them;
    /// the slope through them by `1/√600/√Σ(x − x̄)²`.
    @Test
    void errorFallsWithTheRootOfTheNumberOfFrequencies() {
        int[] counts = {8, 32, 128, 512, 2048};
        double[] x = new double[counts.length];
        double[] y = new double[counts.length];
        double meanX = 0;
        for (int n = 0; n < counts.length; n++) {
            try (var _ = Scope.withoutGradients()) {
                x[n] = Math.log(counts[n]);
                y[n] = 0.5 * Math.log(errors(counts[n], n).square().mean().item());
                meanX += x[n] / counts.length;
            }
        }
        double squares = 0;
        double products = 0;
        for (int n = 0; n < counts.length; n++) {
            squares += (x[n] - meanX) * (x[n] - meanX);
            products += (x[n] - meanX) * y[n];
        }
        double standardError = 1 / Math.sqrt(2.0 * TRIALS) / Math.sqrt(squares);

        assertThat(products / squares).isCloseTo(-0.5, within(5 * standardError));
    }

    /// `R ≥ (2c²/ε²) ln(2K/δ)` with `c = 1`: at most a share `δ` of the trials may be off by more than `ε`,
    /// five standard errors allowed.
    @Test
    void hoeffdingsBoundHolds() {
        double epsilon = 0.3;
        double delta = 0.05;
        int count = (int) Math.ceil(2 / (epsilon * epsilon) * Math.log(2 * LAGS / delta));

        double[] greatest = errors(count, 9).abs().max(-1).toDoubles();

        int failures = 0;
        for (double error : greatest) {
            failures += error > epsilon ? 1 : 0;
        }
        assertThat(failures / (double) TRIALS).isLessThan(delta + 5 * Math.sqrt(delta * (1 - delta) / TRIALS));
    }

    @Test
    void latticeIsExactWithinItsRangeAndChangesSignBeyond() {
        int heads = 3;
        int count = 20;
        var spectrum = new LatticeWindowSpectrum(0, 6, 0.5);
        Frequencies grid = lattice(spectrum, heads, count);
        double[] windows = {0, 2, 6};
        for (int h = 0; h < heads; h++) {
            int exact = 2 * count - (int) windows[h] - 1;
            for (int z = 0; z <= exact; z++) {
                double expected = z <= windows[h] ? 0.5 : 0;
                assertEncoding(grid, h, z, expected);
                assertEncoding(grid, h, -z, expected);
            }
            for (int z = exact + 1; z <= 2 * count + windows[h]; z++) {
                assertEncoding(grid, h, z, -0.5);
            }
            assertEncoding(grid, h, 4 * count, 0.5);
        }
    }

    /// Frequencies are rounded to single precision, which a lag of up to 100 tokens turns into a phase of less
    /// than `2π·100·2⁻²⁵`; the amplitudes of the widest window add up to less than 2.
    private static void assertEncoding(Frequencies grid, int head, int lag, double expected) {
        assertThat(Estimate.of(grid, head, new double[] {lag}).mean())
                .as("head %d, lag %d", head, lag)
                .isCloseTo(expected, within(2 * 2 * Math.PI * 100 * 0x1p-25));
    }

    private static Frequencies lattice(Spectrum spectrum, int heads, int count) {
        var sampler = new FrequencySampler.Lattice();
        Parameters weights = spectrum.initialize(heads, TOKENS, Randomness.seeded(1));
        Tensor noise = sampler.noise(spectrum, heads, count, TOKENS, Randomness.seeded(2));
        return sampler.draw(spectrum, weights, noise, TOKENS);
    }

    /// The kernel's scale is at least 1.5 tokens, so all of its density is folded but the tails of the
    /// exponential kernel, `0.03/1.5` of the height at lag 0.
    @Test
    void latticeServesOtherEvenSpectraOfTokens() {
        int heads = 3;
        int count = 512;
        for (Kernel kernel : Kernel.values()) {
            var spectrum = new KernelSpectrum(kernel, 0.5);
            Frequencies grid = lattice(spectrum, heads, count);
            Parameters weights = spectrum.initialize(heads, TOKENS, Randomness.seeded(1));
            double[] heights = weights.get("height").toDoubles();
            double[] expected = spectrum.encodingAt(weights, Tensor.range(LAGS).unsqueeze(1))
                    .toDoubles();
            // 1/(1 + r²) is still h·2·10⁻³ at the images 1024 tokens away, the others vanish there
            double images = kernel == Kernel.CAUCHY ? 5e-3 : 1e-4;
            for (int h = 0; h < heads; h++) {
                for (int z = 0; z < LAGS; z++) {
                    double tails = z == 0 && kernel == Kernel.LAPLACE ? 0.03 / 1.5 : 0;
                    assertThat(Estimate.of(grid, h, new double[] {z}).mean())
                            .as("%s, head %d, lag %d", kernel, h, z)
                            .isCloseTo(expected[h * LAGS + z], within((images + tails) * Math.abs(heights[h]) + 1e-5));
                }
            }
        }
    }

    /// The measured collapse of the paper's way: a normal density of width 1 under an encoding that reaches
    /// eight tokens.
    @Test
    void importanceSamplingCollapsesWhereTheWidthIsWrong() {
        double[] sizes = sizes(new FrequencySampler.Importance(Proposal.NORMAL, 1));

        assertThat(sizes).hasSize(TRIALS);
        assertThat(mean(sizes)).isBetween(1.0, 4.0);
    }

    @Test
    void matchedSamplingNeverCollapses() {
        assertThat(mean(sizes(new FrequencySampler.Matched()))).isCloseTo(64, within(1e-3));
    }

    private static double[] sizes(FrequencySampler sampler) {
        var weights = new Parameters();
        weights.weight("height", Tensor.ones(TRIALS));
        weights.weight("logScale", Tensor.full(Math.log(8), TRIALS));
        Tensor noise = sampler.noise(KERNEL, TRIALS, 64, TOKENS, Randomness.seeded(3));
        return sampler.draw(KERNEL, weights, noise, TOKENS).effectiveSampleSizes();
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    /// However wide the windows have become: the ratio depends on the noise alone.
    @Test
    void matchedWindowsKeepTheirSampleSize() {
        assertShareThatCounts(SmoothWindowSpectrum.defaults(), "logWindow", 1, 0.8);
        assertShareThatCounts(SmoothWindowSpectrum.defaults(), "logWindow", 2, 0.6);
        assertShareThatCounts(SmoothWindowSpectrum.defaults(), "logWindow", 3, 0.4);
        assertShareThatCounts(BallSpectrum.defaults(), "logRadius", 3, 0.6);
    }

    private static void assertShareThatCounts(MatchedSpectrum spectrum, String width, int dim, double least) {
        int heads = 100;
        Parameters weights = spectrum.initialize(heads, new CoordinateRange(dim, 1, 64), Randomness.seeded(1));
        Tensor noise = spectrum.noise(heads, 64, dim, Randomness.seeded(2));
        double[] sizes = spectrum.draw(weights, noise).effectiveSampleSizes();
        assertThat(mean(sizes) / 64).as("%s in %d dimensions", spectrum, dim).isGreaterThan(least);

        try (var _ = Scope.withoutGradients()) {
            weights.get(width).copyInPlace(weights.get(width).add(5));
        }

        assertThat(spectrum.draw(weights, noise).effectiveSampleSizes()).containsExactly(sizes, within(1e-9));
    }

    /// The engine's normal number is exactly 0 once in some ten million.
    @Test
    @Tag("slow")
    void drawsAreFinite() {
        for (Kernel kernel : Kernel.values()) {
            Tensor draws = kernel.drawFrequencies(1, 40_000_000, 1, Randomness.seeded(1));

            assertThat(draws.abs().max().item()).as("%s", kernel).isLessThan(1e7);
        }
    }

    @Test
    void samplerThatSuitsIsChosen() {
        assertThat(FrequencySampler.suiting(BallSpectrum.defaults())).isEqualTo(new FrequencySampler.Matched());
        assertThat(FrequencySampler.suiting(FreeSpectrum.defaults())).isEqualTo(new FrequencySampler.Matched());
        assertThat(FrequencySampler.suiting(LatticeWindowSpectrum.defaults()))
                .isEqualTo(new FrequencySampler.Lattice());
    }

    @Test
    void widthThatFitsTheCoordinatesIsTheGeometricMean() {
        var fitting = new FrequencySampler.Importance(Proposal.NORMAL, 0);
        var stated = new FrequencySampler.Importance(Proposal.NORMAL, 1 / (2 * Math.PI * 8));

        assertThat(fitting.noise(KERNEL, 1, 7, TOKENS, Randomness.seeded(1)).toDoubles())
                .containsExactly(
                        stated.noise(KERNEL, 1, 7, TOKENS, Randomness.seeded(1)).toDoubles());
        assertThat(fitting.noise(KERNEL, 1, 7, TOKENS, Randomness.seeded(1)).type())
                .isEqualTo(ElementType.FLOAT32);
    }

    @Test
    void samplersThatDoNotServeASpectrumAreNamed() {
        var space = new CoordinateRange(2, 1, 64);
        assertMessage(
                () -> noise(new FrequencySampler.Matched(), new LatticeWindowSpectrum(1, 2, 0.5), TOKENS),
                "sampler: expected lattice for LatticeWindowSpectrum[shortest=1, longest=2, initialHeight=0.5], which cannot be drawn from, got matched");
        assertMessage(
                () -> noise(FrequencySampler.Importance.defaults(), new FreeSpectrum(7, 0.3), TOKENS),
                "sampler: expected automatic for FreeSpectrum[count=7, initialHeight=0.3], which has no density on the line, got importance");
        assertMessage(
                () -> noise(new FrequencySampler.Lattice(), KERNEL, space),
                "sampler: expected lattice only for token indices, got it for 2 dimensions and spacing 1.0");
        assertMessage(
                () -> noise(new FrequencySampler.Lattice(), KERNEL, new CoordinateRange(1, 0.5, 64)),
                "sampler: expected lattice only for token indices, got it for 1 dimensions and spacing 0.5");
        assertMessage(
                () -> noise(new FrequencySampler.Lattice(), new FreeSpectrum(7, 0.3), TOKENS),
                "sampler: expected lattice only for an even spectrum with a density, got it for FreeSpectrum[count=7, initialHeight=0.3]");
        assertMessage(
                () -> noise(new FrequencySampler.Lattice(), new DirectionalSpectrum(KERNEL), TOKENS),
                "sampler: expected lattice only for an even spectrum with a density, got it for DirectionalSpectrum[even=KernelSpectrum[kernel=GAUSSIAN, initialHeight=0.5]]");
        assertMessage(
                () -> new FrequencySampler.Importance(Proposal.NORMAL, -1), "width: expected a number ≥ 0, got -1.0");
    }

    private static void noise(FrequencySampler sampler, Spectrum spectrum, CoordinateRange range) {
        sampler.noise(spectrum, 3, 7, range, Randomness.seeded(1));
    }

    private static void assertMessage(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
