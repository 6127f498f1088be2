package org.fourierlearner.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Processes that start at once on a machine where nothing is unpacked.
class NativeLibrariesTest {
    /// Without turns, one of two crashes in two of three first starts.
    private static final int PROCESSES = 4;

    @TempDir
    Path folder;

    @Test
    @Timeout(300)
    void processesThatStartAtOnceOnANewMachineAllCompute() throws Exception {
        List<Process> processes = new ArrayList<>();
        try {
            for (int i = 0; i < PROCESSES; i++) {
                processes.add(start(i));
            }
            for (int i = 0; i < PROCESSES; i++) {
                assertThat(processes.get(i).waitFor(240, TimeUnit.SECONDS)).isTrue();
                Path said = output(i);
                assertThat(processes.get(i).exitValue())
                        .as(() -> contentOf(said.toFile()))
                        .isZero();
                assertThat(said).content().contains("3.0");
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }

    private Process start(int number) throws IOException {
        Path cache = Files.createDirectories(folder.resolve("cache"));
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:ErrorFile=" + folder.resolve("crash-%p"),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dorg.bytedeco.javacpp.cachedir=" + cache,
                "-cp",
                System.getProperty("java.class.path"),
                Sum.class.getName());
        builder.environment().put("OMP_NUM_THREADS", "1");
        return builder.redirectErrorStream(true)
                .redirectOutput(output(number).toFile())
                .start();
    }

    private Path output(int number) {
        return folder.resolve("output-" + number);
    }

    /// Adds two numbers with the engine.
    static final class Sum {
        private Sum() {}

        public static void main(String[] arguments) {
            try (var _ = Scope.open()) {
                System.out.println(Tensor.full(1.5, 2).sum().item());
            }
        }
    }
}
