package org.fourierlearner.app.compare;

import java.util.Locale;

/// The mean of some numbers and how far off it may be.
///
/// @param mean NaN of no numbers
/// @param standardError of the mean; NaN of fewer than two numbers
/// @param count how many numbers there are
record Statistic(double mean, double standardError, int count) {

    static Statistic of(double... values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = sum / values.length;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        int count = values.length;
        double error = count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1) / count);
        return new Statistic(mean, error, count);
    }

    /// {@return mean ± standard error}
    ///
    /// @param decimals how many digits follow the point
    String shown(int decimals) {
        String number = "%." + decimals + "f";
        return Double.isNaN(standardError)
                ? String.format(Locale.ROOT, number, mean)
                : String.format(Locale.ROOT, number + " ± " + number, mean, standardError);
    }
}
