package org.fourierlearner.app.report;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A part of a plane as a picture, with marks on it. Both axes have one scale; rows run down, as in an
/// image.
///
/// @param title above the map
/// @param x what columns are
/// @param y what rows are
/// @param across from the left edge of the picture to the right one
/// @param down from its upper edge to the lower one
/// @param picture what fills the part
/// @param colors explained at the right; null if there is nothing to explain
/// @param marks what is drawn over it
record PlaneMap(
        String title,
        Axis x,
        Axis y,
        Range across,
        Range down,
        BufferedImage picture,
        @Nullable ColorScale colors,
        List<Mark> marks) {
    static final int WIDTH = 262;
    static final int HEIGHT = 220;
    private static final int LEFT = 54;
    private static final int RIGHT = 66;
    private static final int TOP = 32;
    private static final int BOTTOM = 44;
    private static final int POINTS_PER_LABEL = 34;
    private static final double LARGEST_RADIUS = 4;
    private static final double SMALLEST_RADIUS = 1;

    /// Something at a place of the plane.
    sealed interface Mark {
        /// The outline of a square of side 1.
        ///
        /// @param x its middle
        /// @param y its middle
        record Cell(double x, double y) implements Mark {}

        /// A circle, hollow for a negative weight.
        ///
        /// @param x its middle
        /// @param y its middle
        /// @param weight its area as a share of the largest, with a sign
        record Circle(double x, double y, double weight) implements Mark {}
    }

    BufferedImage draw() {
        return Canvas.draw(WIDTH, HEIGHT, this::paint);
    }

    private void paint(Graphics2D graphics) {
        var plot = plot();
        graphics.setColor(Palette.INK);
        Canvas.centered(graphics, Palette.TITLE, title, plot.getCenterX(), 20);
        Canvas.centered(graphics, Palette.LABEL, x.label(), plot.getCenterX(), plot.getMaxY() + 32);
        Canvas.upward(graphics, Palette.LABEL, y.label(), plot.x - 38, plot.getCenterY());
        fill(graphics, plot);
        ticks(graphics, plot);
        if (colors != null) {
            ColorBar.draw(graphics, colors, new Rectangle2D.Double(plot.getMaxX() + 10, plot.y, 10, plot.height));
        }
        marks.forEach(mark -> paint(graphics, plot, mark));
    }

    private Rectangle2D.Double plot() {
        var width = WIDTH - LEFT - RIGHT;
        var height = HEIGHT - TOP - BOTTOM;
        var scale = Math.min(width / span(across), height / span(down));
        var plotWidth = scale * span(across);
        var plotHeight = scale * span(down);
        return new Rectangle2D.Double(
                LEFT + (width - plotWidth) / 2, TOP + (height - plotHeight) / 2, plotWidth, plotHeight);
    }

    private static double span(Range range) {
        return range.high() - range.low();
    }

    private void fill(Graphics2D graphics, Rectangle2D.Double plot) {
        var shrinks = picture.getWidth() > plot.width * Canvas.PIXELS_PER_POINT;
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION,
                shrinks
                        ? RenderingHints.VALUE_INTERPOLATION_BILINEAR
                        : RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        var place = AffineTransform.getTranslateInstance(plot.x, plot.y);
        place.scale(plot.width / picture.getWidth(), plot.height / picture.getHeight());
        graphics.drawImage(picture, place, null);
        graphics.setColor(Palette.MISSING);
        graphics.draw(plot);
    }

    private void ticks(Graphics2D graphics, Rectangle2D.Double plot) {
        graphics.setColor(Palette.QUIET);
        var columns = Ticks.of(x, across, Math.min(picture.getWidth(), plot.width / POINTS_PER_LABEL));
        for (var column : columns) {
            var place = plot.x + plot.width * across.share(x, column);
            Canvas.centered(graphics, Palette.TICK, Ticks.label(x, column), place, plot.getMaxY() + 14);
        }
        var rows = Ticks.of(y, down, Math.min(picture.getHeight(), plot.height / POINTS_PER_LABEL));
        for (var row : rows) {
            var place = plot.y + plot.height * down.share(y, row);
            Canvas.rightAligned(graphics, Palette.TICK, Ticks.label(y, row), plot.x - 5, place + 4);
        }
    }

    private void paint(Graphics2D graphics, Rectangle2D.Double plot, Mark mark) {
        switch (mark) {
            case Mark.Cell cell -> {
                var width = plot.width / span(across);
                var height = plot.height / span(down);
                var left = plot.x + plot.width * across.share(x, cell.x()) - width / 2;
                var top = plot.y + plot.height * down.share(y, cell.y()) - height / 2;
                graphics.setColor(Palette.series(1));
                graphics.setStroke(Pen.SOLID);
                graphics.draw(new Rectangle2D.Double(left, top, width, height));
            }
            case Mark.Circle circle -> {
                var radius = Math.max(SMALLEST_RADIUS, LARGEST_RADIUS * Math.sqrt(Math.abs(circle.weight())));
                var left = plot.x + plot.width * across.share(x, circle.x()) - radius;
                var top = plot.y + plot.height * down.share(y, circle.y()) - radius;
                var outline = new Ellipse2D.Double(left, top, 2 * radius, 2 * radius);
                graphics.setColor(Palette.INK);
                graphics.setStroke(Pen.THIN);
                if (circle.weight() > 0) {
                    graphics.fill(outline);
                } else {
                    graphics.draw(outline);
                }
            }
        }
    }
}
