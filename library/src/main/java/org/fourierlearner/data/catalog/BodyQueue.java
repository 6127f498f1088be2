package org.fourierlearner.data.catalog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The body of a response, taken piece by piece by a thread that does not wait for ever.
final class BodyQueue implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private Flow.@Nullable Subscription subscription;
    private boolean closed;

    private sealed interface Signal permits Piece, Failure, End {}

    private record Piece(List<ByteBuffer> buffers) implements Signal {}

    private record Failure(Throwable cause) implements Signal {}

    private record End() implements Signal {}

    /// {@return the next piece, or nothing at the end}
    ///
    /// @param longestWait how long the sender may be silent
    List<ByteBuffer> next(Duration longestWait) throws IOException, InterruptedException {
        return switch (signals.poll(longestWait.toNanos(), TimeUnit.NANOSECONDS)) {
            case null ->
                throw new TransientException("expected data within %s ms, got none".formatted(longestWait.toMillis()));
            case Piece(var buffers) -> {
                requestOne();
                yield buffers;
            }
            case Failure(var cause) ->
                throw new TransientException("the connection broke: " + cause.getMessage(), cause);
            case End() -> List.of();
        };
    }

    private synchronized void requestOne() {
        if (subscription != null) {
            subscription.request(1);
        }
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        if (closed) {
            newSubscription.cancel();
        } else {
            newSubscription.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        signals.add(new Piece(buffers));
    }

    @Override
    public void onError(Throwable cause) {
        signals.add(new Failure(cause));
    }

    @Override
    public void onComplete() {
        signals.add(new End());
    }

    /// Ends the transfer, if it has not ended.
    @Override
    public synchronized void close() {
        closed = true;
        if (subscription != null) {
            subscription.cancel();
        }
    }
}
