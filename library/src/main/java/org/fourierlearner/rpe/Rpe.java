package org.fourierlearner.rpe;

/// Which relative positional encoding an attention layer has.
///
/// To add one that is a function of the difference of two positions: write one record, add it to the
/// `permits` of [Bias], and give it a row in `Attentions.EVERY`.
public sealed interface Rpe permits Rpe.None, Rpe.Fourier, Rotary, Cosine, Bias, Stochastic {

    /// None: attention sees a set.
    record None() implements Rpe {}

    /// An encoding learned through its Fourier transform.
    ///
    /// @param spectrum what the transform is
    /// @param sampler where its frequencies are taken
    /// @param frequencies how many frequencies stand for it, for each head
    /// @param decay whether each head also learns a rate `λ ≥ 0` of forgetting, `f(z) − λz`, which is exact
    ///     and free in causal attention over one coordinate, and allowed only there
    /// @param gated whether each key also scales the rate at which what came before it is forgotten
    /// @param redrawEvery after how many training steps the noise of the frequencies is drawn anew; 0 for
    ///     never
    record Fourier(
            Spectrum spectrum, FrequencySampler sampler, int frequencies, boolean decay, boolean gated, int redrawEvery)
            implements Rpe {

        /// Checks the components.
        ///
        /// @throws IllegalArgumentException if `frequencies` is not positive, `redrawEvery` is
        ///     negative, or there is a gate without a decay
        public Fourier {
            if (gated && !decay) {
                throw new IllegalArgumentException(
                        "gated: expected false without decay, whose rate it scales, got true");
            }
            if (frequencies < 1) {
                throw new IllegalArgumentException(
                        "frequencies: expected a positive number, got %d".formatted(frequencies));
            }
            if (redrawEvery < 0) {
                throw new IllegalArgumentException("redrawEvery: expected a number ≥ 0, got %d".formatted(redrawEvery));
            }
        }

        /// Without a gate.
        ///
        /// @param spectrum what the transform is
        /// @param sampler where its frequencies are taken
        /// @param frequencies how many frequencies stand for it, for each head
        /// @param decay whether each head also learns a rate of forgetting
        /// @param redrawEvery after how many training steps the noise of the frequencies is drawn
        ///     anew; 0 for never
        public Fourier(Spectrum spectrum, FrequencySampler sampler, int frequencies, boolean decay, int redrawEvery) {
            this(spectrum, sampler, frequencies, decay, false, redrawEvery);
        }

        /// {@return a Gaussian mixture with sixteen frequencies that stay as drawn}
        public static Fourier defaults() {
            return new Fourier(GaussianMixtureSpectrum.defaults(), new FrequencySampler.Automatic(), 16, false, 0);
        }

        /// {@return the same with or without decay}
        ///
        /// @param decay whether each head also learns a rate of forgetting
        public Fourier withDecay(boolean decay) {
            return new Fourier(spectrum, sampler, frequencies, decay, gated && decay, redrawEvery);
        }
    }
}
