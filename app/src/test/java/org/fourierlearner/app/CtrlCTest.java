package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.fourierlearner.app.compare.TinyGrid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Signals to processes of their own.
@EnabledOnOs(OS.LINUX)
final class CtrlCTest {

    @TempDir
    private Path folder;

    @Test
    void interruptedTrainingSavesAndCanBeResumed() throws Exception {
        Path run = folder.resolve("run");
        Process training = start(
                Flt.class,
                TinyRun.training(TinyRun.text(folder), run, "train.steps=20000", "train.evaluateEvery=20000"));
        List<String> lines = new ArrayList<>();
        try (BufferedReader out = training.inputReader()) {
            readUntil("step ", out, lines);
            kill("INT", training);
            out.lines().forEach(lines::add);
        }

        assertThat(training.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(training.exitValue()).as(lines.toString()).isEqualTo(130);
        assertThat(lines).contains("flt: saving; Ctrl-C again ends at once");
        assertThat(lines.getLast()).isEqualTo("continue with: flt train --resume --out " + run);
        String stopped = lines.get(lines.size() - 2);
        assertThat(stopped).matches("stopped at step [\\d,]+ after 0:00:\\d\\d of training; not evaluated yet");
        long step = Long.parseLong(
                stopped.replaceAll("stopped at step ([\\d,]+) .*", "$1").replace(",", ""));

        Run resumed = Run.flt("train", "--resume", "--out", run.toString(), "--set", "train.steps=" + (step + 2));

        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(resumed.out())
                .contains("; resumed at step %,d%n".formatted(step))
                .containsPattern("\\Rdone after 0:0\\d:\\d\\d of training; best score \\d\\.\\d{4} at step %,d in "
                        .formatted(step + 2));
    }

    @Test
    void interruptedComparisonSavesAndEnds() throws Exception {
        Path out = folder.resolve("out");
        Process comparing = start(
                Flt.class,
                "compare",
                TinyGrid.file(folder, TinyGrid.two()).toString(),
                "--out",
                out.toString(),
                "--set",
                "train.steps=20000",
                "--set",
                "train.evaluateEvery=20000");
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader = comparing.inputReader()) {
            readUntil("1/4  ", reader, lines);
            assertThat(Run.flt("compare", folder.resolve("tiny.toml").toString(), "--out", out.toString())
                            .err())
                    .matches(
                            "flt: comparison folder \\Q%s\\E is in use by process %d since \\S+; wait for it or choose another --out\\R"
                                    .formatted(out, comparing.pid()));
            kill("INT", comparing);
            reader.lines().forEach(lines::add);
        }

        assertThat(comparing.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(comparing.exitValue()).as(lines.toString()).isEqualTo(130);
        assertThat(lines)
                .contains("flt: saving; Ctrl-C again ends at once", "  interrupted; best score so far none")
                .endsWith("interrupted; the same command goes on");
        assertThat(Files.readAllLines(out.resolve("results.csv")))
                .hasSize(2)
                .last()
                .matches(line -> line.startsWith("\"exact, none\",1,,") && line.endsWith(",interrupted,"));
    }

    @Test
    void secondSignalEndsAtOnce() throws Exception {
        Process deaf = start(Deaf.class);
        List<String> lines = new ArrayList<>();
        try (BufferedReader out = deaf.inputReader()) {
            readUntil("listening", out, lines);
            kill("INT", deaf);
            readUntil("heard", out, lines);
            assertThat(deaf.isAlive()).isTrue();
            kill("INT", deaf);

            assertThat(deaf.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(deaf.exitValue()).isEqualTo(130);
    }

    /// Work that never asks whether it shall end.
    static final class Deaf {

        private Deaf() {}

        public static void main(String[] arguments) throws InterruptedException {
            try (Interrupt interrupt = Interrupt.listen(() -> System.out.println("heard"))) {
                System.out.println(interrupt.wanted() ? "interrupted" : "listening");
                new CountDownLatch(1).await();
            }
        }
    }

    private static void readUntil(String beginning, BufferedReader out, List<String> lines) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            lines.add(line);
            if (line.startsWith(beginning)) {
                return;
            }
        }
        throw new AssertionError("ended: " + lines);
    }

    private static void kill(String signal, Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static Process start(Class<?> main, String... arguments) throws IOException {
        // what runs the tests may itself ignore Ctrl-C, which children inherit
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("OMP_NUM_THREADS", "1");
        return builder.start();
    }
}
