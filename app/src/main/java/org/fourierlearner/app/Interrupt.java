package org.fourierlearner.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Ctrl-C, and the signal that services are stopped with, as a wish that long work asks about: the JVM
/// waits until the work has saved what it has.
final class Interrupt implements AutoCloseable {

    /// After this the JVM ends whatever the work does.
    private static final int PATIENCE_SECONDS = 60;

    private final AtomicBoolean wanted = new AtomicBoolean();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook;

    private Interrupt() {
        hook = new Thread(
                () -> {
                    wanted.set(true);
                    try {
                        boolean _ = finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "interrupt");
    }

    /// {@return heard from now on}
    static Interrupt listen() {
        var interrupt = new Interrupt();
        Runtime.getRuntime().addShutdownHook(interrupt.hook);
        return interrupt;
    }

    /// {@return whether the work shall save and end}
    boolean wanted() {
        return wanted.get();
    }

    @Override
    public void close() {
        finished.countDown();
        if (!wanted()) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
