package org.fourierlearner.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A piece of a document, with its place.
sealed interface Node {

    /// The key that names a variant.
    String KIND = "kind";

    /// {@return where this was written}
    Place place();

    /// {@return what this is, as the end of "expected X, got …"}
    String description();

    /// A table.
    ///
    /// @param place where its header or key is
    /// @param entries the values by key
    /// @param replacedKind the file's `kind`, if an override replaced it
    record Table(
            Place place,
            SequencedMap<String, Node> entries,
            @Nullable Node replacedKind) implements Node {

        static Table empty(Place place) {
            return new Table(place, new LinkedHashMap<>(), null);
        }

        /// {@return the table with nothing but a kind that the kind alone stands for}
        static Table ofKind(Node kind) {
            Table table = empty(kind.place());
            table.entries.put(KIND, kind);
            return table;
        }

        @Override
        public String description() {
            return "a table";
        }

        /// {@return this table with the values of another over its own}
        ///
        /// Tables merge; everything else is replaced. A string under a table counts as its kind.
        ///
        /// @param over the values that win
        Table with(Table over) {
            var merged = new LinkedHashMap<>(entries);
            Node kindBefore = replacedKind;
            for (Map.Entry<String, Node> entry : over.entries.entrySet()) {
                Node before = entries.get(entry.getKey());
                if (entry.getKey().equals(KIND)
                        && before != null
                        && !before.place().isOverride()) {
                    kindBefore = before;
                }
                merged.put(entry.getKey(), before == null ? entry.getValue() : merge(before, entry.getValue()));
            }
            return new Table(place, merged, kindBefore);
        }

        private static Node merge(Node before, Node over) {
            if (!(over instanceof Table table)) {
                return over;
            }
            return switch (before) {
                case Table base -> base.with(table);
                case Scalar(Place _, String _) -> ofKind(before).with(table);
                default -> over;
            };
        }

        /// {@return this table with only what overrides wrote}
        Table overridesOnly() {
            Table kept = empty(place);
            for (Map.Entry<String, Node> entry : entries.entrySet()) {
                if (entry.getValue().place().isOverride()) {
                    kept.entries.put(entry.getKey(), entry.getValue());
                } else if (entry.getValue() instanceof Table table
                        && !table.overridesOnly().entries.isEmpty()) {
                    kept.entries.put(entry.getKey(), table.overridesOnly());
                }
            }
            return kept;
        }
    }

    /// An array.
    ///
    /// @param place where it starts
    /// @param items the values
    record Array(Place place, List<Node> items) implements Node {
        @Override
        public String description() {
            return items.isEmpty() ? "an empty array" : "an array";
        }
    }

    /// A string, number, boolean, date or time.
    ///
    /// @param place where its key is, or where it is in its array
    /// @param value the value, as TOML's parser gives it
    record Scalar(Place place, Object value) implements Node {
        @Override
        public String description() {
            return value instanceof String text ? "'" + text + "'" : String.valueOf(value);
        }
    }
}
