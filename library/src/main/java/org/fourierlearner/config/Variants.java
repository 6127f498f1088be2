package org.fourierlearner.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/// The kinds of a sealed interface: every record that it permits, by its name in a file.
///
/// A sealed interface may permit further sealed interfaces. A record's kind is its simple name in
/// kebab case, less the simple name of the nearest interface on the way to it with which it ends; those
/// that the sealed interface itself extends are farther on that way, so that a record has one name wherever
/// it may stand.
final class Variants {
    private final SequencedMap<String, Class<?>> byKind = new LinkedHashMap<>();

    private Variants() {}

    static Variants of(Class<?> sealedInterface) {
        Variants variants = new Variants();
        variants.collect(sealedInterface, extended(sealedInterface));
        return variants;
    }

    /// {@return the sealed interfaces above one, the nearest first}
    private static List<Class<?>> extended(Class<?> sealedInterface) {
        List<Class<?>> extended = new ArrayList<>();
        for (Class<?> above : sealedInterface.getInterfaces()) {
            if (isVariant(above)) {
                extended.add(above);
                extended.addAll(extended(above));
            }
        }
        return extended;
    }

    static boolean isVariant(Class<?> type) {
        return type.isInterface() && type.isSealed();
    }

    static String kebab(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-")
                .toLowerCase(Locale.ROOT);
    }

    SequencedMap<String, Class<?>> byKind() {
        return byKind;
    }

    String kindOf(Object variant) {
        return byKind.entrySet().stream()
                .filter(entry -> entry.getValue() == variant.getClass())
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    private void collect(Class<?> type, List<Class<?>> above) {
        if (isVariant(type)) {
            List<Class<?>> path = new ArrayList<>(above);
            path.addFirst(type);
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                collect(permitted, path);
            }
        } else if (type.isRecord()) {
            Class<?> other = byKind.putIfAbsent(kind(type, above), type);
            if (other != null && other != type) {
                throw new IllegalStateException("%s and %s are both of kind '%s'"
                        .formatted(other.getName(), type.getName(), kind(type, above)));
            }
        } else {
            throw new IllegalStateException(
                    "%s: expected a record or a sealed interface among the variants".formatted(type.getName()));
        }
    }

    private static String kind(Class<?> type, List<Class<?>> nearestFirst) {
        String name = type.getSimpleName();
        for (Class<?> above : nearestFirst) {
            String suffix = above.getSimpleName();
            if (name.endsWith(suffix) && name.length() > suffix.length()) {
                return kebab(name.substring(0, name.length() - suffix.length()));
            }
        }
        return kebab(name);
    }
}
