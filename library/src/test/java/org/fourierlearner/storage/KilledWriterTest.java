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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A process that saves checkpoints without pause is killed again and again.
class KilledWriterTest {
    private static final int KILLS = 20;
    private static final int LONGEST_LIFE_MILLIS = 60;

    @TempDir
    Path folder;

    @Test
    @Timeout(120)
    void whatWasAcknowledgedSurvivesEveryKill() throws Exception {
        var random = new Random(20);
        List<String> notices = new ArrayList<>();
        long acknowledged = -1;
        int killedInTheMiddle = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process child = ChildJvm.start(Saver.class, folder.toString());
            try (BufferedReader reader = child.inputReader(StandardCharsets.UTF_8)) {
                acknowledged = Long.parseLong(reader.readLine());
                // the child never ends by itself: this waits for a random moment of its life
                assertThat(child.waitFor(random.nextInt(LONGEST_LIFE_MILLIS), TimeUnit.MILLISECONDS))
                        .isFalse();
                // unlike that of the process, this leaves its output readable
                child.toHandle().destroyForcibly();
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    acknowledged = Long.parseLong(line);
                }
            } finally {
                child.destroyForcibly();
            }
            assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
            killedInTheMiddle += unfinished() > 0 ? 1 : 0;

            Checkpoint latest =
                    CheckpointStore.open(folder, 2, notices::add).latest().orElseThrow();

            assertThat(latest.step()).isGreaterThanOrEqualTo(acknowledged);
            assertThat(unfinished()).isZero();
        }
        assertThat(notices).isEmpty();
        assertThat(killedInTheMiddle)
                .as("kills during a save, or the test proves nothing")
                .isPositive();
    }

    private long unfinished() throws IOException {
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
            byte[] weights = new byte[1 << 20];
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
