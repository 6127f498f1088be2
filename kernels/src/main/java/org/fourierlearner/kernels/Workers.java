package org.fourierlearner.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Threads that share the heads of a call. They sleep between calls, so that they do not stand in the way
/// of other libraries' threads; the calling thread is one of them.
final class Workers {
    private static final LinkedBlockingQueue<Runnable> WAITING = new LinkedBlockingQueue<>();
    private static final AtomicInteger STARTED = new AtomicInteger();

    private Workers() {}

    /// What one thread does with a part of the work, in memory of its own.
    interface Part {
        void run(int index);
    }

    /// Runs all parts and returns when they are done. Which thread runs a part does not change its result.
    ///
    /// @param threads the most threads to use
    /// @param count the number of parts
    /// @param maker makes what one thread works with
    static void run(int threads, int count, Supplier<Part> maker) {
        int used = Math.min(threads, count);
        if (used <= 1) {
            Part part = maker.get();
            for (int index = 0; index < count; index++) {
                part.run(index);
            }
            return;
        }
        var next = new AtomicInteger();
        var failures = new ConcurrentLinkedQueue<Throwable>();
        var latch = new CountDownLatch(used - 1);
        Runnable share = () -> {
            try {
                Part part = maker.get();
                for (int index = next.getAndIncrement(); index < count; index = next.getAndIncrement()) {
                    part.run(index);
                }
            } catch (Throwable e) {
                next.set(count);
                failures.add(e);
            }
        };
        start(used - 1);
        List<Runnable> shares = new ArrayList<>();
        for (int k = 1; k < used; k++) {
            shares.add(() -> {
                share.run();
                latch.countDown();
            });
        }
        WAITING.addAll(shares);
        share.run();
        // nothing is left for a share that nobody has begun
        shares.stream().filter(WAITING::remove).forEach(_ -> latch.countDown());
        await(latch);
        Throwable failure = failures.peek();
        switch (failure) {
            case null -> {}
            case Error error -> throw error;
            case RuntimeException exception -> throw exception;
            default -> throw new IllegalStateException(failure);
        }
    }

    private static void start(int wanted) {
        for (int started = STARTED.get(); started < wanted; started = STARTED.get()) {
            if (STARTED.compareAndSet(started, started + 1)) {
                begin(started);
            }
        }
    }

    private static void begin(int number) {
        try {
            Thread.ofPlatform().daemon().name("attention-", number).start(Workers::work);
        } catch (OutOfMemoryError e) {
            STARTED.decrementAndGet();
            throw e;
        }
    }

    private static void work() {
        try {
            while (true) {
                WAITING.take().run();
            }
        } catch (InterruptedException e) {
            STARTED.decrementAndGet();
        }
    }

    /// Waits also when interrupted: others still write into the caller's memory.
    private static void await(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
