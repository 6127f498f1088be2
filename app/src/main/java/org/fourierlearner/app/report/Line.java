package org.fourierlearner.app.report;

import static java.util.Objects.requireNonNull;

/// One series of a [LineChart]. The arrays are shared, not copied; a point that is not finite is a gap.
///
/// @param name its name in the legend
/// @param x places
/// @param y values
/// @param errors half the length of each error bar; empty if there are none
/// @param mark how it is drawn
@SuppressWarnings("ArrayRecordComponent")
public record Line(String name, double[] x, double[] y, double[] errors, Mark mark) {
    /// How a series is drawn. Kinds differ in shape and not in color alone, for readers who do not tell
    /// colors apart.
    public enum Mark {
        /// A solid line.
        SOLID,
        /// A broken line.
        DASHED,
        /// Points, not joined.
        POINTS,
        /// Small translucent points, not joined: dark where there are many.
        CLOUD,
        /// Points, joined.
        JOINED_POINTS,
        /// A vertical line from zero at each point.
        STEMS,
        /// A solid line in a band of its errors.
        BAND,
        /// A thin gray line behind all others, to compare with.
        FAINT;

        boolean hasPoints() {
            return this == POINTS || this == JOINED_POINTS || this == CLOUD;
        }

        boolean isBehind() {
            return this == STEMS || this == FAINT;
        }
    }

    public Line {
        requireNonNull(mark, "mark");
        Lengths.requireEqual("y", y.length, "x", x.length);
        if (errors.length > 0) {
            Lengths.requireEqual("errors", errors.length, "x", x.length);
        }
    }

    /// A series without error bars.
    ///
    /// @param name its name in the legend
    /// @param x places
    /// @param y values
    /// @param mark how it is drawn
    /// @return the series
    public static Line of(String name, double[] x, double[] y, Mark mark) {
        return new Line(name, x, y, new double[0], mark);
    }
}
