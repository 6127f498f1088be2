package org.fourierlearner.app.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// The most main memory that the process has while something is computed, where Linux and glibc tell.
public final class PeakMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");

    /// Sets the peak to what is resident now.
    private static final String RESET_PEAK = "5";

    private static final int MOST_PAUSES = 10;

    /// G1 waits for 100 ms before it gives back.
    private static final long PAUSE_NANOS = 150_000_000;

    private PeakMemory() {}

    /// Lets the peak begin anew, with what is resident when free memory has been given back.
    ///
    /// @return whether the system can
    public static boolean reset() {
        if (!Files.isWritable(CLEAR) || !Files.isReadable(STATUS) || !giveBack()) {
            return false;
        }
        try {
            settle();
            Files.writeString(CLEAR, RESET_PEAK);
            return true;
        } catch (IOException _) {
            // some containers show the file and refuse the write
            return false;
        }
    }

    /// {@return the most bytes that were resident since [#reset], which must have been able to}
    public static long sinceReset() {
        try {
            return resident("VmHWM:");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// {@return the peak in bytes beyond what was there before and the results; nothing where the
    /// system cannot tell}
    ///
    /// @param work makes the results, in a scope of its own
    static OptionalLong beyond(Supplier<List<Tensor>> work) {
        if (!reset()) {
            return OptionalLong.empty();
        }
        try (var _ = Scope.open()) {
            long before = resident("VmHWM:");
            List<Tensor> results = work.get();
            long after = resident("VmHWM:");
            return OptionalLong.of(Math.max(
                    0,
                    after
                            - before
                            - results.stream().mapToLong(PeakMemory::bytes).sum()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits until no more is given back: some collectors do that in a thread of their own.
    private static void settle() throws IOException {
        long before = Long.MAX_VALUE;
        long now = resident("VmRSS:");
        for (int pause = 0; pause < MOST_PAUSES && now < before; pause++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            before = now;
            now = resident("VmRSS:");
        }
    }

    private static long bytes(Tensor tensor) {
        return tensor.shape().size() * tensor.type().bytes();
    }

    private static long resident(String name) throws IOException {
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow(() -> new IOException("%s: expected a line %s".formatted(STATUS, name)));
    }

    /// Gives free memory back to the system, so that what is used again counts.
    ///
    /// @return whether the C library can
    @SuppressWarnings("restricted")
    private static boolean giveBack() {
        System.gc();
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> trim = linker.defaultLookup().find("malloc_trim");
        if (trim.isEmpty()) {
            return false;
        }
        MethodHandle handle =
                linker.downcallHandle(trim.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
        try {
            int _ = (int) handle.invokeExact(0L);
            return true;
        } catch (Throwable e) {
            throw new IllegalStateException("malloc_trim", e);
        }
    }
}
