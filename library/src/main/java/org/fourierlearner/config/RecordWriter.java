package org.fourierlearner.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;

/// Writes a record as TOML that [RecordReader] reads back to an equal record.
///
/// Every component is written, also where it equals the default, so the text holds its meaning when
/// defaults change. An empty `Optional` is left out, or is an empty array where the reader would
/// otherwise fill in a default. Records and variants become tables below the plain keys; inside a `List`
/// they are written in braces. A `double` has the digits that read back to the same value.
public final class RecordWriter {
    private final StringBuilder out = new StringBuilder();

    private RecordWriter() {}

    /// {@return the record as TOML}
    ///
    /// @param record a record of the types that [RecordReader] knows
    public static String write(Record record) {
        return write(record, record.getClass());
    }

    /// {@return the value as TOML, with its kind if the type is a sealed interface}
    ///
    /// @param value a record
    /// @param type the type with which it will be read
    /// @throws IllegalArgumentException if a text has an unpaired surrogate, which no file can hold
    public static String write(Object value, Class<?> type) {
        RecordWriter writer = new RecordWriter();
        writer.section(type, value, "", null);
        return writer.out.toString();
    }

    private void section(Type type, Object record, String path, @Nullable Object inherited) {
        if (!path.isEmpty()) {
            out.append(out.isEmpty() ? "" : "\n").append('[').append(path).append("]\n");
        }
        kind(type, record).ifPresent(kind -> line(Node.KIND, quote(kind)));
        RecordShape shape = RecordShape.of(record.getClass());
        Object base = shape.base(inherited);
        List<Integer> sections = new ArrayList<>();
        for (int i = 0; i < shape.size(); i++) {
            Object value = shape.value(record, i);
            Object before = base == null ? null : shape.value(base, i);
            if (content(value) instanceof Record nested && !isBare(shape.type(i), nested)) {
                sections.add(i);
            } else if (isWritten(value, before)) {
                line(key(shape.name(i)), inline(shape.type(i), value, before));
            }
        }
        for (int i : sections) {
            Object value = Objects.requireNonNull(content(shape.value(record, i)));
            Object before = base == null ? null : content(shape.value(base, i));
            String name = key(shape.name(i));
            section(contentType(shape.type(i)), value, path.isEmpty() ? name : path + "." + name, before);
        }
    }

    private void line(String key, String value) {
        out.append(key).append(" = ").append(value).append('\n');
    }

    private static String inline(Type type, Object value, @Nullable Object before) {
        return switch (value) {
            case Double number when number.isNaN() -> "nan";
            case Double number when number.isInfinite() -> number > 0 ? "inf" : "-inf";
            case Number number -> number.toString();
            case Boolean truth -> truth.toString();
            case Enum<?> constant -> quote(Choice.word(constant));
            case Optional<?> optional ->
                optional.isEmpty() ? "[]" : inline(contentType(type), optional.orElseThrow(), content(before));
            case List<?> list -> list(contentType(type), list);
            case Record record
            when isBare(type, record) -> quote(kind(type, record).orElseThrow());
            case Record record -> braces(type, record, before);
            default -> quote(value.toString());
        };
    }

    private static String list(Type element, List<?> list) {
        List<String> items =
                list.stream().map(item -> inline(element, item, null)).toList();
        return list.stream().anyMatch(Record.class::isInstance)
                ? "[\n    " + String.join(",\n    ", items) + ",\n]"
                : "[" + String.join(", ", items) + "]";
    }

    private static String braces(Type type, Record record, @Nullable Object inherited) {
        RecordShape shape = RecordShape.of(record.getClass());
        Object base = shape.base(inherited);
        List<String> entries = new ArrayList<>();
        kind(type, record).ifPresent(kind -> entries.add(Node.KIND + " = " + quote(kind)));
        for (int i = 0; i < shape.size(); i++) {
            Object value = shape.value(record, i);
            Object before = base == null ? null : shape.value(base, i);
            if (isWritten(value, before)) {
                entries.add(key(shape.name(i)) + " = " + inline(shape.type(i), value, before));
            }
        }
        return entries.isEmpty() ? "{}" : entries.stream().collect(Collectors.joining(", ", "{ ", " }"));
    }

    private static boolean isWritten(Object value, @Nullable Object before) {
        boolean isDefault = before == null || before.equals(Optional.empty());
        return !(value.equals(Optional.empty()) && isDefault);
    }

    private static boolean isBare(Type type, Record record) {
        return kind(contentType(type), record).isPresent()
                && RecordShape.of(record.getClass()).size() == 0;
    }

    private static Optional<String> kind(Type type, Object record) {
        return type instanceof Class<?> declared && Variants.isVariant(declared)
                ? Optional.of(Variants.of(declared).kindOf(record))
                : Optional.empty();
    }

    private static @Nullable Object content(@Nullable Object value) {
        return value instanceof Optional<?> optional ? optional.orElse(null) : value;
    }

    private static Type contentType(Type type) {
        return type instanceof ParameterizedType generic ? generic.getActualTypeArguments()[0] : type;
    }

    private static String key(String name) {
        return name.matches("[A-Za-z0-9_-]+") ? name : quote(name);
    }

    static String quote(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("expected text without unpaired surrogates, got '%s'".formatted(text));
        }
        return "\"" + Toml.tomlEscape(text) + "\"";
    }
}
