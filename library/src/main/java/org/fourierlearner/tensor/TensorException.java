package org.fourierlearner.tensor;

import org.jspecify.annotations.Nullable;

/// Thrown when the engine refuses an operation, for example for shapes that do not broadcast.
public final class TensorException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /// Keeps the first line of the engine's message, which says what is wrong; the rest is its stack.
    ///
    /// @param cause the engine's exception
    TensorException(RuntimeException cause) {
        super(firstLine(cause.getMessage()), cause);
    }

    private static String firstLine(@Nullable String message) {
        return message == null
                ? "the engine gave no reason"
                : message.lines().findFirst().orElse("").strip();
    }
}
