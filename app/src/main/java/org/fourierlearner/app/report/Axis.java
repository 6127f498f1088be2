package org.fourierlearner.app.report;

import java.util.List;

/// An axis of a [LineChart].
public sealed interface Axis {
    /// {@return what it measures, with the unit}
    String label();

    /// {@return whether the axis has a place for a value}
    ///
    /// @param value the value
    default boolean shows(double value) {
        return Double.isFinite(value) && (value > 0 || !(this instanceof Logarithmic));
    }

    /// Equal steps are equal distances.
    ///
    /// @param label what it measures, with the unit
    record Linear(String label) implements Axis {}

    /// Equal ratios are equal distances; values that are not positive are left out.
    ///
    /// @param label what it measures, with the unit
    record Logarithmic(String label) implements Axis {}

    /// Places 0, 1, 2… with names instead of numbers.
    ///
    /// @param label what the names are
    /// @param names the name of each place
    record Named(String label, List<String> names) implements Axis {
        public Named {
            names = List.copyOf(names);
        }
    }
}
