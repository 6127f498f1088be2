package org.fourierlearner.app.report;

import java.util.stream.IntStream;

/// The Fourier transform of a positional encoding along one axis. The arrays are shared, not copied.
///
/// @param frequencies a grid of `ξ`, rising, in cycles per unit of position
/// @param density `g(ξ)` on the grid, or its absolute value
/// @param drawnFrequencies the frequencies `ξₛ` that the head drew
/// @param drawnAmplitudes the amplitude `aₛ` of each
@SuppressWarnings("ArrayRecordComponent")
public record Spectrum(double[] frequencies, double[] density, double[] drawnFrequencies, double[] drawnAmplitudes) {
    private static final double VISIBLE_SHARE = 0.002;
    private static final double ROOM = 1.15;

    public Spectrum {
        Lengths.requireEqual("density", density.length, "frequencies", frequencies.length);
        Lengths.requireEqual("drawnAmplitudes", drawnAmplitudes.length, "drawnFrequencies", drawnFrequencies.length);
    }

    /// {@return the spectrum of a head that has none}
    public static Spectrum none() {
        return new Spectrum(new double[0], new double[0], new double[0], new double[0]);
    }

    /// {@return whether there is nothing to draw}
    public boolean isEmpty() {
        return frequencies.length == 0 && drawnFrequencies.length == 0;
    }

    /// {@return the part of the grid that matters: as far out as the density or a draw reaches, on both
    /// sides of zero}
    Spectrum cropped() {
        var peak = largest(density);
        var reach = largest(drawnFrequencies);
        for (var k = 0; k < density.length; k++) {
            if (Math.abs(density[k]) > VISIBLE_SHARE * peak) {
                reach = Math.max(reach, Math.abs(frequencies[k]));
            }
        }
        var limit = reach * ROOM;
        var kept = IntStream.range(0, frequencies.length)
                .filter(k -> Math.abs(frequencies[k]) <= limit)
                .toArray();
        return new Spectrum(
                IntStream.of(kept).mapToDouble(k -> frequencies[k]).toArray(),
                IntStream.of(kept).mapToDouble(k -> density[k]).toArray(),
                drawnFrequencies,
                drawnAmplitudes);
    }

    /// {@return the factor that brings the largest drawn amplitude to the peak of the density, so that both
    /// share an axis}
    double stemScale() {
        var peak = largest(density);
        var amplitude = largest(drawnAmplitudes);
        return peak > 0 && amplitude > 0 ? peak / amplitude : 1;
    }

    private static double largest(double[] values) {
        var largest = 0.0;
        for (var value : values) {
            if (Double.isFinite(value)) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        return largest;
    }
}
