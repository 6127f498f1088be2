/// Relative positional encodings `f(rᵢ − rⱼ)` that are learned through their Fourier transform `g`.
///
/// A [Spectrum][org.fourierlearner.rpe.Spectrum] says what `g` is, a
/// [FrequencySampler][org.fourierlearner.rpe.FrequencySampler] where its frequencies are drawn, and
/// [RelativePositionalEncoding][org.fourierlearner.rpe.RelativePositionalEncoding] holds the learned values
/// of one attention layer. Frequencies are in cycles per unit of position.
@NullMarked
package org.fourierlearner.rpe;

import org.jspecify.annotations.NullMarked;
