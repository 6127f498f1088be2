package org.fourierlearner.config;

/// A value with the place where it was written, for messages about what only a reader of the whole file can
/// see. As a component of a record it is read like the value alone; it is not written.
///
/// @param <T> the type of the value
public final class Located<T> {
    private final T value;
    private final Place place;

    Located(T value, Place place) {
        this.value = value;
        this.place = place;
    }

    /// {@return a setting of the command line}
    ///
    /// @param text of the form `key=value`
    public static Located<String> onCommandLine(String text) {
        return new Located<>(text, Place.inOverride(1, text, 1, 1));
    }

    /// {@return the value}
    public T value() {
        return value;
    }

    /// {@return the refusal of this value, to be thrown}
    ///
    /// @param reason what is wrong
    public ConfigException refuse(String reason) {
        return new ConfigException(place, reason);
    }

    /// {@return the refusal of something that this value names, to be thrown: at the setting that is to blame if
    /// there is one, else here}
    ///
    /// @param name how messages call the thing
    /// @param mistake what is wrong with it
    public ConfigException refuse(String name, ConfigException mistake) {
        Place at = mistake.place().isOverride() ? mistake.place() : place;
        return new ConfigException(at, "%s: %s".formatted(name, mistake.reason()), mistake);
    }

    Place place() {
        return place;
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
