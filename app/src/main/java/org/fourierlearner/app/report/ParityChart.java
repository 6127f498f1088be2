package org.fourierlearner.app.report;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/// What was predicted against what is known, a point for each, with the diagonal on which both agree. Both axes
/// have the same range. The arrays are shared, not copied; a pair that is not finite is left out.
///
/// @param title above the plot
/// @param quantity what it is, with the unit
/// @param known what it should be
/// @param predicted what was said, one for each
@SuppressWarnings("ArrayRecordComponent")
public record ParityChart(String title, String quantity, double[] known, double[] predicted) {
    private static final int SIDE = 480;

    public ParityChart {
        Lengths.requireEqual("predicted", predicted.length, "known", known.length);
    }

    /// {@return the picture}
    public BufferedImage draw() {
        var range = DoubleStream.concat(Arrays.stream(known), Arrays.stream(predicted))
                .filter(Double::isFinite)
                .summaryStatistics();
        var ends = range.getCount() == 0 ? new double[0] : new double[] {range.getMin(), range.getMax()};
        return new LineChart(
                        title,
                        new Axis.Linear("known " + quantity),
                        new Axis.Linear("predicted " + quantity),
                        List.of(
                                Line.of("predictions", known, predicted, Line.Mark.CLOUD),
                                Line.of("both agree", ends, ends, Line.Mark.DASHED)),
                        false,
                        SIDE,
                        SIDE)
                .draw();
    }
}
