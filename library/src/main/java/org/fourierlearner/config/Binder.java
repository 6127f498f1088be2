package org.fourierlearner.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Turns nodes into values of given types.
///
/// Of several mistakes the one that comes first in reading order is thrown. In every method `key`
/// is the dotted path for messages, and `inherited` what the surrounding record has by default.
final class Binder {
    private Binder() {}

    static Object bind(Type type, Node node, String key, @Nullable Object inherited) {
        if (type instanceof ParameterizedType generic) {
            Type argument = generic.getActualTypeArguments()[0];
            if (generic.getRawType() == List.class) {
                return bindList(argument, node, key);
            }
            if (generic.getRawType() == Optional.class) {
                return bindOptional(argument, node, key, inherited);
            }
            if (generic.getRawType() == Located.class) {
                return new Located<>(bind(argument, node, key, null), node.place());
            }
            if (generic.getRawType() == Template.class) {
                return Template.bind(argument, node, key);
            }
        } else if (type instanceof Class<?> plain) {
            if (Variants.isVariant(plain)) {
                return bindVariant(plain, node, key, inherited);
            }
            if (plain.isRecord()) {
                if (!(node instanceof Node.Table table)) {
                    throw wrongType(type, node, key);
                }
                return bindRecord(plain, table, key, inherited, false);
            }
            if (plain.isEnum()) {
                return bindEnum(plain, node, key);
            }
            return bindScalar(plain, node, key);
        }
        throw unsupported(type, key);
    }

