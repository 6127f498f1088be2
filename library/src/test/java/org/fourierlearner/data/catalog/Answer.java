package org.fourierlearner.data.catalog;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Arrays;

/// What a server under test says to one request for [#CONTENT].
@FunctionalInterface
interface Answer {
    /// The file that everyone asks for.
    byte[] CONTENT = TestFiles.bytes(300_000, 1);

    /// Where transfers break.
    int HALF = CONTENT.length / 2;

    void to(HttpExchange exchange) throws IOException;

    static Answer status(int status) {
        return exchange -> exchange.sendResponseHeaders(status, -1);
    }

    static Answer redirect(String location) {
        return exchange -> {
            exchange.getResponseHeaders().set("Location", location);
            exchange.sendResponseHeaders(302, -1);
        };
    }

    static Answer whole(String tag) {
        return exchange -> {
            tag(exchange, tag);
            send(exchange, 200, CONTENT, CONTENT.length);
        };
    }

    static Answer truncated(String tag) {
        return exchange -> {
            tag(exchange, tag);
            send(exchange, 200, Arrays.copyOf(CONTENT, HALF), CONTENT.length);
        };
    }

    static Answer rest(String tag) {
        return exchange -> {
            tag(exchange, tag);
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes %d-%d/%d".formatted(HALF, CONTENT.length - 1, CONTENT.length));
            send(exchange, 206, Arrays.copyOfRange(CONTENT, HALF, CONTENT.length), CONTENT.length - HALF);
        };
    }

    private static void tag(HttpExchange exchange, String tag) {
        if (!tag.isEmpty()) {
            exchange.getResponseHeaders().set("ETag", tag);
        }
    }

    static void send(HttpExchange exchange, int status, byte[] body, int announced) throws IOException {
        exchange.sendResponseHeaders(status, announced);
        exchange.getResponseBody().write(body);
        exchange.getResponseBody().flush();
    }
}
