package org.fourierlearner.app.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// Numbers with their errors, one below the other, beside their names.
///
/// @param title above the plot
/// @param label what is measured, with the unit
/// @param kinds names of the kinds of rows, for the legend
/// @param rows from top to bottom
/// @param width in points; the height follows from the rows
public record IntervalChart(String title, String label, List<String> kinds, List<Row> rows, int width) {
    private static final int HEADER = 58;
    private static final int FOOTER = 46;
    private static final int ROW = 19;
    private static final int GAP = 10;
    private static final int POINTS_PER_TICK = 64;
    private static final double RADIUS = 3.5;
    private static final double SMALL_RADIUS = 1.8;
    private static final double CAP = 4;
    private static final int SMALL_OPACITY = 110;
    private static final int EMPTY_HEIGHT = 160;
    private static final double GREATEST_NAME_SHARE = 0.5;

    public IntervalChart {
        kinds = List.copyOf(kinds);
        rows = List.copyOf(rows);
    }

    /// One number.
    ///
    /// @param name beside it
    /// @param mean the number
    /// @param error half the length of its bar; NaN for none
    /// @param values what it is the mean of
    /// @param kind which of the kinds it is, from 0
    @SuppressWarnings("ArrayRecordComponent")
    public record Row(String name, double mean, double error, double[] values, int kind) {

        private DoubleStream extents() {
            var bar = Double.isNaN(error) ? DoubleStream.of(mean) : DoubleStream.of(mean - error, mean + error);
            return DoubleStream.concat(bar, DoubleStream.of(values));
        }

        private String text() {
            return Double.isNaN(error)
                    ? String.format(Locale.ROOT, "%.3f", mean)
                    : String.format(Locale.ROOT, "%.3f ± %.3f", mean, error);
        }
    }

    /// {@return the picture}
    public BufferedImage draw() {
        return rows.isEmpty()
                ? Canvas.message(title, "no data", width, EMPTY_HEIGHT)
                : Canvas.draw(width, HEADER + rows.size() * ROW + FOOTER, this::paint);
    }

    private void paint(Graphics2D graphics) {
        var axis = new Axis.Linear(label);
        var names = Math.min(
                widest(
                        graphics.getFontMetrics(Palette.LABEL),
                        rows.stream().map(Row::name).toList()),
                (int) (GREATEST_NAME_SHARE * width));
        var texts = widest(
                graphics.getFontMetrics(Palette.TICK),
                rows.stream().map(Row::text).toList());
        var left = names + 2 * GAP;
        var plot = new Rectangle2D.Double(left, HEADER, width - left - texts - 2 * GAP, (double) rows.size() * ROW);
        var across =
                Range.over(axis, rows.stream().flatMapToDouble(Row::extents)).padded(axis);
        var frame = new Frame(plot, axis, axis, across, new Range(0, rows.size()));
        graphics.setColor(Palette.INK);
        graphics.setFont(Palette.TITLE);
        graphics.drawString(title, GAP, 22);
        Legend.draw(graphics, legend(), GAP, 42);
        ticks(graphics, frame);
        graphics.setColor(Palette.INK);
        // below the names too, since the sentence is longer than some plots are wide
        Canvas.rightAligned(graphics, Palette.LABEL, label, width - GAP, plot.getMaxY() + 34);
        for (var index = 0; index < rows.size(); index++) {
            row(graphics, frame, rows.get(index), plot.y + (index + 0.5) * ROW);
        }
    }

    private List<Line> legend() {
        return IntStream.range(0, kinds.size())
                .mapToObj(kind -> Line.of(kinds.get(kind), new double[0], new double[0], Line.Mark.POINTS))
                .toList();
    }

    private static int widest(FontMetrics metrics, List<String> texts) {
        return texts.stream().mapToInt(metrics::stringWidth).max().orElse(0);
    }

    private static void ticks(Graphics2D graphics, Frame frame) {
        var plot = frame.plot();
        graphics.setStroke(new BasicStroke(1));
        double[] ticks = Ticks.of(frame.x(), frame.across(), plot.width / POINTS_PER_TICK);
        var labels = Ticks.labels(frame.x(), ticks);
        for (int k = 0; k < ticks.length; k++) {
            var place = frame.horizontal(ticks[k]);
            graphics.setColor(Palette.GRID);
            graphics.draw(new Line2D.Double(place, plot.y, place, plot.getMaxY()));
            graphics.setColor(Palette.QUIET);
            Canvas.centered(graphics, Palette.TICK, labels.get(k), place, plot.getMaxY() + 15);
        }
    }

    private void row(Graphics2D graphics, Frame frame, Row row, double middle) {
        var plot = frame.plot();
        graphics.setColor(Palette.INK);
        var name = shortened(graphics.getFontMetrics(Palette.LABEL), row.name(), plot.x - 2 * GAP);
        Canvas.rightAligned(graphics, Palette.LABEL, name, plot.x - GAP, middle + 4);
        graphics.setColor(Palette.QUIET);
        graphics.setFont(Palette.TICK);
        graphics.drawString(row.text(), (float) (plot.getMaxX() + GAP), (float) (middle + 4));
        graphics.setColor(Palette.GRID);
        graphics.setStroke(new BasicStroke(1));
        graphics.draw(new Line2D.Double(plot.x, middle, plot.getMaxX(), middle));
        var color = Palette.series(row.kind());
        graphics.setColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), SMALL_OPACITY));
        for (var value : row.values()) {
            point(graphics, frame.horizontal(value), middle, SMALL_RADIUS);
        }
        graphics.setColor(color);
        if (!Double.isNaN(row.error())) {
            var low = frame.horizontal(row.mean() - row.error());
            var high = frame.horizontal(row.mean() + row.error());
            graphics.setStroke(Pen.SOLID);
            graphics.draw(new Line2D.Double(low, middle, high, middle));
            graphics.draw(new Line2D.Double(low, middle - CAP, low, middle + CAP));
            graphics.draw(new Line2D.Double(high, middle - CAP, high, middle + CAP));
        }
        point(graphics, frame.horizontal(row.mean()), middle, RADIUS);
    }

    private static void point(Graphics2D graphics, double x, double y, double radius) {
        graphics.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
    }

    private static String shortened(FontMetrics metrics, String name, double most) {
        var shown = name;
        while (metrics.stringWidth(shown) > most && shown.length() > 2) {
            shown = shown.substring(0, shown.length() - 2) + "…";
        }
        return shown;
    }
}
