package org.fourierlearner.app.report;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// Lines, points, stems and error bars over two axes.
///
/// @param title above the plot; may be empty
/// @param x the horizontal axis
/// @param y the vertical axis
/// @param lines what to draw, the first at the bottom
/// @param legend whether to name the lines below the plot
/// @param width in points; the image has [Canvas#PIXELS_PER_POINT] pixels for each
/// @param height in points
public record LineChart(String title, Axis x, Axis y, List<Line> lines, boolean legend, int width, int height) {
    private static final int POINTS_PER_COLUMN_TICK = 56;
    private static final int POINTS_PER_ROW_TICK = 30;

    public LineChart {
        lines = List.copyOf(lines);
    }

    /// {@return the picture}
    public BufferedImage draw() {
        return lines.stream().allMatch(line -> visible(line).findAny().isEmpty())
                ? Canvas.message(title, "no data", width, height)
                : Canvas.draw(width, height, this::paint);
    }

    private void paint(Graphics2D graphics) {
        var across = Range.over(
                x, lines.stream().flatMapToDouble(line -> visible(line).mapToDouble(i -> line.x()[i])));
        var up = Range.over(y, lines.stream().flatMapToDouble(this::extents)).padded(y);
        var points = lines.stream().anyMatch(line -> line.mark().hasPoints());
        across = points ? across.padded(x) : across;
        var top = title.isEmpty() ? 10 : 30;
        var bottom = 40 + (legend ? 22 : 0);
        var rows = Ticks.of(y, up, (height - top - bottom) / (double) POINTS_PER_ROW_TICK);
        var left = 30 + widest(graphics, rows);
        var plot = new Rectangle2D.Double(left, top, width - left - 16, height - top - bottom);
        var frame = new Frame(plot, x, y, across, up);
        graphics.setColor(Palette.INK);
        Canvas.centered(graphics, Palette.TITLE, title, plot.getCenterX(), 20);
        Canvas.centered(graphics, Palette.LABEL, x.label(), plot.getCenterX(), plot.getMaxY() + 33);
        Canvas.upward(graphics, Palette.LABEL, y.label(), 15, plot.getCenterY());
        rowTicks(graphics, frame, rows);
        columnTicks(graphics, frame);
        for (var index : drawingOrder()) {
            new Pen(graphics, frame, Palette.series(index)).draw(lines.get(index));
        }
        if (legend) {
            Legend.centered(graphics, lines, plot.getCenterX(), height - 10);
        }
    }

    private IntStream visible(Line line) {
        return IntStream.range(0, line.x().length).filter(i -> x.shows(line.x()[i]) && y.shows(line.y()[i]));
    }

    private DoubleStream extents(Line line) {
        var zero = line.mark() == Line.Mark.STEMS ? DoubleStream.of(0) : DoubleStream.empty();
        var values = visible(line)
                .boxed()
                .flatMapToDouble(i -> line.errors().length == 0
                        ? DoubleStream.of(line.y()[i])
                        : DoubleStream.of(line.y()[i] - line.errors()[i], line.y()[i] + line.errors()[i]));
        return DoubleStream.concat(zero, values);
    }

    /// What would hide others first: many stems, and lines that are there for comparison.
    private int[] drawingOrder() {
        return IntStream.range(0, lines.size())
                .boxed()
                .sorted(Comparator.comparing(i -> !lines.get(i).mark().isBehind()))
                .mapToInt(i -> i)
                .toArray();
    }

    private int widest(Graphics2D graphics, double[] ticks) {
        var metrics = graphics.getFontMetrics(Palette.TICK);
        return Ticks.labels(y, ticks).stream()
                .mapToInt(metrics::stringWidth)
                .max()
                .orElse(0);
    }

    private void rowTicks(Graphics2D graphics, Frame frame, double[] ticks) {
        var plot = frame.plot();
        graphics.setStroke(new BasicStroke(1));
        var labels = Ticks.labels(y, ticks);
        for (int k = 0; k < ticks.length; k++) {
            var tick = ticks[k];
            var height = frame.vertical(tick);
            graphics.setColor(tick == 0 ? Palette.MISSING : Palette.GRID);
            graphics.draw(new Line2D.Double(plot.x, height, plot.getMaxX(), height));
            graphics.setColor(Palette.QUIET);
            Canvas.rightAligned(graphics, Palette.TICK, labels.get(k), plot.x - 6, height + 3.5);
        }
    }

    private void columnTicks(Graphics2D graphics, Frame frame) {
        var plot = frame.plot();
        double[] ticks = Ticks.of(x, frame.across(), plot.width / POINTS_PER_COLUMN_TICK);
        var labels = Ticks.labels(x, ticks);
        for (int k = 0; k < ticks.length; k++) {
            var tick = ticks[k];
            var place = frame.horizontal(tick);
            graphics.setColor(tick == 0 && !(x instanceof Axis.Named) ? Palette.MISSING : Palette.GRID);
            graphics.draw(new Line2D.Double(place, plot.y, place, plot.getMaxY()));
            graphics.setColor(Palette.QUIET);
            Canvas.centered(graphics, Palette.TICK, labels.get(k), place, plot.getMaxY() + 15);
        }
    }
}
