package org.fourierlearner.app.report;

import java.util.stream.DoubleStream;

/// The part of an axis that is shown.
record Range(double low, double high) {
    private static final double MARGIN = 0.05;

    static Range over(Axis axis, DoubleStream values) {
        if (axis instanceof Axis.Named named) {
            return new Range(-0.5, Math.max(1, named.names().size()) - 0.5);
        }
        var summary = values.filter(axis::shows).summaryStatistics();
        var low = summary.getMin();
        var high = summary.getMax();
        if (low < high) {
            return new Range(low, high);
        }
        var half = low == 0 ? 1 : Math.abs(low) / 2;
        return new Range(low - half, low + half);
    }

    Range padded(Axis axis) {
        if (axis instanceof Axis.Named) {
            return this;
        }
        if (axis instanceof Axis.Logarithmic) {
            var factor = Math.pow(high / low, MARGIN);
            return new Range(low / factor, high * factor);
        }
        var margin = (high - low) * MARGIN;
        return new Range(low - margin, high + margin);
    }

    /// {@return where a value lies, from 0 at the low end to 1 at the high end}
    double share(Axis axis, double value) {
        return axis instanceof Axis.Logarithmic
                ? Math.log(value / low) / Math.log(high / low)
                : (value - low) / (high - low);
    }
}
