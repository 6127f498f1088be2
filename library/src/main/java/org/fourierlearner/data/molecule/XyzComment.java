package org.fourierlearner.data.molecule;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/// The second line of a frame: keys with values, or any text.
///
/// A line of pairs has `Properties`, `Lattice` or `pbc`, or nothing but pairs. Any other is free text, as in
/// plain XYZ, and so is one that is no list of pairs, unless it names one of these.
///
/// @param freeText the line if it is that
/// @param values by key in their order, if it is of pairs
record XyzComment(Optional<String> freeText, SequencedMap<String, XyzValue> values) {
    static final String PROPERTIES = "Properties";
    static final String LATTICE = "Lattice";
    static final String PBC = "pbc";
    private static final List<String> MARKS = List.of(PROPERTIES, LATTICE, PBC);
    private static final Pattern MARK = Pattern.compile("(" + String.join("|", MARKS) + ")\\s*=");

    /// @throws IllegalArgumentException with what is wrong, if the line is of pairs and has a fault
    static XyzComment parse(String line) {
        String trimmed = line.trim();
        SequencedMap<String, XyzValue> values;
        try {
            values = new Scanner(trimmed).pairs();
        } catch (IllegalArgumentException e) {
            if (MARK.matcher(trimmed).find()) {
                throw e;
            }
            return free(trimmed);
        }
        boolean marked = MARKS.stream().anyMatch(values::containsKey);
        boolean pairsOnly = !values.isEmpty()
                && values.values().stream()
                        .noneMatch(value -> value.assignment().isEmpty());
        return marked || pairsOnly ? new XyzComment(Optional.empty(), values) : free(trimmed);
    }

    private static XyzComment free(String line) {
        return new XyzComment(Optional.of(line), Collections.emptyNavigableMap());
    }

    /// Reads pairs as ASE does: blanks end a word outside of quotes and brackets, a backslash takes the next
    /// character as it is, and blanks around the sign of equality do not count.
    private static final class Scanner {
        private final String line;
        private int at;

        Scanner(String line) {
            this.line = line;
        }

        SequencedMap<String, XyzValue> pairs() {
            SequencedMap<String, XyzValue> pairs = new LinkedHashMap<>();
            skipBlanks();
            while (at < line.length()) {
                String key = word(true);
                if (key.isEmpty()) {
                    throw new IllegalArgumentException("expected a key before %s; quote values that have '='"
                            .formatted(XyzPlace.shown(line.substring(at))));
                }
                skipBlanks();
                XyzValue value = XyzValue.bare();
                if (at < line.length() && line.charAt(at) == '=') {
                    at++;
                    skipBlanks();
                    int start = at;
                    String text = word(false);
                    value = XyzValue.read(line.substring(start, at), text);
                    skipBlanks();
                }
                if (pairs.putIfAbsent(key, value) != null) {
                    throw new IllegalArgumentException(
                            "expected each key once, got %s twice".formatted(XyzPlace.shown(key)));
                }
            }
            return pairs;
        }

        private void skipBlanks() {
            while (at < line.length() && line.charAt(at) <= ' ') {
                at++;
            }
        }

        private String word(boolean key) {
            var word = new StringBuilder();
            while (at < line.length() && line.charAt(at) > ' ' && !(key && line.charAt(at) == '=')) {
                char close = switch (line.charAt(at)) {
                    case '"' -> '"';
                    case '\'' -> '\'';
                    case '{' -> '}';
                    case '[' -> ']';
                    default -> 0;
                };
                if (close == 0) {
                    word.append(character());
                } else {
                    quoted(close, word);
                }
            }
            return word.toString();
        }

        private void quoted(char close, StringBuilder word) {
            int start = at;
            char open = line.charAt(at++);
            int depth = 1;
            while (at < line.length()) {
                char next = line.charAt(at);
                if (next == close) {
                    depth--;
                } else if (next == open) {
                    depth++;
                }
                if (depth == 0) {
                    at++;
                    return;
                }
                word.append(character());
            }
            throw new IllegalArgumentException("expected %c at the end of a value, got the end of the line after %s"
                    .formatted(close, XyzPlace.shown(line.substring(start))));
        }

        private char character() {
            if (line.charAt(at) == '\\') {
                at++;
                if (at == line.length()) {
                    throw new IllegalArgumentException(
                            "expected a character behind the backslash, got the end of the line");
                }
            }
            return line.charAt(at++);
        }
    }
}
