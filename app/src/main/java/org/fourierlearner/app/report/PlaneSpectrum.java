package org.fourierlearner.app.report;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// The Fourier transform of a positional encoding over a plane. The array is shared, not copied.
///
/// @param reach how far the grid goes from 0 along each axis, in cycles per pixel
/// @param density `g(ξ)` on a square grid, rows down; empty if there is no density
/// @param waves the drawn frequencies
@SuppressWarnings("ArrayRecordComponent")
public record PlaneSpectrum(double reach, double[][] density, List<Wave> waves) {

    /// A drawn frequency.
    ///
    /// @param across `ξ` along columns, in cycles per pixel
    /// @param down `ξ` along rows
    /// @param amplitude its weight
    public record Wave(double across, double down, double amplitude) {}

    public PlaneSpectrum {
        waves = List.copyOf(waves);
    }

    /// {@return the spectrum of a head that has none}
    public static PlaneSpectrum none() {
        return new PlaneSpectrum(1, new double[0][], List.of());
    }

    /// {@return whether there is nothing to draw}
    public boolean isEmpty() {
        return waves.isEmpty();
    }

    boolean hasDensity() {
        return density.length > 0;
    }

    double peak() {
        return Stream.of(density)
                .flatMapToDouble(DoubleStream::of)
                .map(Math::abs)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
    }

    double largestAmplitude() {
        return waves.stream()
                .mapToDouble(wave -> Math.abs(wave.amplitude()))
                .filter(Double::isFinite)
                .max()
                .orElse(0);
    }

    /// {@return the waves on the grid}
    List<Wave> near() {
        return waves.stream()
                .filter(wave -> Math.max(Math.abs(wave.across()), Math.abs(wave.down())) <= reach)
                .toList();
    }
}
