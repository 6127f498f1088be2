package org.fourierlearner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.fourierlearner.testkit.ResidentMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A run is flat in memory, with its evaluations, samples, checkpoints and metrics: native memory is invisible to
/// the garbage collector, so that a tensor leaked at each step would fill the machine.
class FlatMemoryTest {
    private static final int WARMUP_STEPS = 500;
    private static final int STEPS = WARMUP_STEPS + 2000;

    /// Room for what the JVM compiles and the allocator holds, some 17 MB. Logits kept at each step are 43.
    private static final double MARGIN = 0.05;

    @Test
    void twoThousandStepsOfARunLeaveNothingBehind(@TempDir Path folder) throws Exception {
        ResidentMemory.assumeReadable();
        Path readings = Files.createFile(folder.resolve("readings"));
        // a heap that is there from the start: what grows is native
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx64m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-cp",
                System.getProperty("java.class.path"),
                FlatMemoryTest.class.getName(),
                folder.toString());
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().put("OMP_NUM_THREADS", "2");
        builder.environment().put("OMP_WAIT_POLICY", "passive");

        assertThat(builder.start().waitFor())
                .as(() -> contentOf(folder.resolve("output").toFile()))
                .isZero();
        List<String> lines = Files.readAllLines(readings);
        double before = Double.parseDouble(lines.getFirst());
        assertThat(Double.parseDouble(lines.getLast())).isCloseTo(before, within(MARGIN * before));
    }

    /// Trains, and adds the resident memory after the warm-up and at the end to the file `readings`.
    ///
    /// @param arguments the folder
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        LanguageModelRunConfig config =
                TinyRun.config(folder, "train.steps=" + STEPS, "train.evaluateEvery=100", "model.dropout=0.1");
        var run = new TinyRun(step -> {
            if (step >= WARMUP_STEPS) {
                append(folder.resolve("readings"));
            }
        });
        run.train(folder.resolve("run"), config);
    }

    private static void append(Path readings) {
        try {
            Files.writeString(readings, ResidentMemory.bytes() + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
