package org.fourierlearner.app.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;

/// Draws the lines of a chart in one color.
record Pen(Graphics2D graphics, Frame frame, Color color) {
    static final BasicStroke SOLID = new BasicStroke(1.8f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    static final BasicStroke THIN = new BasicStroke(1.2f);
    static final BasicStroke DASHED =
            new BasicStroke(1.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {5, 3}, 0);
    private static final double RADIUS = 3;
    private static final double CAP = 4;
    private static final int STEM_OPACITY = 110;

    void draw(Line line) {
        graphics.setColor(color);
        switch (line.mark()) {
            case SOLID -> join(line, SOLID);
            case DASHED -> join(line, DASHED);
            case POINTS -> points(line);
            case JOINED_POINTS -> {
                join(line, SOLID);
                points(line);
            }
            case STEMS -> stems(line);
        }
        errors(line);
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

    private void points(Line line) {
        for (var i = 0; i < line.x().length; i++) {
            if (frame.shows(line.x()[i], line.y()[i])) {
                var x = frame.horizontal(line.x()[i]);
                var y = frame.vertical(line.y()[i]);
                graphics.fill(new Ellipse2D.Double(x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS));
            }
        }
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
