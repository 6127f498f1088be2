package org.fourierlearner.app;

/// A number that was measured, for people.
final class Measure {
    /// From here on four decimals say more than the number does.
    private static final double LARGE = 1000;

    private static final double HUGE = 1e7;

    private Measure() {}

    /// {@return four decimals, or fewer if the number is large}
    static String shown(double value) {
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < HUGE * HUGE) {
            return "%,.0f".formatted(value);
        }
        return (size < LARGE ? "%.4f" : size < HUGE ? "%,.0f" : "%.3e").formatted(value);
    }
}
