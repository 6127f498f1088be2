package org.fourierlearner.optimizer;

/// Refuses numbers that are out of range, by name.
final class Counts {

    private Counts() {}

    static void requirePositive(String name, long count) {
        if (count < 1) {
            throw new IllegalArgumentException("%s: expected a positive number, got %d".formatted(name, count));
        }
    }
}
