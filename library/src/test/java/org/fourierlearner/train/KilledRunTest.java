package org.fourierlearner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.fourierlearner.storage.Checkpoint;
import org.fourierlearner.storage.CheckpointStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Trainings are killed again and again, while they start and while they train, and go on each time from what was
/// saved.
class KilledRunTest {
    private static final int RUNS = 2;
    private static final int KILLS_OF_EACH = 12;

    /// From one early kill to the next; the first kill is early, before anything is saved.
    private static final int EARLY_KILL_EVERY = 3;

    private static final int LONGEST_LIFE_MILLIS = 250;

    /// Far more than are reached while the run is killed; what is left is done at once at the end.
    private static final int STEPS = 400;

    @TempDir
    Path parent;

    @Test
    @Timeout(900)
    void aRunThatWasKilledAgainAndAgainEndsAsIfItHadNotBeen() throws Exception {
        int startMillis = startMillis(Files.createDirectory(parent.resolve("probe")));
        List<Callable<Path>> runs = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            Path folder = Files.createDirectory(parent.resolve("run" + run));
            int seed = run;
            runs.add(() -> {
                killAndResume(folder, startMillis, new Random(seed));
                return finish(folder);
            });
        }
        Path whole = Files.createDirectory(parent.resolve("whole"));
        runs.add(() -> finish(whole));
        List<Path> ends = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(RUNS)) {
            for (Future<Path> end : threads.invokeAll(runs)) {
                ends.add(end.get());
            }
        }
        Path expected = ends.removeLast();
        for (Path end : ends) {
            for (String file : List.of("model.safetensors", "optimizer.safetensors")) {
                assertThat(end.resolve(file)).hasSameBinaryContentAs(expected.resolve(file));
            }
        }
    }

    /// How long a process takes to its first step, with nothing prepared.
    private static int startMillis(Path folder) throws Exception {
        long begin = System.nanoTime();
        Process child = start(folder);
        try (BufferedReader reader = child.inputReader(StandardCharsets.UTF_8)) {
            assertThat(reader.readLine()).isEqualTo("0");
            return (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    private static void killAndResume(Path folder, int startMillis, Random random) throws Exception {
        // the text is there before the run, as that of a user is
        TinyRun.config(folder);
        List<String> notices = new ArrayList<>();
        for (int kill = 0; kill < KILLS_OF_EACH; kill++) {
            long acknowledged = kill % EARLY_KILL_EVERY == 0
                    ? killedWithin(startMillis, folder, random)
                    : lastStepBeforeTheKill(folder, random);

            CheckpointStore store = new RunFolder(folder.resolve("run")).checkpoints(2, notices::add);

            assertThat(store.latest().map(Checkpoint::step).orElse(0L)).isGreaterThanOrEqualTo(acknowledged);
        }
        assertThat(notices).isEmpty();
    }

    /// Kills while the configuration is written, the text prepared, or a checkpoint read back.
    private static long killedWithin(int startMillis, Path folder, Random random) throws Exception {
        Process child = start(folder);
        try (BufferedReader reader = child.inputReader(StandardCharsets.UTF_8)) {
            assertThat(child.waitFor(random.nextInt(startMillis), TimeUnit.MILLISECONDS))
                    .as("the run ended before it could be killed")
                    .isFalse();
            return lastStep(child, reader, 0);
        } finally {
            child.destroyForcibly();
        }
    }

    private static long lastStepBeforeTheKill(Path folder, Random random) throws Exception {
        Process child = start(folder);
        try (BufferedReader reader = child.inputReader(StandardCharsets.UTF_8)) {
            long acknowledged = Long.parseLong(reader.readLine());
            assertThat(child.waitFor(random.nextInt(LONGEST_LIFE_MILLIS), TimeUnit.MILLISECONDS))
                    .as("the run ended before it could be killed")
                    .isFalse();
            return lastStep(child, reader, acknowledged);
        } finally {
            child.destroyForcibly();
        }
    }

    /// Kills, and reads what was still said.
    private static long lastStep(Process child, BufferedReader reader, long before) throws Exception {
        // unlike that of the process, this leaves its output readable
        child.toHandle().destroyForcibly();
        long acknowledged = before;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            acknowledged = Long.parseLong(line);
        }
        assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return acknowledged;
    }

    /// {@return the checkpoint at the end of a run, which is now reached}
    private static Path finish(Path folder) throws Exception {
        Process child = start(folder);
        try {
            assertThat(child.waitFor(300, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue())
                    .as(() -> contentOf(folder.resolve("errors").toFile()))
                    .isZero();
        } finally {
            child.destroyForcibly();
        }
        Checkpoint last = new RunFolder(folder.resolve("run"))
                .checkpoints(2, notice -> {
                    throw new IllegalStateException(notice);
                })
                .latest()
                .orElseThrow();
        assertThat(last.step()).isEqualTo(STEPS);
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".partial"));
        }
        return last.folder();
    }

    private static Process start(Path folder) throws IOException {
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-cp",
                System.getProperty("java.class.path"),
                Trained.class.getName(),
                folder.toString());
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().put("OMP_WAIT_POLICY", "passive");
        // the JVM says that the module is incubating
        var errors = ProcessBuilder.Redirect.appendTo(folder.resolve("errors").toFile());
        return builder.redirectError(errors).start();
    }

    /// Begins or resumes the run of a folder and prints how many steps are safe: at the beginning, and after
    /// each checkpoint.
    static final class Trained {
        private Trained() {}

        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            LanguageModelRunConfig config = TinyRun.config(
                    folder,
                    "train.steps=" + STEPS,
                    "train.evaluateEvery=4",
                    "train.keepLast=2",
                    "model.dropout=0.1",
                    "model.attention.rpe.redrawEvery=10");
            new TinyRun(Trained::print).train(folder.resolve("run"), config);
        }

        private static void print(long step) {
            System.out.println(step);
            System.out.flush();
        }
    }
}
