package org.fourierlearner.app;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Ctrl-C, the signal that services are stopped with, and a terminal that goes away, as a wish that long
/// work asks about. The second signal ends the process at once.
final class Interrupt implements AutoCloseable {

    /// Added to the number of a signal in the exit code of what it ended.
    private static final int SIGNALLED = 128;

    private static final Map<String, Integer> NUMBERS = Map.of("HUP", 1, "INT", 2, "TERM", 15);

    private final AtomicInteger exitCode = new AtomicInteger();
    private final Runnable first;
    private final Map<Object, Object> before = new LinkedHashMap<>();

    private Interrupt(Runnable first) {
        this.first = first;
    }

    /// {@return heard from now on}
    ///
    /// Signals that the process was started to ignore, as `nohup` does, stay ignored.
    ///
    /// @param first called at the first signal, in a thread of its own
    static Interrupt listen(Runnable first) {
        var interrupt = new Interrupt(first);
        NUMBERS.forEach((name, number) -> interrupt.listen(name, SIGNALLED + number));
        return interrupt;
    }

    private void listen(String name, int code) {
        try {
            Object signal = Class.forName("sun.misc.Signal")
                    .getConstructor(String.class)
                    .newInstance(name);
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            Object handler = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, method, _) -> {
                if (method.getName().equals("handle")) {
                    heard(code);
                }
                return null;
            });
            before.put(signal, handle(signal, handler));
        } catch (InvocationTargetException _) {
            // the signal is ignored, belongs to the JVM, or does not exist on this system
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("sun.misc.Signal: expected in the module jdk.unsupported", e);
        }
    }

    /// By reflection, since the compiler warns of this class whatever it is told.
    private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
        return signal.getClass()
                .getMethod("handle", signal.getClass(), Class.forName("sun.misc.SignalHandler"))
                .invoke(null, signal, handler);
    }

    /// What a signal does.
    ///
    /// @param code what the process is to end with
    private void heard(int code) {
        if (exitCode.compareAndSet(0, code)) {
            first.run();
        } else {
            Runtime.getRuntime().halt(code);
        }
    }

    /// {@return whether the work shall save and end}
    boolean wanted() {
        return exitCode.get() != 0;
    }

    /// {@return 128 and the number of the signal, as shells have it; 0 if there was none}
    int exitCode() {
        return exitCode.get();
    }

    @Override
    public void close() {
        before.forEach((signal, handler) -> {
            try {
                Object _ = handle(signal, handler);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("sun.misc.Signal: expected to take back the earlier handler", e);
            }
        });
    }
}
