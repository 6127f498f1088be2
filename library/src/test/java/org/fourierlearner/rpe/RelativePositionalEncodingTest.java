package org.fourierlearner.rpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RelativePositionalEncodingTest {
    private static final int HEADS = 5;
    private static final int FREQUENCIES = 64;
    private static final CoordinateRange RANGE = CoordinateRange.tokens(128);
    private static final Spectrum KERNEL = new KernelSpectrum(Kernel.GAUSSIAN, 0.5);

    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    private static RelativePositionalEncoding encoding(FrequencySampler sampler, Decay decay, Randomness random) {
        return new RelativePositionalEncoding(
                new Rpe.Fourier(KERNEL, sampler, FREQUENCIES, decay, DecayStart.NEAR, SelfWeight.ENCODED, 0),
                HEADS,
                RANGE,
                random);
    }

    private static RelativePositionalEncoding matched(Randomness random) {
        return encoding(new FrequencySampler.Automatic(), Decay.NONE, random);
    }

    private static double[] noise(RelativePositionalEncoding encoding) {
        return encoding.parameters().get("noise").toDoubles();
    }

    private static Map<String, List<Float>> weights(RelativePositionalEncoding encoding) {
        var values = new LinkedHashMap<String, List<Float>>();
        encoding.parameters().weights().forEach((name, weight) -> {
            var list = new ArrayList<Float>();
            for (float value : weight.toFloats()) {
                list.add(value);
            }
            values.put(name, list);
        });
        return values;
    }

    @Test
    void layersDrawFrequenciesOfTheirOwn() {
        var random = Randomness.seeded(1);

        assertThat(noise(matched(random))).doesNotContain(noise(matched(random)));
    }

    @Test
    void headsDrawFrequenciesOfTheirOwn() {
        Tensor noise = matched(Randomness.seeded(1)).parameters().get("noise");

        for (int h = 1; h < HEADS; h++) {
            assertThat(noise.select(0, h).toDoubles())
                    .doesNotContain(noise.select(0, h - 1).toDoubles());
        }
    }

    @Test
    void sameSeedGivesTheSameEncoding() {
        var first = matched(Randomness.seeded(7));
        var second = matched(Randomness.seeded(7));

        assertThat(noise(second)).containsExactly(noise(first));
        assertThat(weights(second)).isEqualTo(weights(first));
        assertThat(noise(matched(Randomness.seeded(8)))).isNotEqualTo(noise(first));
    }

    @Test
    void redrawChangesTheNoiseAndNotWhatIsLearned() {
        var random = Randomness.seeded(1);
        var encoding = matched(random);
        double[] noise = noise(encoding);
        var weights = weights(encoding);
        double[] frequencies = encoding.frequencies().frequencies().toDoubles();

        encoding.redraw(random);

        assertThat(noise(encoding)).doesNotContain(noise);
        assertThat(weights(encoding)).isEqualTo(weights);
        assertThat(encoding.frequencies().frequencies().toDoubles()).doesNotContain(frequencies);
    }

    @Test
    void aLatticeThatDoesNotReachOverTheTokensIsRefused() {
        assertThatThrownBy(() -> lattice(new LatticeWindowSpectrum(1, 16, 0.5), new FrequencySampler.Automatic(), 71))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("frequencies: expected at least 72 for a lattice (twice as many reach over 128 tokens and "
                        + "spectrum.longest, 16), got 71; raise it, or lower the context or spectrum.longest");
        assertThatThrownBy(() -> lattice(KERNEL, new FrequencySampler.Lattice(), 63))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("frequencies: expected at least 64 for a lattice (twice as many reach over 128 tokens), "
                        + "got 63; raise it, or lower the context");
    }

    @Test
    void theSmallestLatticeThatIsNotRefusedIsExact() {
        for (Spectrum spectrum : List.of(new LatticeWindowSpectrum(1, 16, 0.5), new LatticeWindowSpectrum(0, 0, 1))) {
            int longest = ((LatticeWindowSpectrum) spectrum).longest();
            var encoding = lattice(spectrum, new FrequencySampler.Automatic(), 64 + longest / 2);
            Tensor lags = Tensor.range(128).unsqueeze(1);

            // single precision: a sum of some seventy cosines
            assertThat(encoding.frequencies().encodingAt(lags).toDoubles())
                    .containsExactly(encoding.encodingAt(lags).toDoubles(), within(1e-4));
        }
    }

    private static RelativePositionalEncoding lattice(Spectrum spectrum, FrequencySampler sampler, int frequencies) {
        return new RelativePositionalEncoding(
                new Rpe.Fourier(spectrum, sampler, frequencies, Decay.NONE, DecayStart.NEAR, SelfWeight.ENCODED, 0),
                HEADS,
                RANGE,
                Randomness.seeded(1));
    }

    @Test
    void redrawOfALatticeChangesNothing() {
        var random = Randomness.seeded(1);
        var encoding = lattice(LatticeWindowSpectrum.defaults(), new FrequencySampler.Automatic(), 72);
        double[] noise = noise(encoding);

        encoding.redraw(random);

        assertThat(noise(encoding)).containsExactly(noise);
    }

    @Test
    void parametersHoldWhatIsLearnedAndTheNoise() {
        var encoding = encoding(new FrequencySampler.Automatic(), Decay.STEADY, Randomness.seeded(1));

        assertThat(encoding.parameters().weights())
                .containsOnlyKeys("spectrum.height", "spectrum.logScale", "logDecay");
        assertThat(encoding.parameters().constants()).containsOnlyKeys("noise");
    }

    @Test
    void closedFormAndDensityAreThoseOfTheSpectrum() {
        var encoding = matched(Randomness.seeded(1));
        Tensor origin = Tensor.zeros(1, 1);

        assertThat(encoding.encodingAt(origin).toFloats())
                .containsExactly(encoding.parameters().get("spectrum.height").toFloats());
        assertThat(encoding.densityAt(Tensor.zeros(HEADS, 1, 1)).shape().extents())
                .containsExactly(HEADS, 1);
        assertThat(encoding.config().spectrum()).isEqualTo(KERNEL);
    }

    @ParameterizedTest
    @CsvSource({"NEAR, 2, 0.25", "SPREAD, 1, 0.0078125"})
    void firstDecaysFallFromHeadToHead(DecayStart start, double fastest, double slowest) {
        Rpe.Fourier config = Rpe.Fourier.defaults().withDecay(Decay.STEADY).withDecayStart(start);
        Tensor decay = new RelativePositionalEncoding(config, HEADS, RANGE, Randomness.seeded(1)).decay();

        double[] rates = Objects.requireNonNull(decay).toDoubles();
        assertThat(rates)
                .hasSize(HEADS)
                .isSortedAccordingTo(Comparator.reverseOrder())
                .doesNotHaveDuplicates();
        assertThat(rates[0]).isCloseTo(fastest, withinPercentage(0.01));
        assertThat(rates[HEADS - 1]).isCloseTo(slowest, withinPercentage(0.01));
    }

    @Test
    void aShortContextHasNoSlowerFirstDecayThanItsOwn() {
        assertThat(DecayStart.NEAR.rates(2, CoordinateRange.tokens(2))).containsExactly(2, 0.5);
        assertThat(DecayStart.NEAR.rates(1, CoordinateRange.tokens(1))[0])
                .isCloseTo(Math.sqrt(2), withinPercentage(0.01));
    }

    @Test
    void withoutDecayThereIsNone() {
        assertThat(matched(Randomness.seeded(1)).decay()).isNull();
    }

    @Test
    void collapseOfTheSampleSizeIsNoticed() {
        var encoding = collapsed();

        double[] sizes = encoding.effectiveSampleSizes();

        double worst = Arrays.stream(sizes).min().orElseThrow();
        assertThat(worst).isBetween(1.0, 4.0);
        assertThat(encoding.collapseNotice().orElseThrow())
                .startsWith(String.format(Locale.ROOT, "encoding: %.1f of 64 frequencies", worst));
        assertThat(encoding.collapseNotice())
                .hasValue(
                        "encoding: 1.0 of 64 frequencies count in head 2; the spectrum and the density that they are drawn from have come apart: use matched sampling or another width");
    }

    /// The paper's way: a normal density of width 1 under an encoding that reaches eight positions.
    private static RelativePositionalEncoding collapsed() {
        return new RelativePositionalEncoding(
                new Rpe.Fourier(
                        KERNEL,
                        new FrequencySampler.Importance(Proposal.NORMAL, 1),
                        FREQUENCIES,
                        Decay.NONE,
                        DecayStart.NEAR,
                        SelfWeight.ENCODED,
                        0),
                HEADS,
                new CoordinateRange(1, 8, 8),
                Randomness.seeded(1));
    }

    @Test
    void samplesThatCountGiveNoNotice() {
        var range = new CoordinateRange(1, 8, 8);
        var fitting = new RelativePositionalEncoding(
                new Rpe.Fourier(
                        KERNEL,
                        FrequencySampler.Importance.defaults(),
                        FREQUENCIES,
                        Decay.NONE,
                        DecayStart.NEAR,
                        SelfWeight.ENCODED,
                        0),
                HEADS,
                range,
                Randomness.seeded(1));

        assertThat(fitting.collapseNotice()).isEmpty();
        assertThat(matched(Randomness.seeded(1)).collapseNotice()).isEmpty();
    }

    /// The amplitudes of a lattice or a free spectrum differ because the encoding wants it.
    @Test
    void amplitudesThatAreNotEstimatesGiveNoNotice() {
        var free = new RelativePositionalEncoding(
                new Rpe.Fourier(
                        new FreeSpectrum(16, 0.3),
                        new FrequencySampler.Automatic(),
                        16,
                        Decay.NONE,
                        DecayStart.NEAR,
                        SelfWeight.ENCODED,
                        0),
                HEADS,
                RANGE,
                Randomness.seeded(1));
        try (var _ = Scope.withoutGradients()) {
            free.parameters().get("spectrum.amplitude").narrow(1, 1, 15).multiplyInPlace(0);
        }

        assertThat(free.effectiveSampleSizes()).containsOnly(1);
        assertThat(free.collapseNotice()).isEmpty();
    }

    @Test
    void decayInSpaceIsRefused() {
        var config = new Rpe.Fourier(
                KERNEL,
                new FrequencySampler.Automatic(),
                FREQUENCIES,
                Decay.STEADY,
                DecayStart.NEAR,
                SelfWeight.ENCODED,
                0);

        assertThatThrownBy(() -> new RelativePositionalEncoding(
                        config, HEADS, new CoordinateRange(2, 1, 8), Randomness.seeded(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("decay: expected none in 2 dimensions, where there is no before and after, got steady");
    }

    @Test
    void partsThatDoNotFitAreRefused() {
        var config = new Rpe.Fourier(
                new GaussianMixtureSpectrum(4, 0.3),
                new FrequencySampler.Automatic(),
                6,
                Decay.NONE,
                DecayStart.NEAR,
                SelfWeight.ENCODED,
                0);

        assertThatThrownBy(() -> new RelativePositionalEncoding(config, HEADS, RANGE, Randomness.seeded(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("frequencies: expected a multiple of the 4 components, got 6");
    }

    @Test
    void countsThatCannotBeAreNamed() {
        var sampler = new FrequencySampler.Automatic();
        assertThatThrownBy(
                        () -> new Rpe.Fourier(KERNEL, sampler, 0, Decay.NONE, DecayStart.NEAR, SelfWeight.ENCODED, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("frequencies: expected a positive number, got 0");
        assertThatThrownBy(
                        () -> new Rpe.Fourier(KERNEL, sampler, 1, Decay.NONE, DecayStart.NEAR, SelfWeight.ENCODED, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("redrawEvery: expected a number ≥ 0, got -1");
    }
}
