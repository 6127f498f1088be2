package org.fourierlearner.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/// Thrown when the content of a file is not what its format demands.
public final class MalformedDataException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final long NO_LINE = 0;

    private final String file;
    private final long line;

    /// Names the line: `file:line: message`.
    ///
    /// @param file the file at fault
    /// @param line the line, counted from 1
    /// @param message what was expected, and what came
    public MalformedDataException(Path file, long line, String message) {
        super("%s:%d: %s".formatted(file, line, message));
        this.file = file.toString();
        this.line = line;
    }

    /// Names the file: `file: message`.
    ///
    /// @param file the file at fault
    /// @param message what was expected, and what came
    public MalformedDataException(Path file, String message) {
        super("%s: %s".formatted(file, message));
        this.file = file.toString();
        this.line = NO_LINE;
    }

    /// Names the file and keeps the cause.
    ///
    /// @param file the file at fault
    /// @param message what was expected, and what came
    /// @param cause what the parser said
    public MalformedDataException(Path file, String message, Throwable cause) {
        super("%s: %s".formatted(file, message), cause);
        this.file = file.toString();
        this.line = NO_LINE;
    }

    /// {@return the file at fault}
    public Path file() {
        return Path.of(file);
    }

    /// {@return the line at fault, counted from 1, if one is known}
    public OptionalLong line() {
        return line == NO_LINE ? OptionalLong.empty() : OptionalLong.of(line);
    }
}
