package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.fourierlearner.train.TrainingListener.Step;
import org.junit.jupiter.api.Test;

final class TrainingProgressTest {
    private final StringWriter written = new StringWriter();
    private long nanos;

    @Test
    void pipeGetsAboutFiftyPlainLines() {
        TrainingProgress progress = progress(false);
        for (int step = 1; step <= 500; step++) {
            progress.stepped(step(step, 500));
        }

        assertThat(written.toString().lines())
                .hasSize(50)
                .first()
                .isEqualTo("step 10/500  loss 2.5000  rate 1.0e-03  12,345 tokens/s");
        assertThat(written.toString()).doesNotContain("\r");
    }

    @Test
    void terminalShowsOneLineWithTheTimeThatIsLeft() {
        TrainingProgress progress = progress(true);
        for (int step = 1; step <= 100; step++) {
            nanos += Duration.ofSeconds(3).toNanos();
            progress.stepped(step(step, 1500));
        }

        assertThat(screen())
                .containsExactly("step 100/1,500  loss 2.5000  rate 1.0e-03  12,345 tokens/s  1:10:00 left");
    }

    @Test
    void noteOnATerminalReplacesTheLineAndTheNextStepStandsBelow() {
        TrainingProgress progress = progress(true);
        nanos += Duration.ofSeconds(1).toNanos();
        progress.stepped(step(1, 2));
        progress.noticed("brief");
        nanos += Duration.ofSeconds(1).toNanos();
        progress.stepped(step(2, 2));

        assertThat(screen())
                .containsExactly("note: brief", "step 2/2  loss 2.5000  rate 1.0e-03  12,345 tokens/s  0:00:00 left");
    }

    @Test
    void lineOfATerminalIsNeverWrapped() {
        TrainingProgress progress = progress(true);
        nanos += Duration.ofSeconds(1).toNanos();
        progress.stepped(step(1_000_000_000, 1_000_000_000_000L));

        assertThat(screen()).singleElement().asString().hasSizeLessThan(80);
    }

    @Test
    void terminalIsNotDrawnMoreOftenThanEyesFollow() {
        TrainingProgress progress = progress(true);
        for (int step = 1; step <= 1000; step++) {
            nanos += Duration.ofMillis(1).toNanos();
            progress.stepped(step(step, 1000));
        }

        assertThat(written.toString().chars().filter(c -> c == '\r')).hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void clearedScreenIsEmpty() {
        TrainingProgress progress = progress(true);
        nanos += Duration.ofSeconds(1).toNanos();
        progress.stepped(step(1, 2));
        progress.clear();

        assertThat(screen()).containsExactly("");
    }

    private TrainingProgress progress(boolean live) {
        return new TrainingProgress(new PrintWriter(written), live, () -> nanos);
    }

    private static Step step(long step, long steps) {
        return new Step(step, steps, 2.5, 1e-3, 1, 12_345);
    }

    /// What a terminal would show.
    private List<String> screen() {
        List<StringBuilder> rows = new ArrayList<>(Collections.singleton(new StringBuilder()));
        int column = 0;
        for (char c : written.toString().toCharArray()) {
            StringBuilder row = rows.getLast();
            switch (c) {
                case '\r' -> column = 0;
                case '\n' -> {
                    rows.add(new StringBuilder());
                    column = 0;
                }
                default -> {
                    row.replace(column, Math.min(column + 1, row.length()), String.valueOf(c));
                    column++;
                }
            }
        }
        return rows.stream().map(row -> row.toString().stripTrailing()).toList();
    }
}
