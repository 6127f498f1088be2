package org.fourierlearner.app;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/// What standard output is.
final class Terminal {

    private Terminal() {}

    /// {@return whether a person reads standard output, so that a line may be overwritten}
    @SuppressWarnings("SystemConsoleNull") // it does return null when output goes into a pipe
    static boolean isInteractive() {
        @Nullable Console console = System.console();
        return console != null && console.isTerminal();
    }
}
