package org.fourierlearner.data.molecule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The value of a key in the second line of a frame: as it is written, and what it says. Two are equal if they
/// are written alike.
///
/// Quotes and brackets tell where a value ends, not what it is: its type is that of the words in it, as for
/// ASE, so `5`, `"5"` and `{5}` are integers, and `"1 2.5"` two numbers.
public final class XyzValue {
    private final @Nullable String raw;
    private final String text;
    private final List<String> words;
    private final XyzType type;

    private XyzValue(@Nullable String raw, String text) {
        this.raw = raw;
        this.text = text;
        boolean bracketed = raw != null && raw.startsWith("[");
        this.words = words(bracketed ? text.replace('[', ' ').replace(']', ' ') : text);
        this.type = XyzType.of(words);
    }

    /// {@return a value that was read}
    ///
    /// @param raw as written, with quotes
    /// @param text without them
    static XyzValue read(String raw, String text) {
        return new XyzValue(raw.isEmpty() ? "\"\"" : raw, text);
    }

    /// {@return the value of a key that stands alone: true}
    static XyzValue bare() {
        return new XyzValue(null, "T");
    }

    /// {@return a text, quoted where it must be} If it looks like a number, it is one.
    ///
    /// @param text one line
    /// @throws IllegalArgumentException if it has a line break
    public static XyzValue of(String text) {
        return new XyzValue(quoted(text), text);
    }

    /// {@return numbers, to be read back bit for bit}
    ///
    /// @param numbers one, or an array
    public static XyzValue of(double... numbers) {
        return of(Arrays.stream(numbers).mapToObj(Double::toString).collect(Collectors.joining(" ")));
    }

    /// {@return whole numbers}
    ///
    /// @param numbers one, or an array
    public static XyzValue of(long... numbers) {
        return of(Arrays.stream(numbers).mapToObj(Long::toString).collect(Collectors.joining(" ")));
    }

    /// {@return text as a key or value is written}
    static String quoted(String text) {
        if (text.indexOf('\n') >= 0 || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "text: expected one line of text, got a line break or a NUL character in %s"
                            .formatted(XyzPlace.shown(text)));
        }
        boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> c <= ' ' || "\"'{}[]=\\,".indexOf(c) >= 0);
        return plain ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) <= ' ' || text.charAt(i) == ',') {
                if (i > start) {
                    words.add(text.substring(start, i));
                }
                start = i + 1;
            }
        }
        return List.copyOf(words);
    }

    /// {@return the text, without quotes and brackets around it}
    public String text() {
        return text;
    }

    /// {@return the type of all its words}
    public XyzType type() {
        return type;
    }

    /// {@return how many words it has, between blanks, commas and inner brackets}
    public int count() {
        return words.size();
    }

    /// {@return the numbers, `[count]`, row by row if it is a matrix}
    ///
    /// @throws IllegalStateException if it is neither of reals nor of integers
    public double[] reals() {
        require(type == XyzType.REAL || type == XyzType.INTEGER, XyzType.REAL);
        return words.stream().mapToDouble(XyzType::real).toArray();
    }

    /// {@return the whole numbers, `[count]`}
    ///
    /// @throws IllegalStateException if it is not of integers
    public long[] integers() {
        require(type == XyzType.INTEGER, XyzType.INTEGER);
        return words.stream().mapToLong(XyzType::integer).toArray();
    }

    /// {@return the truth values, `[count]`}
    ///
    /// @throws IllegalStateException if it is not of truth values
    public boolean[] logicals() {
        require(type == XyzType.LOGICAL, XyzType.LOGICAL);
        boolean[] values = new boolean[words.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = XyzType.logical(words.get(i));
        }
        return values;
    }

    private void require(boolean satisfied, XyzType wanted) {
        if (!satisfied) {
            throw new IllegalStateException(
                    "expected %s, got %s".formatted(wanted.description(), XyzPlace.shown(text)));
        }
    }

    /// {@return the value as it follows its key: with the sign of equality, or nothing}
    String assignment() {
        return raw == null ? "" : "=" + raw;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof XyzValue value && assignment().equals(value.assignment());
    }

    @Override
    public int hashCode() {
        return assignment().hashCode();
    }

    @Override
    public String toString() {
        return raw == null ? text : raw;
    }
}
