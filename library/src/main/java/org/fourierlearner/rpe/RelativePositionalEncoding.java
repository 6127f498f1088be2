package org.fourierlearner.rpe;

import java.util.Locale;
import java.util.Optional;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The encoding of one attention layer: what its heads have learned, and the noise of their frequencies.
public final class RelativePositionalEncoding {

    /// `log λ` is learned in such units: rates must change by orders of magnitude, and an optimizer's steps are as long
    /// for all that is learned.
    static final double DECAY_UNIT = 10;

    /// A token first weighs `e⁻⁶` of what its query and key say to itself: hardly anything.
    private static final double FIRST_SELF_LOGIT = -6;

    /// Learned self logits count up to here, on either side: a token then weighs too little, or all else does, for
    /// single precision to tell. Further away, weights of a token that sees but itself would not be numbers.
    private static final double GREATEST_SELF_LOGIT = 20;

    /// Fewer than this share of the frequencies, and the error of `f̂` is about three times (`√8`) what as
    /// many equal ones would have.
    private static final double COLLAPSED_SHARE = 1.0 / 8;

    private final Rpe.Fourier config;
    private final int heads;
    private final CoordinateRange range;
    private final Parameters parameters = new Parameters();
    private final Parameters spectrumWeights;
    private final Tensor noise;
    private final @Nullable Tensor logDecay;
    private final @Nullable Tensor selfLogits;

    /// Draws first values and noise.
    ///
    /// @param config what to encode with
    /// @param heads the number of heads
    /// @param range the positions to expect
    /// @param random the source of the draws
    /// @throws IllegalArgumentException if the parts of the configuration do not fit each other or the
    ///     dimension, or there are too few frequencies for a lattice over so many tokens
    public RelativePositionalEncoding(Rpe.Fourier config, int heads, CoordinateRange range, Randomness random) {
        this.config = config;
        this.heads = heads;
        this.range = range;
        if (config.decay() != Decay.NONE && range.dim() != 1) {
            throw new IllegalArgumentException(
                    "decay: expected none in %d dimensions, where there is no before and after, got %s"
                            .formatted(range.dim(), config.decay().name().toLowerCase(Locale.ROOT)));
        }
        spectrumWeights = config.spectrum().initialize(heads, range, random);
        parameters.include("spectrum", spectrumWeights);
        noise = parameters.constant(
                "noise", config.sampler().noise(config.spectrum(), heads, config.frequencies(), range, random));
        requireLattice(config, range);
        logDecay = config.decay() != Decay.NONE
                ? parameters.weight("logDecay", firstDecays().log().multiply(1 / DECAY_UNIT))
                : null;
        selfLogits = config.selfWeight() == SelfWeight.LEARNED
                ? parameters.weight("selfLogits", Tensor.full(FIRST_SELF_LOGIT, heads))
                : null;
    }

    /// A grid stands for an encoding only as far as it reaches; beyond, the encoding comes again with the other
    /// sign.
    private static void requireLattice(Rpe.Fourier config, CoordinateRange range) {
        FrequencySampler sampler = config.sampler() instanceof FrequencySampler.Automatic
                ? FrequencySampler.suiting(config.spectrum())
                : config.sampler();
        if (!(sampler instanceof FrequencySampler.Lattice)) {
            return;
        }
        int longest = config.spectrum() instanceof LatticeWindowSpectrum window ? window.longest() : 0;
        double reach = range.extent() + longest;
        if (2.0 * config.frequencies() < reach) {
            String windows = longest == 0 ? "" : " and spectrum.longest, %d".formatted(longest);
            throw new IllegalArgumentException(
                    "frequencies: expected at least %.0f for a lattice (twice as many reach over %.0f tokens%s), got %d; raise it, or lower the context%s"
                            .formatted(
                                    Math.ceil(reach / 2),
                                    range.extent(),
                                    windows,
                                    config.frequencies(),
                                    longest == 0 ? "" : " or spectrum.longest"));
        }
    }

    private Tensor firstDecays() {
        return Tensor.of(config.decayStart().rates(heads, range), heads).to(ElementType.FLOAT32);
    }

    /// {@return the learned values and the noise}
    public Parameters parameters() {
        return parameters;
    }

    /// {@return what this encodes with}
    public Rpe.Fourier config() {
        return config;
    }

    /// {@return the frequencies of each head at the present learned values; gradients reach them}
    public Frequencies frequencies() {
        return config.sampler().draw(config.spectrum(), spectrumWeights, noise, range);
    }

    /// Draws the noise anew.
    ///
    /// @param random the source of the draws
    public void redraw(Randomness random) {
        try (var _ = Scope.withoutGradients()) {
            noise.copyInPlace(config.sampler().noise(config.spectrum(), heads, config.frequencies(), range, random));
        }
    }

    /// {@return `g(ξ)`, `[heads, count]`}
    ///
    /// @param frequencies `ξ`, `[heads, count, dim]`
    /// @throws UnsupportedOperationException for a free spectrum, which has no density
    public Tensor densityAt(Tensor frequencies) {
        return config.spectrum().densityAt(spectrumWeights, frequencies);
    }

    /// {@return `f(z)` in closed form, without the decay, `[heads, count]`, in double precision}
    ///
    /// @param offsets `z`, `[count, dim]`, or `[heads, count, dim]` if each head has its own
    public Tensor encodingAt(Tensor offsets) {
        return config.spectrum().encodingAt(spectrumWeights, offsets);
    }

    /// {@return the rates of forgetting `λ`, `[heads]`; null without decay}
    public @Nullable Tensor decay() {
        return logDecay == null ? null : logDecay.multiply(DECAY_UNIT).exp();
    }

    /// {@return what a token's logit to itself has beside `f(0)`, `[heads]`, between -20 and 20; null if nothing}
    public @Nullable Tensor selfLogits() {
        return selfLogits == null
                ? null
                : selfLogits.clampBelow(-GREATEST_SELF_LOGIT).clampAbove(GREATEST_SELF_LOGIT);
    }

    /// {@return for each head how many of the draws count, between 1 and the number of frequencies}
    public double[] effectiveSampleSizes() {
        try (var _ = Scope.withoutGradients()) {
            return frequencies().effectiveSampleSizes();
        }
    }

    /// {@return what to tell the user when too few of the drawn frequencies count, because the learned `g` has
    /// left the fixed density of importance sampling; heads are numbered from 0, and the worst is named}
    public Optional<String> collapseNotice() {
        if (!(config.sampler() instanceof FrequencySampler.Importance)) {
            return Optional.empty();
        }
        double[] sizes = effectiveSampleSizes();
        int worst = 0;
        for (int h = 1; h < heads; h++) {
            worst = sizes[h] < sizes[worst] ? h : worst;
        }
        if (sizes[worst] >= COLLAPSED_SHARE * config.frequencies()) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "encoding: %.1f of %d frequencies count in head %d; the spectrum and the density that they are drawn from have come apart: use matched sampling or another width",
                sizes[worst],
                config.frequencies(),
                worst));
    }
}
