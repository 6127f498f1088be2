package org.fourierlearner.app.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;

/// Explains the colors of a map.
final class ColorBar {
    private ColorBar() {}

    /// Draws all colors, the highest on top, with numbers at the right.
    static void draw(Graphics2D graphics, ColorScale colors, Rectangle2D.Double bar) {
        for (var line = 0; line < bar.height; line++) {
            graphics.setColor(new Color(colors.ramp().rgbAt(1 - line / bar.height)));
            graphics.fill(new Rectangle2D.Double(bar.x, bar.y + line, bar.width, Math.min(1.5, bar.height - line)));
        }
        graphics.setColor(Palette.MISSING);
        graphics.draw(bar);
        graphics.setColor(Palette.QUIET);
        graphics.setFont(Palette.TICK);
        for (var value : colors.ticks()) {
            var place = bar.y + bar.height * (1 - colors.share(value));
            graphics.drawString(NumberLabel.of(value), (float) (bar.getMaxX() + 4), (float) (place + 4));
        }
    }
}
