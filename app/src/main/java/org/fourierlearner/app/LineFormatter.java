package org.fourierlearner.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/// A record as `12:34:56 warning: message`; the level is left out where it is the usual one.
final class LineFormatter extends Formatter {

    private final boolean stackTraces;

    LineFormatter(boolean stackTraces) {
        this.stackTraces = stackTraces;
    }

    @Override
    public String format(LogRecord record) {
        var line = new StringBuilder();
        line.append("%tT ".formatted(record.getInstant().atZone(ZoneId.systemDefault())));
        if (!record.getLevel().equals(Level.INFO)) {
            line.append(record.getLevel().getName().toLowerCase(Locale.ROOT)).append(": ");
        }
        line.append(formatMessage(record));
        Throwable thrown = record.getThrown();
        if (thrown != null) {
            line.append(" (").append(thrown).append(')');
        }
        line.append(System.lineSeparator());
        if (thrown != null && stackTraces) {
            var trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace, true));
            line.append(trace);
        }
        return line.toString();
    }
}
