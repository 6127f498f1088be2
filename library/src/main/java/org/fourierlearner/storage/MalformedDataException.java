package org.fourierlearner.storage;

import java.io.IOException;
import java.nio.file.Path;

/// A file does not hold what its format promises.
public final class MalformedDataException extends IOException {
    private static final long serialVersionUID = 1;

    /// For a fault at a known line; the text is `file:line: message`.
    ///
    /// @param file the file that was read
    /// @param line the line of the fault, from 1
    /// @param message what was expected and what came
    public MalformedDataException(Path file, long line, String message) {
        super("%s:%d: %s".formatted(file, line, message));
    }

    /// For a fault of the file as a whole; the text is `file: message`.
    ///
    /// @param file the file that was read
    /// @param message what was expected and what came
    public MalformedDataException(Path file, String message) {
        super("%s: %s".formatted(file, message));
    }
}
