package org.fourierlearner.storage;

import java.io.IOException;
import java.nio.file.Path;

/// Thrown when a file or folder cannot be written, such as on a full disk.
public final class WriteFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    /// Names the target: `target: could not be written: reason; advice`.
    ///
    /// @param target the file or folder
    /// @param cause says why
    /// @param advice what is left, or what to do
    public WriteFailedException(Path target, IOException cause, String advice) {
        super("%s: could not be written: %s; %s".formatted(target, reason(cause), advice), cause);
    }

    private static String reason(IOException cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
