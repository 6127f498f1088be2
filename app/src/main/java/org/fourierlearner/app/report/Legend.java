package org.fourierlearner.app.report;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.util.List;

/// The names of lines beside a sample of each.
final class Legend {
    private static final int SWATCH = 24;
    private static final int GAP = 6;
    private static final int BETWEEN = 22;

    private Legend() {}

    static void centered(Graphics2D graphics, List<Line> lines, double x, int baseline) {
        var metrics = graphics.getFontMetrics(Palette.LABEL);
        var width = lines.stream()
                .mapToInt(line -> SWATCH + GAP + metrics.stringWidth(line.name()) + BETWEEN)
                .sum();
        draw(graphics, lines, (int) (x - (width - BETWEEN) / 2.0), baseline);
    }

    static void draw(Graphics2D graphics, List<Line> lines, int left, int baseline) {
        var x = left;
        for (var index = 0; index < lines.size(); index++) {
            graphics.setColor(Palette.series(index));
            sample(graphics, lines.get(index).mark(), x, baseline - 4);
            graphics.setColor(Palette.INK);
            graphics.setFont(Palette.LABEL);
            var name = lines.get(index).name();
            graphics.drawString(name, x + SWATCH + GAP, baseline);
            x += SWATCH + GAP + graphics.getFontMetrics().stringWidth(name) + BETWEEN;
        }
    }

    private static void sample(Graphics2D graphics, Line.Mark mark, int x, int middle) {
        switch (mark) {
            case SOLID, BAND, FAINT -> stroke(graphics, Pen.SOLID, x, middle);
            case DASHED -> stroke(graphics, Pen.DASHED, x, middle);
            case POINTS, CLOUD -> point(graphics, x, middle);
            case JOINED_POINTS -> {
                stroke(graphics, Pen.SOLID, x, middle);
                point(graphics, x, middle);
            }
            case STEMS -> {
                graphics.setStroke(Pen.THIN);
                for (var stem = 4; stem < SWATCH; stem += 8) {
                    graphics.draw(new Line2D.Double(x + stem, middle - 5, x + stem, middle + 5));
                }
            }
        }
    }

    private static void stroke(Graphics2D graphics, BasicStroke stroke, int x, int middle) {
        graphics.setStroke(stroke);
        graphics.draw(new Line2D.Double(x, middle, x + SWATCH, middle));
    }

    private static void point(Graphics2D graphics, int x, int middle) {
        graphics.fill(new Ellipse2D.Double(x + SWATCH / 2.0 - 3, middle - 3, 6, 6));
    }
}
