package org.fourierlearner.config;

/// A configuration that cannot be read, with the place of the mistake.
///
/// The message has the form `file:line:column: key: expected X, got Y`, or starts with
/// `--set key=value` where the mistake is in an override.
public final class ConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final Place place;
    private final String reason;

    ConfigException(Place place, String message) {
        super(place.text() + ": " + message);
        this.place = place;
        reason = message;
    }

    ConfigException(Place place, String message, Throwable cause) {
        super(place.text() + ": " + message, cause);
        this.place = place;
        reason = message;
    }

    Place place() {
        return place;
    }

    /// {@return the message without the place}
    String reason() {
        return reason;
    }
}
