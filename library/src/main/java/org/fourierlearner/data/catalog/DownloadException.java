package org.fourierlearner.data.catalog;

import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Thrown when a file cannot be fetched, or is not the one that was expected.
public final class DownloadException extends IOException {
    private static final long serialVersionUID = 1L;

    private final URI url;

    /// Names the address: `url: message`.
    ///
    /// @param url what was asked for
    /// @param message what was expected, what came, and what to do
    /// @param cause the failure of the last attempt, if there was one
    public DownloadException(URI url, String message, @Nullable Throwable cause) {
        super("%s: %s".formatted(url, message), cause);
        this.url = url;
    }

    /// {@return what was asked for}
    public URI url() {
        return url;
    }
}
