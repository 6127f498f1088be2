package org.fourierlearner.tensor;

import org.jspecify.annotations.Nullable;

/// Thrown when the engine refuses an operation, for example for shapes that do not broadcast.
public final class TensorException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /// Keeps the first line of the engine's message, which says what is wrong; the rest is its stack.
    ///
    /// @param cause the engine's exception
    private TensorException(RuntimeException cause) {
        super(firstLine(cause.getMessage()), cause);
    }

    /// {@return the engine's exception under its name here; any other as it is}
    ///
    /// @param e JavaCPP throws exactly `RuntimeException` for what C++ throws
    static RuntimeException of(RuntimeException e) {
        return e.getClass() == RuntimeException.class ? new TensorException(e) : e;
    }

    private static String firstLine(@Nullable String message) {
        return message == null
                ? "the engine gave no reason"
                : message.lines().findFirst().orElse("").strip();
    }
}
