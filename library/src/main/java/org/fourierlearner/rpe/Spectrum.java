package org.fourierlearner.rpe;

import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// The Fourier transform `g` of a relative positional encoding `f(z) = ∫ g(ξ) e^{2πi ξ·z} dξ`, for each
/// head.
///
/// The record holds what is configured; what is learned is in the [Parameters] that it makes, whose first
/// axis is the heads. A spectrum that can be drawn from is a [MatchedSpectrum].
///
/// To add a spectrum: write one record, add it to the `permits` of `MatchedSpectrum`, or here if it cannot be drawn
/// from, and give it a
/// row in `SpectrumTest.everySpectrum`. Nothing else lists the variants.
///
/// Source: Choromanski et al. 2024, "Learning a Fourier Transform for Linear Relative Positional Encodings
/// in Transformers" (arXiv:2302.01925).
public sealed interface Spectrum permits MatchedSpectrum, LatticeWindowSpectrum {

    /// {@return first values of what is learned: small, different for each head and component, and fitting
    /// the range}
    ///
    /// @param heads the number of heads
    /// @param range the positions to expect
    /// @param random the source of the draws
    /// @throws IllegalArgumentException if the spectrum does not exist in so many dimensions
    Parameters initialize(int heads, CoordinateRange range, Randomness random);

    /// {@return `g(ξ)`, `[heads, count]`}
    ///
    /// @param weights what [#initialize] made
    /// @param frequencies `ξ`, `[heads, count, dim]`, in cycles per unit of position
    Tensor densityAt(Parameters weights, Tensor frequencies);

    /// {@return `f(z)` in closed form, `[heads, count]`} Drawn frequencies are tested against it.
    ///
    /// @param weights what [#initialize] made
    /// @param offsets `z`, `[count, dim]`, or `[heads, count, dim]` if each head has its own, in units of
    ///     position
    Tensor encodingAt(Parameters weights, Tensor offsets);

    /// {@return frequencies with the phases that belong to them; none for an even spectrum}
    ///
    /// @param weights what [#initialize] made
    /// @param drawn frequencies without phases
    default Frequencies withPhases(Parameters weights, Frequencies drawn) {
        return drawn;
    }
}
