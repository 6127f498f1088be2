package org.fourierlearner.attention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fourierlearner.attention.AttentionConfig.Exact;
import org.fourierlearner.attention.AttentionConfig.Form;
import org.fourierlearner.attention.AttentionConfig.Linear;
import org.fourierlearner.rpe.BallSpectrum;
import org.fourierlearner.rpe.Decay;
import org.fourierlearner.rpe.DecayStart;
import org.fourierlearner.rpe.DirectionalSpectrum;
import org.fourierlearner.rpe.FreeSpectrum;
import org.fourierlearner.rpe.FrequencySampler;
import org.fourierlearner.rpe.GaussianMixtureSpectrum;
import org.fourierlearner.rpe.Kernel;
import org.fourierlearner.rpe.KernelSpectrum;
import org.fourierlearner.rpe.LatticeWindowSpectrum;
import org.fourierlearner.rpe.MatchedSpectrum;
import org.fourierlearner.rpe.Proposal;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.rpe.SelfWeight;
import org.fourierlearner.rpe.SmoothWindowSpectrum;
import org.fourierlearner.rpe.Spectrum;
import org.fourierlearner.tensor.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Attention in every form with every spectrum and every sampler on a line. What waves a sampler draws, and what
/// `f` they stand for, is tested with spectra and samplers.
final class SpectrumAttentionTest {
    private static final int FREQUENCIES = 9;

    private static final GaussianMixtureSpectrum MIXTURE = new GaussianMixtureSpectrum(3, 0.7);

    /// A [BallSpectrum] exists in space only.
    private static final Set<Class<?>> IN_SPACE = Set.of(BallSpectrum.class);

    private static final List<Spectrum> SPECTRA = Stream.<Spectrum>concat(
                    Stream.of(Kernel.values()).map(kernel -> new KernelSpectrum(kernel, 0.5)),
                    Stream.of(
                            MIXTURE,
                            new SmoothWindowSpectrum(0.25, 0.5),
                            new LatticeWindowSpectrum(1, 5, 0.5),
                            new FreeSpectrum(FREQUENCIES, 0.5),
                            new DirectionalSpectrum(MIXTURE),
                            new DirectionalSpectrum(new KernelSpectrum(Kernel.GAUSSIAN, 0.5))))
            .toList();

    private static final List<FrequencySampler> SAMPLERS = List.of(
            new FrequencySampler.Automatic(),
            new FrequencySampler.Matched(),
            new FrequencySampler.Importance(Proposal.NORMAL, 0.1),
            FrequencySampler.Importance.defaults(),
            new FrequencySampler.Lattice());

    static final List<Rpe.Fourier> encodings = encodings();

    private final Scope scope = Scope.withoutGradients();

    @AfterEach
    void close() {
        scope.close();
    }

    private static List<Rpe.Fourier> encodings() {
        List<Rpe.Fourier> encodings = new ArrayList<>();
        for (Spectrum spectrum : SPECTRA) {
            for (FrequencySampler sampler : SAMPLERS) {
                if (fits(spectrum, sampler)) {
                    encodings.add(new Rpe.Fourier(
                            spectrum, sampler, FREQUENCIES, Decay.NONE, DecayStart.NEAR, SelfWeight.ENCODED, 0));
                }
            }
        }
        return encodings;
    }

    private static boolean fits(Spectrum spectrum, FrequencySampler sampler) {
        return switch (sampler) {
            case FrequencySampler.Automatic _ -> true;
            case FrequencySampler.Matched _ -> spectrum instanceof MatchedSpectrum;
            case FrequencySampler.Importance _ ->
                !(spectrum instanceof FreeSpectrum || spectrum instanceof LatticeWindowSpectrum);
            case FrequencySampler.Lattice _ ->
                !(spectrum instanceof FreeSpectrum || spectrum instanceof DirectionalSpectrum);
        };
    }

    @Test
    void everySpectrumAndSamplerOnALineIsTested() {
        Set<Class<?>> spectra = permitted(Spectrum.class).collect(Collectors.toSet());
        spectra.removeAll(IN_SPACE);
        assertThat(encodings.stream().<Class<?>>map(rpe -> rpe.spectrum().getClass()))
                .containsAll(spectra);
        assertThat(encodings.stream().<Class<?>>map(rpe -> rpe.sampler().getClass()))
                .containsAll(permitted(FrequencySampler.class).toList());
    }

    private static Stream<Class<?>> permitted(Class<?> kind) {
        return kind.isSealed()
                ? Stream.of(kind.getPermittedSubclasses()).flatMap(SpectrumAttentionTest::permitted)
                : Stream.of(kind);
    }

    private static List<AttentionConfig> forms(Rpe.Fourier rpe) {
        return List.of(
                new Exact(rpe),
                new Linear(Attentions.POSITIVE, rpe, Attentions.ADDITIVE),
                new Linear(Attentions.OPTIMAL, rpe, new Form.Product(Attentions.OPTIMAL)),
                new Linear(new EluFeatureMap(), rpe, new Form.Product(Attentions.HYPERBOLIC)),
                new Linear(ReluFeatureMap.defaults(), rpe, Attentions.PAIRED));
    }

    @ParameterizedTest
    @FieldSource("encodings")
    void outputsAndWeightsAreThoseOfTheDefinition(Rpe.Fourier rpe) {
        for (AttentionConfig config : forms(rpe)) {
            for (Tokens tokens : List.of(Tokens.all(), Tokens.upToSelf())) {
                Attention attention = Attentions.create(config, tokens);
                var expected = AttentionReference.of(config, attention, tokens.dim())
                        .atWavesOf(attention)
                        .attend(tokens);

                Rounding.assertOutputs(tokens.attend(attention), expected, tokens);
                Rounding.assertWeights(tokens.weights(attention), expected, tokens);
            }
        }
    }
}
