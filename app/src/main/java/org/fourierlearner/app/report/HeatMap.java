package org.fourierlearner.app.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.stream.DoubleStream;

/// A matrix in colors, the first row on top. With names on both axes each cell also shows its number, as in
/// a confusion matrix. Values that are NaN are gray.
///
/// @param title above the map; may be empty
/// @param x what columns are
/// @param y what rows are
/// @param values `[rows, columns]`
/// @param colors which color stands for which value
/// @param colorBar whether to explain the colors at the right
/// @param width in points; the image has [Canvas#PIXELS_PER_POINT] pixels for each
/// @param height in points
@SuppressWarnings("ArrayRecordComponent")
public record HeatMap(
        String title, Axis x, Axis y, double[][] values, ColorScale colors, boolean colorBar, int width, int height) {
    private static final double LUMINANCE_OF_DARK_CELL = 140;

    public HeatMap {
        for (var i = 1; i < values.length; i++) {
            Lengths.requireEqual("values[" + i + "]", values[i].length, "values[0]", values[0].length);
        }
    }

    /// {@return the picture}
    public BufferedImage draw() {
        return values.length == 0 || values[0].length == 0
                ? Canvas.message(title, "no data", width, height)
                : Canvas.draw(width, height, this::paint);
    }

    private void paint(Graphics2D graphics) {
        var left = y instanceof Axis.Named named ? widestName(graphics, named) + 28 : 46;
        var top = title.isEmpty() ? 10 : 30;
        var right = colorBar ? 62 : 12;
        var plot = new Rectangle2D.Double(left, top, width - left - right, height - top - 40);
        graphics.setColor(Palette.INK);
        Canvas.centered(graphics, Palette.TITLE, title, plot.getCenterX(), 20);
        Canvas.centered(graphics, Palette.LABEL, x.label(), plot.getCenterX(), height - 7);
        Canvas.upward(graphics, Palette.LABEL, y.label(), 15, plot.getCenterY());
        cells(graphics, plot);
        columnTicks(graphics, plot);
        rowTicks(graphics, plot);
        if (colorBar) {
            ColorBar.draw(graphics, colors, new Rectangle2D.Double(plot.getMaxX() + 12, plot.y, 10, plot.height));
        }
    }

    private static int widestName(Graphics2D graphics, Axis.Named axis) {
        var metrics = graphics.getFontMetrics(Palette.TICK);
        return axis.names().stream().mapToInt(metrics::stringWidth).max().orElse(0);
    }

    private void cells(Graphics2D graphics, Rectangle2D.Double plot) {
        var picture = colors.picture(values);
        var shrinks = Math.max(values.length / plot.height, values[0].length / plot.width) > Canvas.PIXELS_PER_POINT;
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION,
                shrinks
                        ? RenderingHints.VALUE_INTERPOLATION_BILINEAR
                        : RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        graphics.drawImage(picture, (int) plot.x, (int) plot.y, (int) plot.width, (int) plot.height, null);
        graphics.setColor(Palette.MISSING);
        graphics.draw(plot);
        if (x instanceof Axis.Named && y instanceof Axis.Named) {
            numbers(graphics, plot);
        }
    }

    private void numbers(Graphics2D graphics, Rectangle2D.Double plot) {
        var cellWidth = plot.width / values[0].length;
        var cellHeight = plot.height / values.length;
        for (var i = 0; i < values.length; i++) {
            for (var j = 0; j < values[i].length; j++) {
                graphics.setColor(
                        luminance(colors.at(values[i][j])) < LUMINANCE_OF_DARK_CELL ? Palette.BACKGROUND : Palette.INK);
                var baseline = plot.y + (i + 0.5) * cellHeight + 4;
                var middle = plot.x + (j + 0.5) * cellWidth;
                Canvas.centered(graphics, Palette.LABEL, NumberLabel.of(values[i][j]), middle, baseline);
            }
        }
    }

    private static double luminance(Color color) {
        return 0.299 * color.getRed() + 0.587 * color.getGreen() + 0.114 * color.getBlue();
    }

    private void columnTicks(Graphics2D graphics, Rectangle2D.Double plot) {
        var step = plot.width / values[0].length;
        graphics.setColor(Palette.QUIET);
        for (var j : places(x, values[0].length, plot.width / 40)) {
            Canvas.centered(graphics, Palette.TICK, Ticks.label(x, j), plot.x + (j + 0.5) * step, plot.getMaxY() + 14);
        }
    }

    private void rowTicks(Graphics2D graphics, Rectangle2D.Double plot) {
        var step = plot.height / values.length;
        graphics.setColor(Palette.QUIET);
        for (var i : places(y, values.length, plot.height / 30)) {
            Canvas.rightAligned(graphics, Palette.TICK, Ticks.label(y, i), plot.x - 5, plot.y + (i + 0.5) * step + 4);
        }
    }

    private static double[] places(Axis axis, int count, double most) {
        return axis instanceof Axis.Named
                ? Ticks.of(axis, new Range(0, count), most)
                : DoubleStream.of(Ticks.of(axis, new Range(0, Math.max(1, count - 1)), most))
                        .filter(place -> place == Math.rint(place) && place < count)
                        .toArray();
    }
}
