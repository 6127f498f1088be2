package org.fourierlearner.app.report;

import java.awt.geom.Rectangle2D;

/// Where numbers lie on the sheet.
record Frame(Rectangle2D.Double plot, Axis x, Axis y, Range across, Range up) {
    double horizontal(double value) {
        return plot.x + plot.width * across.share(x, value);
    }

    double vertical(double value) {
        return plot.getMaxY() - plot.height * up.share(y, value);
    }

    boolean shows(double horizontal, double vertical) {
        return x.shows(horizontal) && y.shows(vertical);
    }
}
