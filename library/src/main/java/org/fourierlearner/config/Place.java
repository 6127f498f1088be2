package org.fourierlearner.config;

import java.io.Serializable;
import java.util.Comparator;

/// Where a value was written.
///
/// Places are ordered as a reader meets them: the file from top to bottom, then the overrides.
///
/// @param source 0 for the file, then the overrides from 1 on
/// @param line the line, from 1 on
/// @param column the column, from 1 on
/// @param text the place as messages show it
record Place(int source, int line, int column, String text) implements Comparable<Place>, Serializable {
    private static final Comparator<Place> READING_ORDER =
            Comparator.comparingInt(Place::source).thenComparingInt(Place::line).thenComparingInt(Place::column);

    static Place inFile(String name, int line, int column) {
        return new Place(0, line, column, "%s:%d:%d".formatted(name, line, column));
    }

    static Place ofFile(String name) {
        return new Place(0, 1, 1, name);
    }

    static Place inOverride(int number, String override, int line, int column) {
        return new Place(number, line, column, "--set " + override);
    }

    boolean isOverride() {
        return source > 0;
    }

    @Override
    public int compareTo(Place other) {
        return READING_ORDER.compare(this, other);
    }
}
