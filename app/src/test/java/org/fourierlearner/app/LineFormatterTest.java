package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

final class LineFormatterTest {

    @Test
    void ordinaryRecordIsTimeAndMessage() {
        assertThat(new LineFormatter(false).format(record(Level.INFO, "step 10")))
                .isEqualTo("09:05:03 step 10" + System.lineSeparator());
    }

    @Test
    void otherLevelsAreNamed() {
        assertThat(new LineFormatter(false).format(record(Level.WARNING, "no samples")))
                .isEqualTo("09:05:03 warning: no samples" + System.lineSeparator());
    }

    @Test
    void causeStandsInTheSameLine() {
        LogRecord record = record(Level.WARNING, "not saved");
        record.setThrown(new IOException("disk full"));

        assertThat(new LineFormatter(false).format(record))
                .isEqualTo("09:05:03 warning: not saved (java.io.IOException: disk full)" + System.lineSeparator());
        assertThat(new LineFormatter(true).format(record)).contains("\tat org.fourierlearner.");
    }

    private static LogRecord record(Level level, String message) {
        var record = new LogRecord(level, message);
        record.setInstant(LocalDateTime.of(2026, 3, 1, 9, 5, 3)
                .atZone(ZoneId.systemDefault())
                .toInstant());
        return record;
    }
}
