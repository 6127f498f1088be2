package org.fourierlearner.app.report;

import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// A relative positional encoding over a plane, on a grid of offsets. Rows run down and columns to the
/// right, as in an image; the middle one of each is that of offset 0. The arrays are shared, not copied.
///
/// @param spacing the distance of neighbors in the grid, in pixels
/// @param closedForm the learned `f(Δ)`, `[rows, columns]`, both odd
/// @param sampled `f̂(Δ)`, its estimate from the drawn frequencies
@SuppressWarnings("ArrayRecordComponent")
public record PlaneEncoding(double spacing, double[][] closedForm, double[][] sampled) {
    public PlaneEncoding {
        Lengths.requireEqual("sampled", sampled.length, "closedForm", closedForm.length);
    }

    /// {@return the encoding of a head that has none}
    public static PlaneEncoding none() {
        return new PlaneEncoding(1, new double[0][], new double[0][]);
    }

    /// {@return whether there is nothing to draw}
    public boolean isEmpty() {
        return closedForm.length == 0;
    }

    /// {@return the least value of `f` on the grid}
    public double least() {
        return values(closedForm).min().orElse(0);
    }

    /// {@return the greatest value of `f` on the grid}
    public double greatest() {
        return values(closedForm).max().orElse(0);
    }

    /// {@return how far `f` and its estimate go from 0}
    double reach() {
        return DoubleStream.concat(values(closedForm), values(sampled))
                .map(Math::abs)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
    }

    Range across() {
        return around(closedForm[0].length);
    }

    Range down() {
        return around(closedForm.length);
    }

    private Range around(int count) {
        return new Range(-0.5 * count * spacing, 0.5 * count * spacing);
    }

    private static DoubleStream values(double[][] rows) {
        return Stream.of(rows).flatMapToDouble(DoubleStream::of);
    }
}
