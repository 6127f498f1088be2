package org.fourierlearner.app.report;

/// Arrays that belong together are equally long.
final class Lengths {
    private Lengths() {}

    static void requireEqual(String name, int length, String reference, int expected) {
        if (length != expected) {
            throw new IllegalArgumentException(
                    name + ": expected " + expected + " numbers, as in " + reference + ", got " + length);
        }
    }
}
