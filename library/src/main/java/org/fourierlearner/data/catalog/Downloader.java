package org.fourierlearner.data.catalog;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.fourierlearner.storage.FolderLock;

/// Fetches data sets over http and https.
///
/// Files grow as `NAME.part` and get their name once size and SHA-256 are right. A transfer that breaks goes
/// on where it stopped, also in a later process, if the server can do that and the file there is the same;
/// otherwise it starts again. Failures that may pass are tried again, with growing pauses.
public final class Downloader implements AutoCloseable {
    private final HttpClient client;
    private final Settings settings;
    private final Pause pause;
    private final Progress progress;

    /// How patient a downloader is.
    ///
    /// @param connectTimeout how long connecting may take
    /// @param idleTimeout how long a server may be silent
    /// @param attempts how often a file is tried, at least 1
    /// @param firstPause before the second attempt; doubled before each one after it
    /// @param longestPause the most that it grows to, and that a server may ask for
    public record Settings(
            Duration connectTimeout, Duration idleTimeout, int attempts, Duration firstPause, Duration longestPause) {
        /// Checks the components.
        ///
        /// @throws IllegalArgumentException if there is no attempt, or a time is negative or a timeout zero
        public Settings {
            if (attempts < 1) {
                throw new IllegalArgumentException("attempts: expected at least 1, got " + attempts);
            }
            if (!connectTimeout.isPositive() || !idleTimeout.isPositive()) {
                throw new IllegalArgumentException(
                        "timeouts: expected positive ones, got %s and %s".formatted(connectTimeout, idleTimeout));
            }
            if (firstPause.isNegative() || longestPause.isNegative()) {
                throw new IllegalArgumentException(
                        "pauses: expected none below zero, got %s and %s".formatted(firstPause, longestPause));
            }
        }

        /// {@return five attempts, with timeouts of half a minute and pauses from one second to half a minute}
        public static Settings standard() {
            Duration halfMinute = Duration.ofSeconds(30);
            return new Settings(halfMinute, halfMinute, 5, Duration.ofSeconds(1), halfMinute);
        }

        private Duration pauseBefore(int attempt, Duration retryAfter) {
            // attempts may be many, so the doubling is capped before it overflows
            Duration grown = firstPause.multipliedBy(1L << Math.min(attempt - 2, 20));
            Duration wanted = grown.compareTo(retryAfter) > 0 ? grown : retryAfter;
            return wanted.compareTo(longestPause) < 0 ? wanted : longestPause;
        }
    }

    /// Is told how far a file has come.
    @FunctionalInterface
    public interface Progress {
        /// Called often, by the thread that fetches.
        ///
        /// @param file what is being fetched
        /// @param doneBytes of its size, including those of earlier attempts
        void at(DataFile file, long doneBytes);
    }

    /// Waits between attempts.
    @FunctionalInterface
    public interface Pause {
        /// Waits.
        ///
        /// @param duration how long
        /// @throws InterruptedException if the thread is interrupted
        void pause(Duration duration) throws InterruptedException;
    }

    /// Makes a downloader.
    ///
    /// @param settings how patient it is
    /// @param pause waits between attempts, such as `Thread::sleep`
    /// @param progress is told how far it has come
    public Downloader(Settings settings, Pause pause, Progress progress) {
        this.settings = settings;
        this.pause = pause;
        this.progress = progress;
        // redirects are followed by hand, to refuse those that leave https
        this.client = HttpClient.newBuilder()
                .connectTimeout(settings.connectTimeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /// {@return where the data is in the end, one path for each file} Fetches, checks and unpacks; files that are
    /// there already are checked and kept.
    ///
    /// @param dataset what is wanted
    /// @param target the folder for it; created if it is missing
    /// @throws DownloadException if a file cannot be fetched or is not the right one
    /// @throws IOException if writing or unpacking fails, or if another process is filling the folder
    /// @throws InterruptedException if the thread is interrupted; what has come so far is kept
    public List<Path> fetch(Dataset dataset, Path target) throws IOException, InterruptedException {
        try (FolderLock _ = Catalog.lock(target)) {
            List<Path> results = new ArrayList<>();
            for (DataFile file : dataset.files()) {
                fetch(file, target.resolve(file.name()));
                results.add(Catalog.unpack(file, target));
            }
            return results;
        }
    }

    private void fetch(DataFile file, Path path) throws IOException, InterruptedException {
        if (Files.exists(path) && Verification.of(file, path).fault().isEmpty()) {
            progress.at(file, file.sizeBytes());
            return;
        }
        var transfer = new Transfer(client, file, settings.idleTimeout, progress);
        for (int attempt = 1; ; attempt++) {
            try {
                transfer.run(path);
                return;
            } catch (TransientException e) {
                if (attempt == settings.attempts) {
                    throw new DownloadException(
                            file.url(),
                            "gave up after %d attempts: %s; try again later, or use --from DIR"
                                    .formatted(attempt, e.getMessage()),
                            e);
                }
                pause.pause(settings.pauseBefore(attempt + 1, e.retryAfter()));
            }
        }
    }

    /// Ends all transfers.
    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
