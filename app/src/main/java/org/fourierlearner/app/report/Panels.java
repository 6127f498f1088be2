package org.fourierlearner.app.report;

import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.util.List;

/// Pictures of one size in a grid, row by row, under a common title and legend.
///
/// @param title above the grid
/// @param subtitle under the title; may be empty
/// @param legend lines that name the colors and marks of every panel; may be empty
/// @param columns how many panels stand side by side
/// @param panels the pictures
public record Panels(String title, String subtitle, List<Line> legend, int columns, List<BufferedImage> panels) {
    private static final int MARGIN = 12;
    private static final int INDENT = 8;

    public Panels {
        legend = List.copyOf(legend);
        panels = List.copyOf(panels);
        if (panels.isEmpty() || columns < 1) {
            throw new IllegalArgumentException(
                    "panels: expected at least one in at least one column, got " + panels.size() + " in " + columns);
        }
    }

    /// {@return the picture}
    public BufferedImage draw() {
        var panelWidth = panels.getFirst().getWidth() / Canvas.PIXELS_PER_POINT;
        var panelHeight = panels.getFirst().getHeight() / Canvas.PIXELS_PER_POINT;
        var across = Math.min(columns, panels.size());
        var down = Math.ceilDiv(panels.size(), columns);
        var header = MARGIN + 18 + (subtitle.isEmpty() ? 0 : 16) + (legend.isEmpty() ? 0 : 20);
        var width = Math.max(across * panelWidth, 2 * INDENT + widestLine());
        return Canvas.draw(width + 2 * MARGIN, header + down * panelHeight + MARGIN, graphics -> {
            head(graphics);
            for (var index = 0; index < panels.size(); index++) {
                var x = MARGIN + index % columns * panelWidth;
                var y = header + index / columns * panelHeight;
                graphics.drawImage(panels.get(index), x, y, panelWidth, panelHeight, null);
            }
        });
    }

    private int widestLine() {
        var context = new FontRenderContext(null, true, true);
        var widest = Math.max(
                Palette.TITLE.getStringBounds(title, context).getWidth(),
                Palette.LABEL.getStringBounds(subtitle, context).getWidth());
        return (int) Math.ceil(widest);
    }

    private void head(Graphics2D graphics) {
        var left = MARGIN + INDENT;
        var baseline = MARGIN + 12;
        graphics.setColor(Palette.INK);
        graphics.setFont(Palette.TITLE);
        graphics.drawString(title, left, baseline);
        if (!subtitle.isEmpty()) {
            baseline += 16;
            graphics.setColor(Palette.QUIET);
            graphics.setFont(Palette.LABEL);
            graphics.drawString(subtitle, left, baseline);
        }
        Legend.draw(graphics, legend, left, baseline + 20);
    }
}
