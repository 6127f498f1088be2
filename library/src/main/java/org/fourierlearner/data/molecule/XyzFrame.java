package org.fourierlearner.data.molecule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// A frame of an extended XYZ file as it is written: keys with values, and columns. Immutable; what it means, a
/// [Molecule] says.
public final class XyzFrame {
    private static final String PLAIN = "species:S:1:pos:R:3";
    private static final String COMMENT = "comment";

    private final XyzPlace place;
    private final XyzComment comment;
    private final List<XyzColumn> columns;

    XyzFrame(XyzPlace place, XyzComment comment, List<XyzColumn> columns) {
        this.place = place;
        this.comment = comment;
        this.columns = List.copyOf(columns);
    }

    /// {@return a frame with columns and no other keys than `Properties`}
    ///
    /// @param place for messages
    /// @param columns at least one, of the same number of atoms, each with its own name
    /// @throws IllegalArgumentException if they are not
    public static XyzFrame of(XyzPlace place, List<XyzColumn> columns) {
        if (columns.isEmpty() || columns.getFirst().count() == 0) {
            throw new IllegalArgumentException("columns: expected at least one column of at least one atom, got none");
        }
        var none = new XyzComment(Optional.empty(), new LinkedHashMap<>());
        XyzFrame frame = new XyzFrame(place, none, List.of(columns.getFirst())).with(columns.getFirst());
        for (XyzColumn column : columns.subList(1, columns.size())) {
            if (frame.column(column.name()).isPresent()) {
                throw new IllegalArgumentException(
                        "columns: expected each name once, got '%s' twice".formatted(column.name()));
            }
            frame = frame.with(column);
        }
        return frame;
    }

    /// {@return file, number and first line}
    public XyzPlace place() {
        return place;
    }

    /// {@return how many atoms there are, at least one}
    public int count() {
        return columns.getFirst().count();
    }

    /// {@return the second line, if it is free text} There are no values then.
    public Optional<String> freeText() {
        return comment.freeText();
    }

    /// {@return the values by key, in their order}
    public SequencedMap<String, XyzValue> values() {
        return Collections.unmodifiableSequencedMap(comment.values());
    }

    /// {@return the value of a key, if it has one}
    ///
    /// @param key as it is written, without quotes
    public Optional<XyzValue> value(String key) {
        return Optional.ofNullable(comment.values().get(key));
    }

    /// {@return the columns in their order}
    public List<XyzColumn> columns() {
        return columns;
    }

    /// {@return a column, if there is one of this name}
    ///
    /// @param name as `Properties` has it
    public Optional<XyzColumn> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    /// {@return this frame with a value in the place of that of the same key, or else behind all others} Free
    /// text becomes the value of `comment`.
    ///
    /// @param key one line, not empty
    /// @param value what it is to be
    /// @throws IllegalArgumentException if the key is empty, has a line break, or is `Properties`, which
    ///     follows from the columns
    public XyzFrame with(String key, XyzValue value) {
        if (key.isEmpty() || key.indexOf('\n') >= 0 || key.equals(XyzComment.PROPERTIES)) {
            throw new IllegalArgumentException(
                    "key: expected a name other than Properties, got " + XyzPlace.shown(key));
        }
        SequencedMap<String, XyzValue> values = pairs();
        values.put(key, value);
        return new XyzFrame(place, new XyzComment(Optional.empty(), values), columns);
    }

    /// {@return this frame with a column in the place of that of the same name, or else behind all others}
    ///
    /// @param column what it is to be
    /// @throws IllegalArgumentException if it is of another number of atoms
    public XyzFrame with(XyzColumn column) {
        if (column.count() != count()) {
            throw new IllegalArgumentException(
                    "%s: expected a column of %d atoms, got %d".formatted(column.name(), count(), column.count()));
        }
        List<XyzColumn> all = new ArrayList<>(columns);
        int old = column(column.name()).map(columns::indexOf).orElse(-1);
        if (old < 0) {
            all.add(column);
        } else {
            all.set(old, column);
        }
        SequencedMap<String, XyzValue> values = pairs();
        values.put(XyzComment.PROPERTIES, XyzValue.of(declaration(all)));
        return new XyzFrame(place, new XyzComment(Optional.empty(), values), all);
    }

    private SequencedMap<String, XyzValue> pairs() {
        SequencedMap<String, XyzValue> values = new LinkedHashMap<>(comment.values());
        if (comment.freeText().isPresent()) {
            values.put(XyzComment.PROPERTIES, XyzValue.of(declaration(columns)));
            if (!comment.freeText().get().isEmpty()) {
                values.put(COMMENT, XyzValue.of(comment.freeText().get()));
            }
        }
        return values;
    }

    private static String declaration(List<XyzColumn> columns) {
        return columns.stream().map(XyzColumn::declaration).collect(Collectors.joining(":"));
    }

    /// {@return what the columns are where a frame does not say it}
    static String plainColumns() {
        return PLAIN;
    }

    /// {@return the second line}
    String commentLine() {
        return comment.freeText()
                .orElseGet(() -> comment.values().entrySet().stream()
                        .map(pair ->
                                XyzValue.quoted(pair.getKey()) + pair.getValue().assignment())
                        .collect(Collectors.joining(" ")));
    }

    @Override
    public String toString() {
        return "%s: %d atoms".formatted(place, count());
    }
}
