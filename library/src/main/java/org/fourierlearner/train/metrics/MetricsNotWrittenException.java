package org.fourierlearner.train.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.fourierlearner.storage.WriteFailedException;

/// Thrown when the numbers of a step cannot be written.
final class MetricsNotWrittenException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    MetricsNotWrittenException(Path file, IOException cause) {
        super(new WriteFailedException(file, cause, "free some space and resume the run from its last checkpoint"));
    }
}
