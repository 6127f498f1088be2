package org.fourierlearner.rpe;

/// What is known about positions before the first batch: learned spectra start from values that fit it.
///
/// @param dim the dimension of the space
/// @param spacing the distance of neighbours, in units of position
/// @param extent the largest offset expected along an axis, in units of position
public record CoordinateRange(int dim, double spacing, double extent) {

    /// Checks the components.
    ///
    /// @throws IllegalArgumentException unless `dim ≥ 1` and `0 < spacing ≤ extent`
    public CoordinateRange {
        if (dim < 1) {
            throw new IllegalArgumentException("dim: expected a positive number, got %d".formatted(dim));
        }
        if (!(spacing > 0)) {
            throw new IllegalArgumentException("spacing: expected a positive number, got %s".formatted(spacing));
        }
        if (!(extent >= spacing)) {
            throw new IllegalArgumentException(
                    "extent: expected at least the spacing %s, got %s".formatted(spacing, extent));
        }
    }

    /// {@return the range of token indices}
    ///
    /// @param length the length of the sequences
    public static CoordinateRange tokens(int length) {
        return new CoordinateRange(1, 1, Math.max(1, length));
    }

    /// Refuses positions that are not on a line.
    ///
    /// @param kind the encoding that needs a line
    /// @throws IllegalArgumentException if there are several dimensions
    public void requireLine(String kind) {
        if (dim != 1) {
            throw new IllegalArgumentException(
                    "rpe: expected %s or none for positions in %d dimensions, got %s, which needs a line"
                            .formatted(dim == 2 ? "fourier, grid-table" : "fourier", dim, kind));
        }
    }

    /// Refuses positions that are not in the plane.
    ///
    /// @param kind the encoding that needs a plane
    /// @throws IllegalArgumentException if there is one dimension or more than two
    void requirePlane(String kind) {
        if (dim != 2) {
            throw new IllegalArgumentException(
                    "rpe: expected another for positions %s, got %s, which needs rows and columns"
                            .formatted(dim == 1 ? "on a line" : "in %d dimensions".formatted(dim), kind));
        }
    }

    /// {@return `count` lengths from the spacing to the extent, at equal ratios}
    ///
    /// @param count how many
    double[] scales(int count) {
        double[] scales = new double[count];
        for (int t = 0; t < count; t++) {
            double share = (t + 0.5) / count;
            scales[t] = spacing * Math.pow(extent / spacing, share);
        }
        return scales;
    }
}
