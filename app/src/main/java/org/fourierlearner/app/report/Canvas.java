package org.fourierlearner.app.report;

import static java.awt.RenderingHints.KEY_ANTIALIASING;
import static java.awt.RenderingHints.KEY_STROKE_CONTROL;
import static java.awt.RenderingHints.KEY_TEXT_ANTIALIASING;
import static java.awt.RenderingHints.VALUE_ANTIALIAS_ON;
import static java.awt.RenderingHints.VALUE_STROKE_PURE;
import static java.awt.RenderingHints.VALUE_TEXT_ANTIALIAS_ON;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.function.Consumer;

/// The sheet that pictures are drawn on, measured in points.
public final class Canvas {
    /// Pixels along each side of a point, so that text stays sharp on dense screens and in print.
    public static final int PIXELS_PER_POINT = 2;

    private Canvas() {}

    static BufferedImage draw(int width, int height, Consumer<Graphics2D> painter) {
        var image = new BufferedImage(width * PIXELS_PER_POINT, height * PIXELS_PER_POINT, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(KEY_ANTIALIASING, VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(KEY_TEXT_ANTIALIASING, VALUE_TEXT_ANTIALIAS_ON);
            graphics.setRenderingHint(KEY_STROKE_CONTROL, VALUE_STROKE_PURE);
            graphics.scale(PIXELS_PER_POINT, PIXELS_PER_POINT);
            graphics.setColor(Palette.BACKGROUND);
            graphics.fillRect(0, 0, width, height);
            painter.accept(graphics);
        } finally {
            graphics.dispose();
        }
        return image;
    }

    static BufferedImage message(String title, String text, int width, int height) {
        return draw(width, height, graphics -> {
            graphics.setColor(Palette.INK);
            centered(graphics, Palette.TITLE, title, width / 2.0, 20);
            graphics.setColor(Palette.QUIET);
            centered(graphics, Palette.LABEL, text, width / 2.0, height / 2.0);
        });
    }

    static void centered(Graphics2D graphics, Font font, String text, double x, double baseline) {
        graphics.setFont(font);
        var width = graphics.getFontMetrics().stringWidth(text);
        graphics.drawString(text, (float) (x - width / 2.0), (float) baseline);
    }

    static void rightAligned(Graphics2D graphics, Font font, String text, double x, double baseline) {
        graphics.setFont(font);
        var width = graphics.getFontMetrics().stringWidth(text);
        graphics.drawString(text, (float) (x - width), (float) baseline);
    }

    static void upward(Graphics2D graphics, Font font, String text, double baseline, double y) {
        AffineTransform before = graphics.getTransform();
        graphics.rotate(-Math.PI / 2, baseline, y);
        centered(graphics, font, text, baseline, y);
        graphics.setTransform(before);
    }
}
