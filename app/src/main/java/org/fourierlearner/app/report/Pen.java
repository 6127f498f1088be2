package org.fourierlearner.app.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.util.HashMap;
import java.util.Map;

/// Draws the lines of a chart in one color.
record Pen(Graphics2D graphics, Frame frame, Color color) {
    static final BasicStroke SOLID = new BasicStroke(1.8f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    static final BasicStroke THIN = new BasicStroke(1.2f);
    static final BasicStroke DASHED =
            new BasicStroke(1.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {5, 3}, 0);
    private static final double RADIUS = 3;
    private static final double CAP = 4;
    private static final double CLOUD_RADIUS = 1.4;
    private static final int LEAST_CLOUD_OPACITY = 60;
    private static final int MOST_CLOUD_OPACITY = 170;
    /// Fewer points than this hardly hide each other.
    private static final double FEW_POINTS = 1000;

    /// So many points on one pixel are opaque; further ones would take time and change nothing.
    private static final int CLOUD_LAYERS = 16;

    private static final int STEM_OPACITY = 110;
    private static final int BAND_OPACITY = 60;

    void draw(Line line) {
        graphics.setColor(color);
        switch (line.mark()) {
            case SOLID -> join(line, SOLID);
            case DASHED -> join(line, DASHED);
            case POINTS -> points(line);
            case CLOUD -> cloud(line);
            case JOINED_POINTS -> {
                join(line, SOLID);
                points(line);
            }
            case STEMS -> stems(line);
            case BAND -> {
                band(line);
                join(line, SOLID);
                if (line.x().length == 1) {
                    points(line);
                }
            }
            case FAINT -> {
                graphics.setColor(Palette.MISSING);
                join(line, THIN);
            }
        }
        if (line.mark() != Line.Mark.BAND) {
            errors(line);
        }
    }

    private void join(Line line, BasicStroke stroke) {
        var path = new Path2D.Double();
        var drawing = false;
        for (var i = 0; i < line.x().length; i++) {
            var shown = frame.shows(line.x()[i], line.y()[i]);
            if (shown) {
                var x = frame.horizontal(line.x()[i]);
                var y = frame.vertical(line.y()[i]);
                if (!drawing) {
                    path.moveTo(x, y);
                }
                path.lineTo(x, y);
            }
            drawing = shown;
        }
        graphics.setStroke(stroke);
        graphics.draw(path);
    }

    private void band(Line line) {
        var outline = new Path2D.Double();
        for (var k = 0; k < 2 * line.errors().length; k++) {
            var forth = k < line.errors().length;
            var i = forth ? k : 2 * line.errors().length - 1 - k;
            var y = line.y()[i] + (forth ? line.errors()[i] : -line.errors()[i]);
            if (frame.shows(line.x()[i], y)) {
                if (outline.getCurrentPoint() == null) {
                    outline.moveTo(frame.horizontal(line.x()[i]), frame.vertical(y));
                }
                outline.lineTo(frame.horizontal(line.x()[i]), frame.vertical(y));
            }
        }
        graphics.setColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), BAND_OPACITY));
        graphics.fill(outline);
        graphics.setColor(color);
    }

    private void points(Line line) {
        for (var i = 0; i < line.x().length; i++) {
            if (frame.shows(line.x()[i], line.y()[i])) {
                var x = frame.horizontal(line.x()[i]);
                var y = frame.vertical(line.y()[i]);
                graphics.fill(new Ellipse2D.Double(x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS));
            }
        }
    }

    private void cloud(Line line) {
        graphics.setColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), cloudOpacity(line.x().length)));
        Map<Long, Integer> drawn = new HashMap<>();
        for (var i = 0; i < line.x().length; i++) {
            if (frame.shows(line.x()[i], line.y()[i])) {
                var x = frame.horizontal(line.x()[i]);
                var y = frame.vertical(line.y()[i]);
                var pixel = Math.round(Canvas.PIXELS_PER_POINT * y) << Integer.SIZE
                        | Math.round(Canvas.PIXELS_PER_POINT * x);
                if (drawn.merge(pixel, 1, Integer::sum) <= CLOUD_LAYERS) {
                    graphics.fill(new Ellipse2D.Double(
                            x - CLOUD_RADIUS, y - CLOUD_RADIUS, 2 * CLOUD_RADIUS, 2 * CLOUD_RADIUS));
                }
            }
        }
        graphics.setColor(color);
    }

    private static int cloudOpacity(int points) {
        return (int) Math.clamp(
                MOST_CLOUD_OPACITY * Math.sqrt(FEW_POINTS / Math.max(1, points)),
                LEAST_CLOUD_OPACITY,
                MOST_CLOUD_OPACITY);
    }

    private void stems(Line line) {
        graphics.setColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), STEM_OPACITY));
        graphics.setStroke(THIN);
        var foot = frame.y() instanceof Axis.Logarithmic ? frame.plot().getMaxY() : frame.vertical(0);
        for (var i = 0; i < line.x().length; i++) {
            if (frame.shows(line.x()[i], line.y()[i])) {
                var x = frame.horizontal(line.x()[i]);
                graphics.draw(new Line2D.Double(x, foot, x, frame.vertical(line.y()[i])));
            }
        }
    }

    private void errors(Line line) {
        graphics.setStroke(THIN);
        for (var i = 0; i < line.errors().length; i++) {
            var low = line.y()[i] - line.errors()[i];
            var high = line.y()[i] + line.errors()[i];
            if (frame.shows(line.x()[i], high)) {
                var x = frame.horizontal(line.x()[i]);
                var bottom = frame.y().shows(low)
                        ? frame.vertical(low)
                        : frame.plot().getMaxY();
                var top = frame.vertical(high);
                graphics.draw(new Line2D.Double(x, bottom, x, top));
                graphics.draw(new Line2D.Double(x - CAP, bottom, x + CAP, bottom));
                graphics.draw(new Line2D.Double(x - CAP, top, x + CAP, top));
            }
        }
    }
}
