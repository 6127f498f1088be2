package org.fourierlearner.app.report;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;

/// Small pictures in rows, each with two lines under it.
///
/// @param title above the sheet
/// @param columns how many stand side by side
/// @param tiles the pictures
public record ContactSheet(String title, int columns, List<Tile> tiles) {
    static final int SIDE = 96;
    private static final int GAP = 16;
    private static final int HEADER = 34;
    private static final int CAPTION = 30;
    private static final int MOST_CHARACTERS = 17;

    /// A picture of any size.
    ///
    /// @param picture the picture
    /// @param first a line under it
    /// @param second another line
    public record Tile(BufferedImage picture, String first, String second) {}

    /// Checks the number of columns and copies the list.
    ///
    /// @throws IllegalArgumentException if `columns` is not positive
    public ContactSheet {
        if (columns < 1) {
            throw new IllegalArgumentException("columns: expected a positive number, got %d".formatted(columns));
        }
        tiles = List.copyOf(tiles);
    }

    /// {@return the picture}
    public BufferedImage draw() {
        var width = GAP + columns * (SIDE + GAP);
        if (tiles.isEmpty()) {
            return Canvas.message(title, "none", width, HEADER + SIDE);
        }
        var rows = Math.ceilDiv(tiles.size(), columns);
        return Canvas.draw(width, HEADER + rows * (SIDE + CAPTION + GAP), graphics -> {
            graphics.setColor(Palette.INK);
            graphics.setFont(Palette.TITLE);
            graphics.drawString(title, GAP, 22);
            for (var k = 0; k < tiles.size(); k++) {
                draw(
                        graphics,
                        tiles.get(k),
                        GAP + k % columns * (SIDE + GAP),
                        HEADER + k / columns * (SIDE + CAPTION + GAP));
            }
        });
    }

    private static void draw(Graphics2D graphics, Tile tile, int x, int y) {
        var scale = (double) SIDE
                / Math.max(tile.picture().getWidth(), tile.picture().getHeight());
        var width = (int) Math.round(scale * tile.picture().getWidth());
        var height = (int) Math.round(scale * tile.picture().getHeight());
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION,
                scale * Canvas.PIXELS_PER_POINT < 1
                        ? RenderingHints.VALUE_INTERPOLATION_BILINEAR
                        : RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        graphics.drawImage(tile.picture(), x + (SIDE - width) / 2, y + (SIDE - height) / 2, width, height, null);
        graphics.setColor(Palette.MISSING);
        graphics.drawRect(x, y, SIDE, SIDE);
        graphics.setColor(Palette.INK);
        Canvas.centered(graphics, Palette.TICK, shortened(tile.first()), x + SIDE / 2.0, y + SIDE + 12);
        graphics.setColor(Palette.QUIET);
        Canvas.centered(graphics, Palette.TICK, shortened(tile.second()), x + SIDE / 2.0, y + SIDE + 25);
    }

    private static String shortened(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS - 1) + "…";
    }
}
