package org.fourierlearner.data.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Downloads from a server on the loopback that behaves well, badly, and then well.
@Timeout(60)
class DownloaderTest {
    private static final Duration IDLE = Duration.ofMillis(300);

    @TempDir
    Path folder;

    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<Duration> pauses = new ArrayList<>();
    private final List<Long> progress = new ArrayList<>();
    private final CountDownLatch testOver = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;
    private DataFile file;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                String range = exchange.getRequestHeaders().getFirst("Range");
                String condition = exchange.getRequestHeaders().getFirst("If-Range");
                requests.add(range == null ? "all" : range + " if " + condition);
                answers.remove().to(exchange);
            }
        });
        server.start();
        URI url = URI.create(
                "http://127.0.0.1:%d/data".formatted(server.getAddress().getPort()));
        file = TestFiles.file("x.bin", url, Answer.CONTENT, DataFile.Form.PLAIN);
    }

    @AfterEach
    void stopServer() {
        testOver.countDown();
        server.stop(0);
        threads.close();
    }

    @Test
    void aFileIsFetchedOnceAndThenKept() throws Exception {
        answers.add(Answer.whole("\"v1\""));

        assertThat(fetch()).containsExactly(folder.resolve("x.bin"));
        assertThat(fetch()).containsExactly(folder.resolve("x.bin"));

        assertThat(folder.resolve("x.bin")).hasBinaryContent(Answer.CONTENT);
        assertThat(requests).containsExactly("all");
        assertThat(progress).isSorted().endsWith((long) Answer.CONTENT.length);
        assertThat(folder).isDirectoryNotContaining("glob:**.part*");
    }

    @Test
    void aBrokenTransferGoesOnWhereItStopped() throws Exception {
        answers.add(Answer.truncated("\"v1\""));
        answers.add(Answer.rest("\"v1\""));

        fetch();

        assertThat(folder.resolve("x.bin")).hasBinaryContent(Answer.CONTENT);
        assertThat(requests).containsExactly("all", "bytes=%d- if \"v1\"".formatted(Answer.HALF));
        assertThat(pauses).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void aLaterProcessGoesOnToo() throws Exception {
        Files.write(folder.resolve("x.bin.part"), Arrays.copyOf(Answer.CONTENT, Answer.HALF));
        Files.writeString(folder.resolve("x.bin.part.version"), "\"v1\"");
        answers.add(Answer.rest("\"v1\""));

        fetch();

        assertThat(folder.resolve("x.bin")).hasBinaryContent(Answer.CONTENT);
        assertThat(requests).containsExactly("bytes=%d- if \"v1\"".formatted(Answer.HALF));
    }

    @Test
    void withoutAVersionTheTransferStartsAgain() throws Exception {
        answers.add(Answer.truncated(""));
        answers.add(Answer.whole(""));

        fetch();

        assertThat(folder.resolve("x.bin")).hasBinaryContent(Answer.CONTENT);
        assertThat(requests).containsExactly("all", "all");
    }

    @Test
    void aServerWithoutRangesOrWithAnotherFileStartsAgain() throws Exception {
        Files.write(folder.resolve("x.bin.part"), new byte[Answer.HALF]);
        Files.writeString(folder.resolve("x.bin.part.version"), "\"v0\"");
        answers.add(Answer.whole("\"v1\""));

        fetch();

        assertThat(folder.resolve("x.bin")).hasBinaryContent(Answer.CONTENT);
    }

    @Test
    void aResumedFileOfTheWrongContentStartsAgain() throws Exception {
        Files.write(folder.resolve("x.bin.part"), new byte[Answer.HALF]);
        Files.writeString(folder.resolve("x.bin.part.version"), "\"v1\"");
        answers.add(Answer.rest("\"v1\""));
        answers.add(Answer.whole("\"v1\""));

        fetch();

        assertThat(folder.resolve("x.bin")).hasBinaryContent(Answer.CONTENT);
        assertThat(requests).containsExactly("bytes=%d- if \"v1\"".formatted(Answer.HALF), "all");
    }

    @Test
    void aRangeThatIsRefusedStartsAgain() throws Exception {
        Files.write(folder.resolve("x.bin.part"), new byte[Answer.HALF]);
        Files.writeString(folder.resolve("x.bin.part.version"), "\"v1\"");
        answers.add(Answer.status(416));
        answers.add(Answer.whole("\"v1\""));

        fetch();

        assertThat(requests).containsExactly("bytes=%d- if \"v1\"".formatted(Answer.HALF), "all");
    }

    @Test
    void aBusyServerIsAskedAgainAfterItsOwnTime() throws Exception {
        answers.add(Answer.status(503));
        answers.add(exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "7");
            exchange.sendResponseHeaders(429, -1);
        });
        answers.add(Answer.whole(""));

        fetch();

        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(7));
    }

    @Test
    void attemptsAndPausesAreBounded() {
        answers.addAll(Collections.nCopies(5, Answer.status(503)));

        assertFailure("gave up after 5 attempts: expected status 200, got 503; try again later, or use --from DIR");
        assertThat(pauses).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L);
        assertThat(requests).hasSize(5);
    }

    @Test
    void aMissingFileIsNotAskedForAgain() {
        answers.add(Answer.status(404));

        assertFailure("expected status 200, got 404; check the address, or get the file elsewhere and use --from DIR");
        assertThat(pauses).isEmpty();
    }

    @Test
    void wrongContentIsRefusedAndNotKept() {
        byte[] other = TestFiles.bytes(Answer.CONTENT.length, 2);
        answers.add(exchange -> Answer.send(exchange, 200, other, other.length));

        assertFailure("expected SHA-256 %s, got %s; the file at the source has changed: "
                        .formatted(TestFiles.sha256(Answer.CONTENT), TestFiles.sha256(other))
                + "get the right one elsewhere and use --from DIR");
        assertThat(folder.resolve("x.bin")).doesNotExist();
        assertThat(folder.resolve("x.bin.part")).doesNotExist();
    }

    @Test
    void anAnnouncedSizeThatIsWrongIsRefusedAtOnce() {
        answers.add(exchange -> {
            exchange.sendResponseHeaders(200, Answer.CONTENT.length + 1L);
            exchange.getResponseBody().write(Answer.CONTENT, 0, 1);
            exchange.getResponseBody().flush();
            awaitEnd();
        });

        assertFailure("expected 300000 bytes, got 300001 announced; the file at the source has changed: "
                + "get the right one elsewhere and use --from DIR");
    }

    @Test
    void anUnannouncedBodyThatIsTooLargeIsRefusedAtOnce() {
        answers.add(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(Answer.CONTENT);
            exchange.getResponseBody().write(Answer.CONTENT);
            exchange.getResponseBody().flush();
            awaitEnd();
        });

        assertFailure("expected 300000 bytes, got more; the file at the source has changed: "
                + "get the right one elsewhere and use --from DIR");
        assertThat(folder.resolve("x.bin.part")).doesNotExist();
    }

    @Test
    void anUnannouncedBodyThatEndsEarlyIsFetchedOn() throws Exception {
        answers.add(exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"v1\"");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(Answer.CONTENT, 0, Answer.HALF);
        });
        answers.add(Answer.rest("\"v1\""));

        fetch();

        assertThat(folder.resolve("x.bin")).hasBinaryContent(Answer.CONTENT);
    }

    @Test
    void aServerThatFallsSilentIsGivenUpAndResumed() throws Exception {
        answers.add(exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"v1\"");
            exchange.sendResponseHeaders(200, Answer.CONTENT.length);
            exchange.getResponseBody().write(Answer.CONTENT, 0, Answer.HALF);
            exchange.getResponseBody().flush();
            awaitEnd();
        });
        answers.add(exchange -> awaitEnd());
        answers.add(Answer.rest("\"v1\""));

        fetch();

        assertThat(folder.resolve("x.bin")).hasBinaryContent(Answer.CONTENT);
        assertThat(requests).hasSize(3);
    }

    @Test
    void aServerThatIsNotThereIsReported() {
        server.stop(0);

        assertThatThrownBy(this::fetch)
                .isInstanceOf(DownloadException.class)
                .hasMessageStartingWith(file.url() + ": gave up after 5 attempts: no connection: ");
    }

    @Test
    void redirectsAreFollowed() throws Exception {
        answers.add(Answer.redirect("/elsewhere"));
        answers.add(Answer.whole(""));

        fetch();

        assertThat(folder.resolve("x.bin")).hasBinaryContent(Answer.CONTENT);
    }

    @Test
    void aCircleOfRedirectsEnds() {
        answers.addAll(Collections.nCopies(6, Answer.redirect("/data")));

        assertFailure("expected at most 5 redirects, got more; check the address");
    }

    @Test
    void redirectsThatLeaveHttpsAreRefused() throws Exception {
        var transfer = new Transfer(HttpClient.newHttpClient(), file, IDLE, (_, _) -> {});
        URI secure = URI.create("https://data.example/a");

        assertThat(transfer.redirected(secure, "/b")).hasToString("https://data.example/b");
        assertThat(transfer.redirected(file.url(), "https://data.example/b")).hasToString("https://data.example/b");
        assertThatThrownBy(() -> transfer.redirected(secure, "http://data.example/a"))
                .isInstanceOf(DownloadException.class)
                .hasMessage(file.url() + ": expected a redirect to https, got 'http://data.example/a'; not followed");
        assertThatThrownBy(() -> transfer.redirected(file.url(), "file:///etc/passwd"))
                .hasMessageContaining("expected a redirect to http or https, got 'file:///etc/passwd'");
        assertThatThrownBy(() -> transfer.redirected(secure, "")).hasMessageContaining("got ''");
        assertThatThrownBy(() -> transfer.redirected(secure, "a b")).hasMessageContaining("got 'a b'");
    }

    private List<Path> fetch() throws IOException, InterruptedException {
        var settings =
                new Downloader.Settings(Duration.ofSeconds(10), IDLE, 5, Duration.ofSeconds(1), Duration.ofSeconds(30));
        try (var downloader = new Downloader(settings, pauses::add, (_, done) -> progress.add(done))) {
            return downloader.fetch(TestFiles.dataset(file), folder);
        }
    }

    private void assertFailure(String message) {
        assertThatThrownBy(this::fetch).isInstanceOf(DownloadException.class).hasMessage(file.url() + ": " + message);
    }

    private void awaitEnd() {
        try {
            testOver.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
