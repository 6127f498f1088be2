package org.fourierlearner.data.catalog;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A failure that may be gone at the next attempt.
final class TransientException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    TransientException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    TransientException(String message) {
        this(message, Duration.ZERO);
    }

    TransientException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.retryAfter = Duration.ZERO;
    }

    /// {@return how long the server asked to be left alone}
    Duration retryAfter() {
        return retryAfter;
    }
}
