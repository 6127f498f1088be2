package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BenchProgressTest {
    private final StringWriter written = new StringWriter();
    private long nanos;

    private BenchProgress progress(boolean live) {
        return new BenchProgress(new PrintWriter(written), live, () -> nanos);
    }

    @Test
    void pipeGetsALineForEachSubject() {
        BenchProgress progress = progress(false);
        progress.show("512 tokens", "one");
        nanos += Duration.ofSeconds(75).toNanos();
        progress.show("512 tokens", "two");
        progress.show("1,024 tokens", "one");
        progress.clear();

        assertThat(written.toString().lines()).containsExactly("0:00  512 tokens", "1:15  1,024 tokens");
    }

    @Test
    void terminalShowsWhoseTurnItIsAndIsEmptyInTheEnd() {
        BenchProgress progress = progress(true);
        progress.show("512 tokens", "contender");
        progress.show("512 tokens", "too soon");
        nanos += Duration.ofSeconds(1).toNanos();
        progress.show("512 tokens", "two");
        progress.clear();

        assertThat(written.toString().split("\r", -1))
                .containsExactly(
                        "",
                        "0:00  512 tokens: contender",
                        "0:01  512 tokens: two      ",
                        " ".repeat("0:01  512 tokens: two".length()),
                        "");
    }
}
