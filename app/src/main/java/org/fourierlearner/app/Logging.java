package org.fourierlearner.app;

import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/// The set-up of logging: one line a record, on standard error.
final class Logging {

    // the log manager holds loggers weakly; the level would be lost with the logger
    private static final Logger PROJECT = Logger.getLogger("org.fourierlearner");

    private Logging() {}

    /// Replaces whatever set-up there is.
    ///
    /// @param verbose whether the project's own detail is shown, with stack traces
    static void configure(boolean verbose) {
        LogManager.getLogManager().reset();
        var handler = new ConsoleHandler();
        handler.setLevel(Level.ALL);
        handler.setFormatter(new LineFormatter(verbose));
        Logger.getLogger("").addHandler(handler);
        PROJECT.setLevel(verbose ? Level.ALL : Level.INFO);
    }
}
