package org.fourierlearner.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the process occupies in main memory, as the operating system sees it.
public final class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ResidentMemory() {}

    /// Skips the test where there is no `/proc`.
    public static void assumeReadable() {
        assumeTrue(Files.isReadable(STATUS), "resident memory is read from /proc/self/status, which is absent here");
    }

    /// {@return the bytes now, after a garbage collection}
    public static double bytes() {
        System.gc();
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
                    .map(kilobytes -> kilobytes * 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
