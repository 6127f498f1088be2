package org.fourierlearner.data.molecule;

import java.util.Arrays;
import java.util.Objects;

/// What a frame says of each atom under one name: one or more words of a type. Two are equal if all is.
public final class XyzColumn {
    private final String name;
    private final int width;
    private final Content content;

    /// What is kept, row by row: `[count, width]`.
    private sealed interface Content {
        int length();

        XyzType type();
    }

    // equality is that of the column
    @SuppressWarnings("ArrayRecordComponent")
    private record Texts(String[] values) implements Content {
        @Override
        public int length() {
            return values.length;
        }

        @Override
        public XyzType type() {
            return XyzType.STRING;
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Integers(long[] values) implements Content {
        @Override
        public int length() {
            return values.length;
        }

        @Override
        public XyzType type() {
            return XyzType.INTEGER;
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Reals(double[] values) implements Content {
        @Override
        public int length() {
            return values.length;
        }

        @Override
        public XyzType type() {
            return XyzType.REAL;
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Logicals(boolean[] values) implements Content {
        @Override
        public int length() {
            return values.length;
        }

        @Override
        public XyzType type() {
            return XyzType.LOGICAL;
        }
    }

    private XyzColumn(String name, int width, Content content) {
        if (name.isEmpty() || name.indexOf(':') >= 0 || name.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("name: expected a name without colons, got " + XyzPlace.shown(name));
        }
        if (width < 1 || content.length() % width != 0) {
            throw new IllegalArgumentException("%s: expected %d numbers or words for each atom, got %d in all"
                    .formatted(name, width, content.length()));
        }
        this.name = name;
        this.width = width;
        this.content = content;
    }

    /// {@return a column of words}
    ///
    /// @param name without colons
    /// @param width how many for each atom, at least 1
    /// @param values row by row, `[count, width]`; copied
    /// @throws IllegalArgumentException if a word is empty or has a blank
    public static XyzColumn ofTexts(String name, int width, String... values) {
        for (String value : values) {
            if (value.isEmpty() || value.chars().anyMatch(c -> c <= ' ')) {
                throw new IllegalArgumentException(
                        "%s: expected words without blanks, got %s".formatted(name, XyzPlace.shown(value)));
            }
        }
        return new XyzColumn(name, width, new Texts(values.clone()));
    }

    /// {@return a column of whole numbers}
    ///
    /// @param name without colons
    /// @param width how many for each atom, at least 1
    /// @param values row by row, `[count, width]`; copied
    public static XyzColumn ofIntegers(String name, int width, long... values) {
        return new XyzColumn(name, width, new Integers(values.clone()));
    }

    /// {@return a column of numbers}
    ///
    /// @param name without colons
    /// @param width how many for each atom, at least 1
    /// @param values row by row, `[count, width]`; copied
    public static XyzColumn ofReals(String name, int width, double... values) {
        return new XyzColumn(name, width, new Reals(values.clone()));
    }

    /// {@return a column of truth values}
    ///
    /// @param name without colons
    /// @param width how many for each atom, at least 1
    /// @param values row by row, `[count, width]`; copied
    public static XyzColumn ofLogicals(String name, int width, boolean... values) {
        return new XyzColumn(name, width, new Logicals(values.clone()));
    }

    /// {@return the name}
    public String name() {
        return name;
    }

    /// {@return the type of all its words}
    public XyzType type() {
        return content.type();
    }

    /// {@return how many words each atom has}
    public int width() {
        return width;
    }

    /// {@return how many atoms there are}
    public int count() {
        return content.length() / width;
    }

    /// {@return whether it is of a type and width}
    ///
    /// @param wanted the type
    /// @param words for each atom
    public boolean is(XyzType wanted, int words) {
        return type() == wanted && width == words;
    }

    /// {@return a copy of the words, row by row, `[count, width]`}
    ///
    /// @throws IllegalStateException if it is of another type
    public String[] texts() {
        if (content instanceof Texts(String[] values)) {
            return values.clone();
        }
        throw wrong();
    }

    /// {@return a copy of the whole numbers, row by row, `[count, width]`}
    ///
    /// @throws IllegalStateException if it is of another type
    public long[] integers() {
        if (content instanceof Integers(long[] values)) {
            return values.clone();
        }
        throw wrong();
    }

    /// {@return a copy of the numbers, row by row, `[count, width]`}
    ///
    /// @throws IllegalStateException if it is of another type
    public double[] reals() {
        if (content instanceof Reals(double[] values)) {
            return values.clone();
        }
        throw wrong();
    }

    /// {@return a copy of the truth values, row by row, `[count, width]`}
    ///
    /// @throws IllegalStateException if it is of another type
    public boolean[] logicals() {
        if (content instanceof Logicals(boolean[] values)) {
            return values.clone();
        }
        throw wrong();
    }

    private IllegalStateException wrong() {
        return new IllegalStateException("%s: expected another type, got %s".formatted(name, declaration()));
    }

    /// {@return the column as `Properties` declares it, such as `pos:R:3`}
    String declaration() {
        return "%s:%c:%d".formatted(name, type().letter(), width);
    }

    /// Appends the words of an atom, with a blank between them.
    void appendTo(StringBuilder line, int atom) {
        for (int i = atom * width; i < (atom + 1) * width; i++) {
            if (i > atom * width) {
                line.append(' ');
            }
            switch (content) {
                case Texts(String[] values) -> line.append(values[i]);
                case Integers(long[] values) -> line.append(values[i]);
                case Reals(double[] values) -> line.append(values[i]);
                case Logicals(boolean[] values) -> line.append(values[i] ? 'T' : 'F');
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof XyzColumn column
                && declaration().equals(column.declaration())
                && switch (content) {
                    case Texts(String[] values) -> Arrays.equals(values, column.texts());
                    case Integers(long[] values) -> Arrays.equals(values, column.integers());
                    case Reals(double[] values) -> Arrays.equals(values, column.reals());
                    case Logicals(boolean[] values) -> Arrays.equals(values, column.logicals());
                };
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, width, type(), count());
    }

    @Override
    public String toString() {
        return "%s of %d atoms".formatted(declaration(), count());
    }
}
