package org.fourierlearner.app;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.fourierlearner.app.bench.Progress;

/// Shows what is being measured: one line that is overwritten on a terminal, a line for each new
/// subject in a pipe.
final class BenchProgress implements Progress {
    private static final long REDRAW_NANOS = 200_000_000;

    /// A line that a terminal wraps cannot be overwritten.
    private static final int COLUMNS = 79;

    private final PrintWriter out;
    private final boolean live;
    private final LongSupplier nanoTime;
    private final long beginNanos;
    private long lastDrawnNanos;
    private String shown = "";

    /// @param out where to
    /// @param live whether a line may be overwritten
    /// @param nanoTime the clock
    BenchProgress(PrintWriter out, boolean live, LongSupplier nanoTime) {
        this.out = out;
        this.live = live;
        this.nanoTime = nanoTime;
        beginNanos = nanoTime.getAsLong();
        lastDrawnNanos = beginNanos - REDRAW_NANOS;
    }

    @Override
    public void show(String subject, String contender) {
        long now = nanoTime.getAsLong();
        Duration spent = Duration.ofNanos(now - beginNanos);
        String clock = "%d:%02d".formatted(spent.toMinutes(), spent.toSecondsPart());
        if (live && now - lastDrawnNanos >= REDRAW_NANOS) {
            String line = "%s  %s%s".formatted(clock, subject, contender.isEmpty() ? "" : ": " + contender);
            draw(line.substring(0, Math.min(COLUMNS, line.length())));
            lastDrawnNanos = now;
        } else if (!live && !subject.equals(shown)) {
            out.printf("%s  %s%n", clock, subject);
            out.flush();
            shown = subject;
        }
    }

    /// Takes the live line away, so that what is printed next stands alone.
    void clear() {
        if (live) {
            draw("");
            out.print('\r');
            out.flush();
        }
    }

    private void draw(String line) {
        out.print('\r' + line + " ".repeat(Math.max(0, shown.length() - line.length())));
        out.flush();
        shown = line;
    }
}
