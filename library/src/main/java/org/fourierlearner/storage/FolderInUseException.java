package org.fourierlearner.storage;

import java.io.IOException;

/// Thrown when another process, or another part of this one, is using a run's folder.
public final class FolderInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    /// Says who uses the folder, and what to do.
    ///
    /// @param message the folder, its user and the way out
    public FolderInUseException(String message) {
        super(message);
    }
}
