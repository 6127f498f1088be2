package org.fourierlearner.config;

import java.lang.reflect.Type;
import java.util.List;

/// A record as a file has it, to be read again and again with other settings. As a component of a record it is
/// read like the record alone; it is not written.
///
/// @param <T> the type of the record
public final class Template<T> {
    private final Type type;
    private final Node.Table table;
    private final T value;

    private Template(Type type, Node.Table table, T value) {
        this.type = type;
        this.table = table;
        this.value = value;
    }

    static Template<?> bind(Type type, Node node, String key) {
        Object value = Binder.bind(type, node, key, null);
        Node.Table table = switch (node) {
            case Node.Table written -> written;
            default -> Node.Table.ofKind(node);
        };
        return new Template<>(type, table, value);
    }

    /// {@return the record without further settings}
    public T value() {
        return value;
    }

    /// {@return the refusal of the record, to be thrown}
    ///
    /// @param reason what is wrong
    public ConfigException refuse(String reason) {
        return new ConfigException(table.place(), reason);
    }

    /// {@return the record with some settings, of which later ones win over earlier ones and all over the file}
    ///
    /// @param settings texts of the form `key=value`, see [RecordReader]; keys are those of the record
    /// @throws ConfigException if the settings do not fit the record, or what they make of it is refused
    @SuppressWarnings("unchecked") // the binder makes what the type says
    public T with(List<Located<String>> settings) {
        Node.Table document = table;
        int number = 0;
        for (Located<String> setting : settings) {
            document = document.with(Document.ofOverride(
                    setting.value(), ++number, setting.place().text()));
        }
        return (T) Binder.bind(type, document, "", null);
    }
}
