package org.fourierlearner.app.report;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.stream.DoubleStream;

/// Which color stands for which number. Lightness runs one way (or out from the middle), so the order
/// survives gray print.
///
/// @param low where the colors begin; smaller values look the same
/// @param high where the colors end; larger values look the same
/// @param ramp the colors
/// @param logarithmic whether equal ratios are equal steps of color; then `low` is positive
public record ColorScale(double low, double high, Ramp ramp, boolean logarithmic) {
    /// A run of colors.
    public enum Ramp {
        /// From nothing, pale, to much, dark.
        SEQUENTIAL(0xF5F8FB, 0xB5D3E7, 0x5A9FCC, 0x1D5E9C, 0x08264E),
        /// From blue by white, the middle, to orange.
        DIVERGING(0x0B4F8A, 0x7FB3D9, 0xF7F7F7, 0xEDA968, 0x9A4300);

        @SuppressWarnings("ImmutableEnumChecker") // never written, never handed out
        private final int[] anchors;

        Ramp(int... anchors) {
            this.anchors = anchors;
        }

        int rgbAt(double share) {
            var place = Math.clamp(share, 0, 1) * (anchors.length - 1);
            var left = Math.min((int) place, anchors.length - 2);
            var part = place - left;
            var rgb = 0;
            for (var shift = 16; shift >= 0; shift -= 8) {
                var from = anchors[left] >> shift & 0xFF;
                var to = anchors[left + 1] >> shift & 0xFF;
                rgb |= (int) Math.round(from + part * (to - from)) << shift;
            }
            return rgb;
        }
    }

    public ColorScale {
        if (!(low < high) || !Double.isFinite(high - low)) {
            throw new IllegalArgumentException("high: expected a number above low = " + low + ", got " + high);
        }
        if (logarithmic && !(low > 0)) {
            throw new IllegalArgumentException("low: expected a positive number, got " + low);
        }
    }

    /// Equal steps from nothing to much.
    ///
    /// @param low where the colors begin
    /// @param high where they end
    /// @return the scale
    public static ColorScale sequential(double low, double high) {
        return new ColorScale(low, high, Ramp.SEQUENTIAL, false);
    }

    /// Differences on both sides of zero.
    ///
    /// @param reach the difference at which the colors end
    /// @return the scale
    public static ColorScale diverging(double reach) {
        return new ColorScale(-reach, reach, Ramp.DIVERGING, false);
    }

    /// A scale for attention weights: by ratio, from a tenth of the uniform weight to the largest one.
    ///
    /// @param keys the length of a row
    /// @param largest the largest weight to tell apart
    /// @return the scale
    public static ColorScale weights(int keys, double largest) {
        var low = 0.1 / Math.max(1, keys);
        return new ColorScale(low, largest > 2 * low ? largest : 1, Ramp.SEQUENTIAL, true);
    }

    Color at(double value) {
        return Double.isNaN(value) ? Palette.MISSING : new Color(ramp.rgbAt(share(value)));
    }

    /// {@return a picture with a pixel for each value}
    ///
    /// @param values `[rows, columns]`, at least one; the first row goes on top
    BufferedImage picture(double[][] values) {
        var picture = new BufferedImage(values[0].length, values.length, BufferedImage.TYPE_INT_RGB);
        for (var i = 0; i < values.length; i++) {
            for (var j = 0; j < values[i].length; j++) {
                picture.setRGB(j, i, at(values[i][j]).getRGB());
            }
        }
        return picture;
    }

    double share(double value) {
        if (logarithmic) {
            return value <= low ? 0 : Math.log(value / low) / Math.log(high / low);
        }
        return (value - low) / (high - low);
    }

    double[] ticks() {
        if (!logarithmic) {
            return new double[] {low, (low + high) / 2, high};
        }
        var first = (int) Math.ceil(Math.log10(low) - 1e-9);
        var last = (int) Math.floor(Math.log10(high) + 1e-9);
        return last <= first
                ? new double[] {low, high}
                : DoubleStream.iterate(first, power -> power <= last, power -> power + 1)
                        .map(power -> Math.pow(10, power))
                        .toArray();
    }
}