    private static Object bindScalar(Class<?> type, Node node, String key) {
        Object value = node instanceof Node.Scalar scalar ? scalar.value() : node;
        if (type == String.class && value instanceof String) {
            return value;
        }
        if (type == Path.class && value instanceof String text) {
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw new ConfigException(node.place(), message(key, "a path", node.description()), e);
            }
        }
        if ((type == int.class || type == Integer.class) && value instanceof Long number) {
            if (number != number.intValue()) {
                String range = "an integer from %d to %d".formatted(Integer.MIN_VALUE, Integer.MAX_VALUE);
                throw new ConfigException(node.place(), message(key, range, node.description()));
            }
            return number.intValue();
        }
        if ((type == long.class || type == Long.class) && value instanceof Long) {
            return value;
        }
        if ((type == double.class || type == Double.class) && value instanceof Number number) {
            return number.doubleValue();
        }
        if ((type == boolean.class || type == Boolean.class) && value instanceof Boolean) {
            return value;
        }
        throw wrongType(type, node, key);
    }

    private static Object bindEnum(Class<?> type, Node node, String key) {
        if (!(node instanceof Node.Scalar(Place place, String word))) {
            throw wrongType(type, node, key);
        }
        for (Object constant : type.getEnumConstants()) {
            if (Choice.word(constant).equals(word)) {
                return constant;
            }
        }
        throw new ConfigException(place, prefix(key) + Choice.of(type).refuse(word));
    }

    private static List<Object> bindList(Type element, Node node, String key) {
        if (!(node instanceof Node.Array array)) {
            throw new ConfigException(node.place(), message(key, "an array", node.description()));
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < array.items().size(); i++) {
            values.add(bind(element, array.items().get(i), "%s[%d]".formatted(key, i), null));
        }
        return List.copyOf(values);
    }

    private static Optional<Object> bindOptional(Type content, Node node, String key, @Nullable Object inherited) {
        if (node instanceof Node.Array(Place _, List<Node> items) && items.isEmpty()) {
            return Optional.empty();
        }
        Object before = inherited instanceof Optional<?> optional ? optional.orElse(null) : null;
        return Optional.of(bind(content, node, key, before));
    }

    private static Object bindVariant(Class<?> type, Node node, String key, @Nullable Object inherited) {
        Map<String, Class<?>> kinds = Variants.of(type).byKind();
        Class<?> before = inherited == null ? null : inherited.getClass();
        return switch (node) {
            case Node.Scalar(Place place, String kind) ->
                bindRecord(variant(kinds, kind, place, key), Node.Table.empty(place), key, inherited, true);
            case Node.Table table -> {
                String kindKey = join(key, Node.KIND);
                Node kindNode = table.entries().get(Node.KIND);
                if (kindNode == null && before != null) {
                    yield bindRecord(before, table, key, inherited, true);
                }
                if (!(kindNode instanceof Node.Scalar(Place kindPlace, String kind))) {
                    Place place = kindNode == null ? table.place() : kindNode.place();
                    String got = kindNode == null ? "nothing" : kindNode.description();
                    throw new ConfigException(place, message(kindKey, Choice.of(kinds.keySet()), got));
                }
                Class<?> now = variant(kinds, kind, kindPlace, kindKey);
                if (table.replacedKind() != null) {
                    before = table.replacedKind() instanceof Node.Scalar(Place _, String word) ? kinds.get(word) : null;
                }
                boolean otherKind =
                        kindPlace.isOverride() && now != before && (before != null || table.replacedKind() != null);
                yield bindRecord(now, otherKind ? table.overridesOnly() : table, key, inherited, true);
            }
            default -> throw wrongType(type, node, key);
        };
    }

    private static Class<?> variant(Map<String, Class<?>> kinds, String kind, Place place, String key) {
        Class<?> type = kinds.get(kind);
        if (type == null) {
            throw new ConfigException(
                    place, prefix(key) + Choice.of(kinds.keySet()).refuse(kind));
        }
        return type;
    }

    private static Object bindRecord(
            Class<?> type, Node.Table table, String key, @Nullable Object inherited, boolean hasKind) {
        RecordShape shape = RecordShape.of(type);
        List<String> names = shape.names();
        Object base = shape.base(inherited);
        Map<String, Object> values = new HashMap<>();
        ConfigException first = null;
        for (Map.Entry<String, Node> entry : table.entries().entrySet()) {
            String name = entry.getKey();
            if (hasKind && name.equals(Node.KIND)) {
                continue;
            }
            try {
                int i = names.indexOf(name);
                if (i < 0) {
                    throw new ConfigException(
                            entry.getValue().place(),
                            prefix(join(key, name)) + known(names, hasKind).refuse(name));
                }
                Object before = base == null ? null : shape.value(base, i);
                values.put(name, bind(shape.type(i), entry.getValue(), join(key, name), before));
            } catch (ConfigException e) {
                first = earlier(first, e);
            }
        }
        // a misspelt key is also missing under its right name, and its place is the better one
        for (int i = 0; i < shape.size() && first == null; i++) {
            if (!table.entries().containsKey(shape.name(i))) {
                try {
                    values.put(shape.name(i), absent(shape, i, base, table.place(), key));
                } catch (ConfigException e) {
                    first = earlier(first, e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
        try {
            return shape.create(values);
        } catch (IllegalArgumentException e) {
            throw refused(e, table, key);
        }
    }

    private static Choice known(List<String> names, boolean hasKind) {
        List<String> words = new ArrayList<>(names);
        if (hasKind) {
            words.addFirst(Node.KIND);
        }
        return Choice.of(words);
    }

    private static Object absent(RecordShape shape, int i, @Nullable Object base, Place place, String key) {
        if (base != null) {
            return shape.value(base, i);
        }
        Type type = shape.type(i);
        if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
            return Optional.empty();
        }
        String missing = join(key, shape.name(i));
        throw new ConfigException(place, message(missing, expected(type, missing), "nothing"));
    }

    private static ConfigException refused(IllegalArgumentException refusal, Node.Table table, String key) {
        String text = String.valueOf(refusal.getMessage());
        int colon = text.indexOf(':');
        Node named = colon < 0 ? null : table.entries().get(text.substring(0, colon));
        Place place = named == null ? table.place() : named.place();
        boolean aboutPart = colon >= 0 && text.substring(0, colon).matches("\\w+");
        return new ConfigException(place, aboutPart ? join(key, text) : prefix(key) + text, refusal);
    }

    private static ConfigException earlier(@Nullable ConfigException first, ConfigException second) {
        return first == null || second.place().compareTo(first.place()) < 0 ? second : first;
    }

    private static ConfigException wrongType(Type type, Node node, String key) {
        return new ConfigException(node.place(), message(key, expected(type, key), node.description()));
    }

    private static Object expected(Type type, String key) {
        return switch (type) {
            case ParameterizedType generic
            when generic.getRawType() == Located.class || generic.getRawType() == Template.class ->
                expected(generic.getActualTypeArguments()[0], key);
            case ParameterizedType _ -> "an array";
            case Class<?> c when c == String.class -> "a string";
            case Class<?> c when c == Path.class -> "a path";
            case Class<?> c when c == int.class || c == Integer.class -> "an integer";
            case Class<?> c when c == long.class || c == Long.class -> "an integer";
            case Class<?> c when c == double.class || c == Double.class -> "a number";
            case Class<?> c when c == boolean.class || c == Boolean.class -> "true or false";
            case Class<?> c when c.isEnum() -> Choice.of(c);
            case Class<?> c when c.isRecord() -> "a table";
            case Class<?> c
            when Variants.isVariant(c) -> Choice.of(Variants.of(c).byKind().keySet());
            default -> throw unsupported(type, key);
        };
    }

    private static IllegalStateException unsupported(Type type, String key) {
        return new IllegalStateException(
                "%s: expected a component of a type that a file can hold, got %s".formatted(key, type.getTypeName()));
    }

    private static String message(String key, Object expected, String got) {
        return "%sexpected %s, got %s".formatted(prefix(key), expected, got);
    }

    private static String prefix(String key) {
        return key.isEmpty() ? "" : key + ": ";
    }

    private static String join(String key, String name) {
        return key.isEmpty() ? name : key + "." + name;
    }
}
