package org.fourierlearner.storage;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Processes that save checkpoints without pause are killed again and again.
class KilledWriterTest {
    private static final int RUNS = 2;
    private static final int KILLS_OF_EACH = 10;
    private static final int LONGEST_LIFE_MILLIS = 60;

    @TempDir
    Path parent;

    @Test
    @Timeout(120)
    void whatWasAcknowledgedSurvivesEveryKill() throws Exception {
        List<Callable<Integer>> runs = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            Path folder = Files.createDirectory(parent.resolve("run" + run));
            int seed = run;
            runs.add(() -> killsDuringASave(folder, new Random(seed)));
        }
        int duringASave = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(RUNS)) {
            for (Future<Integer> kills : threads.invokeAll(runs)) {
                duringASave += kills.get();
            }
        }
        assertThat(duringASave)
                .as("kills during a save; without any, nothing was tested")
                .isPositive();
    }

    private static int killsDuringASave(Path folder, Random random) throws Exception {
        List<String> notices = new ArrayList<>();
        int duringASave = 0;
        for (int kill = 0; kill < KILLS_OF_EACH; kill++) {
            long acknowledged = lastStepBeforeTheKill(folder, random);
            duringASave += unfinished(folder) > 0 ? 1 : 0;

            Checkpoint latest =
                    CheckpointStore.open(folder, 2, notices::add).latest().orElseThrow();

            assertThat(latest.step()).isGreaterThanOrEqualTo(acknowledged);
            assertThat(unfinished(folder)).isZero();
        }
        assertThat(notices).isEmpty();
        return duringASave;
    }

    private static long lastStepBeforeTheKill(Path folder, Random random) throws Exception {
        Process child = ChildJvm.start(Saver.class, folder.toString());
        try (BufferedReader reader = child.inputReader(StandardCharsets.UTF_8)) {
            long acknowledged = Long.parseLong(reader.readLine());
            // the child never ends by itself: this waits for a random moment of its life
            assertThat(child.waitFor(random.nextInt(LONGEST_LIFE_MILLIS), TimeUnit.MILLISECONDS))
                    .isFalse();
            // unlike that of the process, this leaves its output readable
            child.toHandle().destroyForcibly();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                acknowledged = Long.parseLong(line);
            }
            assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
            return acknowledged;
        } finally {
            child.destroyForcibly();
        }
    }

    private static long unfinished(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(path -> path.getFileName().toString().startsWith("."))
                    .count();
        }
    }

    /// Saves one checkpoint after the other, and prints the step of each once it is saved.
    static final class Saver {
        private Saver() {}

        public static void main(String[] arguments) throws IOException {
            CheckpointStore store = CheckpointStore.open(Path.of(arguments[0]), 2, notice -> {
                throw new IllegalStateException(notice);
            });
            long step = store.latest().map(Checkpoint::step).orElse(-1L) + 1;
            byte[] weights = new byte[1 << 18];
            for (; ; step++) {
                store.save(step, 1.0, partial -> {
                    Files.write(partial.resolve("model.bin"), weights);
                    Files.write(partial.resolve("optimizer.bin"), weights);
                });
                System.out.println(step);
                System.out.flush();
            }
        }
    }
}
