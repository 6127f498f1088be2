package org.fourierlearner.rpe;

/// Which relative positional encoding an attention layer has.
///
/// To add one that is a function of the difference of two positions: write one record, add it to the
/// `permits` of [Bias], and give it a row in `Attentions.EVERY`.
public sealed interface Rpe permits Rpe.None, Rpe.Fourier, Rotary, Cosine, Bias, Stochastic, Shells {

    /// None: attention sees a set.
    record None() implements Rpe {}

    /// An encoding learned through its Fourier transform.
    ///
    /// @param spectrum what the transform is
    /// @param sampler where its frequencies are taken
    /// @param frequencies how many frequencies stand for it, for each head
    /// @param decay how weights fall off with the distance in time, which is allowed only over one coordinate
    /// @param decayStart how fast they do before anything is learned
    /// @param selfWeight what a token weighs to itself
    /// @param redrawEvery after how many training steps the noise of the frequencies is drawn anew; 0 for
    ///     never
    record Fourier(
            Spectrum spectrum,
            FrequencySampler sampler,
            int frequencies,
            Decay decay,
            DecayStart decayStart,
            SelfWeight selfWeight,
            int redrawEvery)
            implements Rpe {

        /// Checks the counts.
        ///
        /// @throws IllegalArgumentException if `frequencies` is not positive or `redrawEvery` is negative
        public Fourier {
            if (frequencies < 1) {
                throw new IllegalArgumentException(
                        "frequencies: expected a positive number, got %d".formatted(frequencies));
            }
            if (redrawEvery < 0) {
                throw new IllegalArgumentException("redrawEvery: expected a number ≥ 0, got %d".formatted(redrawEvery));
            }
        }

        /// {@return a Gaussian mixture with sixteen frequencies that stay as drawn}
        public static Fourier defaults() {
            return new Fourier(
                    GaussianMixtureSpectrum.defaults(),
                    new FrequencySampler.Automatic(),
                    16,
                    Decay.NONE,
                    DecayStart.NEAR,
                    SelfWeight.ENCODED,
                    0);
        }

        /// {@return the same, of another spectrum}
        ///
        /// @param other the spectrum
        public Fourier withSpectrum(Spectrum other) {
            return new Fourier(other, sampler, frequencies, decay, decayStart, selfWeight, redrawEvery);
        }

        /// {@return the same, forgetting in another way}
        ///
        /// @param other the way
        public Fourier withDecay(Decay other) {
            return new Fourier(spectrum, sampler, frequencies, other, decayStart, selfWeight, redrawEvery);
        }

        /// {@return the same, beginning to forget at other rates}
        ///
        /// @param other the rates
        public Fourier withDecayStart(DecayStart other) {
            return new Fourier(spectrum, sampler, frequencies, decay, other, selfWeight, redrawEvery);
        }

        /// {@return the same with another weight of tokens to themselves}
        ///
        /// @param other the weight
        public Fourier withSelfWeight(SelfWeight other) {
            return new Fourier(spectrum, sampler, frequencies, decay, decayStart, other, redrawEvery);
        }

        /// {@return whether queries and keys must be those of the same tokens}
        public boolean needsSameTokens() {
            return decay != Decay.NONE || selfWeight == SelfWeight.LEARNED;
        }
    }
}
