package org.fourierlearner.app.optimize;

import java.util.Arrays;

/// How a loss fell.
///
/// @param losses of the same examples each time, after every so many steps, from before the first
/// @param diverged whether a loss was no finite number, or ten times the first
@SuppressWarnings("ArrayRecordComponent") // never compared
record Curve(double[] losses, boolean diverged) {

    double first() {
        return losses[0];
    }

    /// {@return the last loss; infinite if it diverged}
    double last() {
        return diverged ? Double.POSITIVE_INFINITY : losses[losses.length - 1];
    }

    /// {@return the mean of the losses over the first one; infinite if it diverged}
    double area() {
        return diverged
                ? Double.POSITIVE_INFINITY
                : Arrays.stream(losses).average().orElse(Double.NaN) / first();
    }

    /// {@return the first index at which the loss is as low as another; the length if never}
    int reaches(double loss) {
        int at = 0;
        while (at < losses.length && !(losses[at] <= loss)) {
            at++;
        }
        return at;
    }
}
