package org.fourierlearner.app.report;

import java.util.stream.DoubleStream;

/// The part of an axis that is shown.
record Range(double low, double high) {
    private static final double MARGIN = 0.05;

    static Range over(Axis axis, DoubleStream values) {
        if (axis instanceof Axis.Named named) {
            return new Range(-0.5, Math.max(1, named.names().size()) - 0.5);
        }
        var summary = values.filter(Double::isFinite).summaryStatistics();
        var low = summary.getMin();
        var high = summary.getMax();
        if (low < high) {
            return new Range(low, high);
        }
        var half = Math.max(Math.abs(low) / 2, Double.MIN_NORMAL);
        return low == 0 ? new Range(-1, 1) : new Range(low - half, low + half);
    }

    Range padded(Axis axis) {
        if (axis instanceof Axis.Logarithmic) {
            var factor = Math.pow(high / low, MARGIN);
            return new Range(low / factor, high * factor);
        }
        var margin = (high - low) * MARGIN;
        return new Range(low - margin, high + margin);
    }
}
