package org.fourierlearner.app.report;

import java.awt.Color;
import java.awt.Font;
import java.util.List;

/// Colors and fonts of every picture. The series colors stay apart under the common kinds of color
/// blindness.
final class Palette {
    static final Color BACKGROUND = Color.WHITE;
    static final Color INK = new Color(0x1F2933);
    static final Color QUIET = new Color(0x5B6773);
    static final Color GRID = new Color(0xE3E7EC);
    static final Color MISSING = new Color(0xC9CED4);
    static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 13);
    static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
    static final Font TICK = new Font(Font.SANS_SERIF, Font.PLAIN, 10);

    private static final List<Color> SERIES = List.of(
            new Color(0x0072B2),
            new Color(0xD55E00),
            new Color(0x009E73),
            new Color(0xB8579A),
            new Color(0xC98A00),
            new Color(0x3A3F45));

    private Palette() {}

    static Color series(int index) {
        return SERIES.get(index % SERIES.size());
    }
}
