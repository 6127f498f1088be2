package org.fourierlearner.problem;

/// Refuses sizes of families that are too small, by name.
final class Sizes {

    private Sizes() {}

    static void requireAtLeast(String name, int size, int least) {
        if (size < least) {
            throw new IllegalArgumentException("%s: expected at least %d, got %d".formatted(name, least, size));
        }
    }
}
