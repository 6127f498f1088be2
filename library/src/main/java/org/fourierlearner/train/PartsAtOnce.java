package org.fourierlearner.train;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import org.fourierlearner.tensor.Threads;

/// Threads that compute the parts of a batch at the same time, each with its part of the cores.
final class PartsAtOnce implements AutoCloseable {
    private final ExecutorService threads;
    private final Threads.Sharing sharing;

    /// What is done for a part.
    @FunctionalInterface
    interface Work {
        double of(int part);
    }

    /// @param count how many threads, at least 2
    PartsAtOnce(int count) {
        int cores = Math.max(1, Threads.count() / count);
        sharing = Threads.share(count);
        ThreadFactory named = Thread.ofPlatform().daemon().name("part-", 0).factory();
        threads = Executors.newFixedThreadPool(
                count,
                task -> named.newThread(() -> {
                    Threads.use(cores);
                    task.run();
                }));
    }

    /// {@return the sum of what is made of the parts, in their order}
    ///
    /// @param parts how many
    /// @param work done for each, by any of the threads
    double sum(int parts, Work work) {
        List<Future<Double>> futures = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            int number = part;
            futures.add(threads.submit(() -> work.of(number)));
        }
        double sum = 0;
        Throwable failure = null;
        for (Future<Double> future : futures) {
            try {
                sum += await(future);
            } catch (ExecutionException e) {
                // the others still write gradients
                failure = failure == null ? e.getCause() : failure;
            }
        }
        switch (failure) {
            case null -> {}
            case Error error -> throw error;
            case RuntimeException exception -> throw exception;
            default -> throw new IllegalStateException(failure);
        }
        return sum;
    }

    /// Waits also when interrupted.
    private static double await(Future<Double> future) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        threads.close();
        sharing.close();
    }
}
