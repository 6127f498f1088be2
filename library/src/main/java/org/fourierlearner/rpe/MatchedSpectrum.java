package org.fourierlearner.rpe;

import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// A spectrum whose frequencies are drawn from itself, or from a density that scales with it: fixed noise is
/// moved by the learned values, so that gradients reach them and `g/p` keeps its values, however wide or
/// narrow `g` has become.
public sealed interface MatchedSpectrum extends Spectrum
        permits GaussianMixtureSpectrum,
                KernelSpectrum,
                SmoothWindowSpectrum,
                BallSpectrum,
                FreeSpectrum,
                DirectionalSpectrum {

    /// {@return noise for [#draw], `[heads, count, width]`; the width is the spectrum's affair}
    ///
    /// @param heads the number of heads
    /// @param count the number of frequencies
    /// @param dim the dimension of the space
    /// @param random the source of the draws
    /// @throws IllegalArgumentException if the spectrum cannot be drawn with so many frequencies
    Tensor noise(int heads, int count, int dim, Randomness random);

    /// {@return frequencies drawn from the spectrum}
    ///
    /// @param weights what [#initialize] made
    /// @param noise what [#noise] made
    Frequencies draw(Parameters weights, Tensor noise);
}
