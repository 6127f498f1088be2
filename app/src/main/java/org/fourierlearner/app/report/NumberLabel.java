package org.fourierlearner.app.report;

import java.math.BigDecimal;
import java.math.MathContext;

/// Numbers as a reader of an axis or a table wants them: few digits, `20k` for 20000.
final class NumberLabel {
    private static final double THOUSAND = 1e3;
    private static final double MILLION = 1e6;
    private static final double SMALLEST_PLAIN = 1e-4;

    private NumberLabel() {}

    static String of(double value) {
        return of(value, 3);
    }

    static String of(double value, int digits) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        var size = Math.abs(value);
        if (size >= 1000 * MILLION || (size < SMALLEST_PLAIN && size > 0)) {
            return minus(rounded(value, digits).toString().replace("E+", "e").replace("E", "e"));
        }
        if (size >= MILLION) {
            return minus(rounded(value / MILLION, digits).toPlainString()) + "M";
        }
        if (size >= 10 * THOUSAND || (size >= THOUSAND && value % (THOUSAND / 10) == 0)) {
            return minus(rounded(value / THOUSAND, digits).toPlainString()) + "k";
        }
        return minus(rounded(value, Math.max(digits, size >= THOUSAND ? 4 : 0)).toPlainString());
    }

    private static BigDecimal rounded(double value, int digits) {
        var rounded = new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros();
        return rounded.signum() == 0 ? BigDecimal.ZERO : rounded;
    }

    private static String minus(String text) {
        return text.startsWith("-") ? "−" + text.substring(1) : text;
    }
}
