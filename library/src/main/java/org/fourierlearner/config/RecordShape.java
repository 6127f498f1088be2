package org.fourierlearner.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A record type as seen by reflection: its components in order, its defaults, its constructor.
final class RecordShape {
    private final Class<?> type;
    private final RecordComponent[] components;

    private RecordShape(Class<?> type, RecordComponent[] components) {
        this.type = type;
        this.components = components;
    }

    static RecordShape of(Class<?> type) {
        return new RecordShape(type, Objects.requireNonNull(type.getRecordComponents()));
    }

    int size() {
        return components.length;
    }

    List<String> names() {
        return Arrays.stream(components).map(RecordComponent::getName).toList();
    }

    String name(int i) {
        return components[i].getName();
    }

    Type type(int i) {
        return components[i].getGenericType();
    }

    Object value(Object record, int i) {
        Method accessor = components[i].getAccessor();
        return Objects.requireNonNull(call(accessor, record), () -> type.getSimpleName() + "." + name(i));
    }

    /// {@return the record that supplies absent keys: the one given if it is of this type, else
    /// the result of `defaults()`, else null}
    ///
    /// @param inherited what the surrounding record has in this place by default
    @Nullable
    Object base(@Nullable Object inherited) {
        if (inherited != null && inherited.getClass() == type) {
            return inherited;
        }
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals("defaults")
                        && method.getParameterCount() == 0
                        && method.getReturnType() == type
                        && Modifier.isStatic(method.getModifiers()))
                .findAny()
                .map(method -> call(method, null))
                .orElse(null);
    }

    /// {@return a new record}
    ///
    /// @param values the components by name
    Object create(Map<String, Object> values) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(names().stream().map(values::get).toArray());
        } catch (InvocationTargetException e) {
            throw unwrapped(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Object call(Method method, @Nullable Object receiver) {
        try {
            method.setAccessible(true);
            return method.invoke(receiver);
        } catch (InvocationTargetException e) {
            throw unwrapped(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RuntimeException unwrapped(InvocationTargetException e) {
        return switch (e.getCause()) {
            case RuntimeException cause -> cause;
            case Error error -> throw error;
            case null, default -> new IllegalStateException(e);
        };
    }
}
