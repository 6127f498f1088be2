package org.fourierlearner.data.catalog;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/// One attempt to fetch one file, from where the attempt before it stopped.
final class Transfer {
    private static final int MOST_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);
    private static final Pattern RANGE = Pattern.compile("bytes (?<first>[0-9]+)-[0-9]+/(?<total>[0-9]+|\\*)");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");
    private static final String OTHER_VERSION =
            "; the file at the source has changed: get the right one elsewhere and use --from DIR";

    private final HttpClient client;
    private final DataFile file;
    private final Duration idleTimeout;
    private final Downloader.Progress progress;

    Transfer(HttpClient client, DataFile file, Duration idleTimeout, Downloader.Progress progress) {
        this.client = client;
        this.file = file;
        this.idleTimeout = idleTimeout;
        this.progress = progress;
    }

    /// Fetches what is missing, checks everything and gives the file its name.
    void run(Path target) throws IOException, InterruptedException {
        Path partPath = target.resolveSibling(target.getFileName() + ".part");
        try (PartFile part = PartFile.open(partPath)) {
            if (part.size() > file.sizeBytes() || part.version().isEmpty()) {
                part.restart("");
            }
            boolean resumed = part.size() > 0;
            var verification = new Verification(file);
            part.addTo(verification);
            if (part.size() < file.sizeBytes()) {
                resumed = fetch(part, verification);
            }
            Optional<String> fault = verification.fault();
            if (fault.isEmpty()) {
                part.rename(target);
                return;
            }
            part.discard();
            // the beginning may be of another version than the end
            throw resumed ? new TransientException(fault.get()) : failure(fault.get() + OTHER_VERSION);
        }
    }

    private boolean fetch(PartFile part, Verification verification) throws IOException, InterruptedException {
        HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = send(part);
        try (BodyQueue body = new BodyQueue()) {
            response.body().subscribe(body);
            boolean resumed = accept(response, part);
            if (!resumed) {
                verification.restart();
            }
            long missing = file.sizeBytes() - part.size();
            long announced =
                    response.headers().firstValueAsLong("Content-Length").orElse(missing);
            if (announced != missing) {
                throw failure("expected %d bytes, got %d announced%s".formatted(missing, announced, OTHER_VERSION));
            }
            receive(body, part, verification);
            return resumed;
        }
    }

    private void receive(BodyQueue body, PartFile part, Verification verification)
            throws IOException, InterruptedException {
        for (List<ByteBuffer> next = body.next(idleTimeout); !next.isEmpty(); next = body.next(idleTimeout)) {
            for (ByteBuffer bytes : next) {
                if (!verification.hasRoomFor(bytes.remaining())) {
                    part.discard();
                    throw failure("expected %d bytes, got more%s".formatted(file.sizeBytes(), OTHER_VERSION));
                }
                verification.add(bytes.duplicate());
                part.append(bytes);
            }
            progress.at(file, verification.bytes());
        }
        if (verification.bytes() < file.sizeBytes()) {
            throw new TransientException(
                    "expected %d bytes, got %d before the end".formatted(file.sizeBytes(), verification.bytes()));
        }
    }

    /// {@return whether the body goes on from the bytes at hand; otherwise these are forgotten}
    private boolean accept(HttpResponse<?> response, PartFile part) throws IOException {
        int status = response.statusCode();
        if (status == 200) {
            part.restart(version(response));
            return false;
        }
        if (status == 206 && part.size() > 0 && continues(response, part.size())) {
            return true;
        }
        if (status == 206 || status == 416) {
            part.restart("");
            throw new TransientException("expected bytes from %d on, got another range".formatted(part.size()));
        }
        if (PASSING.contains(status)) {
            throw new TransientException("expected status 200, got " + status, retryAfter(response));
        }
        throw failure("expected status 200, got %d; check the address, or get the file elsewhere and use --from DIR"
                .formatted(status));
    }

    private boolean continues(HttpResponse<?> response, long from) {
        Matcher range =
                RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
        return range.matches()
                && range.group("first").equals(Long.toString(from))
                && (range.group("total").equals("*") || range.group("total").equals(Long.toString(file.sizeBytes())));
    }

    /// {@return what `If-Range` may carry: a tag that is not weak, or else a date}
    private static String version(HttpResponse<?> response) {
        return response.headers()
                .firstValue("ETag")
                .filter(tag -> tag.startsWith("\""))
                .or(() -> response.headers().firstValue("Last-Modified"))
                .orElse("");
    }

    private static Duration retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(text -> SECONDS.matcher(text).matches())
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .orElse(Duration.ZERO);
    }

    private HttpResponse<Flow.Publisher<List<ByteBuffer>>> send(PartFile part)
            throws IOException, InterruptedException {
        URI url = file.url();
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpRequest.Builder request = HttpRequest.newBuilder(url);
            if (part.size() > 0) {
                request.header("Range", "bytes=%d-".formatted(part.size())).header("If-Range", part.version());
            }
            HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = send(request.build());
            if (!REDIRECTS.contains(response.statusCode())) {
                return response;
            }
            try (BodyQueue unread = new BodyQueue()) {
                response.body().subscribe(unread);
            }
            url = redirected(url, response.headers().firstValue("Location").orElse(""));
        }
        throw failure("expected at most %d redirects, got more; check the address".formatted(MOST_REDIRECTS));
    }

    private HttpResponse<Flow.Publisher<List<ByteBuffer>>> send(HttpRequest request)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> response =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofPublisher());
        try {
            return response.get(idleTimeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new TransientException(
                    "expected an answer within %d ms, got none".formatted(idleTimeout.toMillis()), e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof SSLException) {
                throw new DownloadException(file.url(), "no secure connection: " + cause.getMessage(), cause);
            }
            throw new TransientException("no connection: " + cause, cause);
        } finally {
            response.cancel(true);
        }
    }

    /// {@return where a redirect leads}
    ///
    /// @throws DownloadException if it leads from https to anything else, or nowhere
    URI redirected(URI from, String location) throws DownloadException {
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new DownloadException(
                    file.url(), "expected a redirect to an address, got '%s'".formatted(location), e);
        }
        boolean secure = "https".equalsIgnoreCase(to.getScheme());
        boolean plain = "http".equalsIgnoreCase(to.getScheme()) && "http".equalsIgnoreCase(from.getScheme());
        if (location.isEmpty() || to.getHost() == null || !(secure || plain)) {
            throw failure("expected a redirect to %s, got '%s'; not followed"
                    .formatted("http".equalsIgnoreCase(from.getScheme()) ? "http or https" : "https", location));
        }
        return to;
    }

    private DownloadException failure(String message) {
        return new DownloadException(file.url(), message, null);
    }
}
