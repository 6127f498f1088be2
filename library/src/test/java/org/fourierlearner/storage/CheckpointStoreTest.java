package org.fourierlearner.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which checkpoints stay, and which one is found when some are damaged.
class CheckpointStoreTest {
    @TempDir
    Path folder;

    private final List<String> notices = new ArrayList<>();

    @Test
    void anEmptyStoreHasNone() throws IOException {
        CheckpointStore store = open(1);

        assertThat(store.latest()).isEmpty();
        assertThat(store.best()).isEmpty();
        assertThat(store.at(7)).isEmpty();
        assertThat(notices).isEmpty();
    }

    @Test
    void theBestAndTheLastFewStay() throws IOException {
        CheckpointStore store = open(2);
        save(store, 100, 3.0);
        save(store, 200, 1.0);
        save(store, 300, 2.0);
        save(store, 400, Double.NaN);
        save(store, 500, 2.5);

        assertThat(names()).containsExactly("step-00000200", "step-00000400", "step-00000500");
        assertThat(open(2).best()).contains(new Checkpoint(200, 1.0, folder.resolve("step-00000200")));
        assertThat(open(2).latest()).contains(new Checkpoint(500, 2.5, folder.resolve("step-00000500")));
        assertThat(open(2).at(400).orElseThrow().score()).isNaN();
        assertThat(open(2).at(300)).isEmpty();
        assertThat(notices).isEmpty();
    }

    @Test
    void ofEqualScoresTheNewestIsBest() throws IOException {
        CheckpointStore store = open(1);
        save(store, 1, 1.0);
        save(store, 2, 1.0);
        save(store, 3, 2.0);

        assertThat(names()).containsExactly("step-00000002", "step-00000003");
    }

    @Test
    void damagedCheckpointsArePassedOverWithANotice() throws IOException {
        CheckpointStore store = open(3);
        save(store, 800, 1.0);
        save(store, 900, 2.0);
        save(store, 1000, 0.5);
        Files.writeString(folder.resolve("step-00001000/model.bin"), "bit rot");
        Files.delete(folder.resolve("step-00000900/checkpoint.json"));

        assertThat(store.latest().orElseThrow().step()).isEqualTo(800);
        assertThat(notices)
                .containsExactly(
                        "checkpoint step-00001000 is damaged (model.bin: checksum differs); "
                                + "falling back to step-00000800",
                        "checkpoint step-00000900 is damaged (checkpoint.json: missing); "
                                + "falling back to step-00000800");
        assertThat(store.best().orElseThrow().step()).isEqualTo(800);
        assertThat(store.at(1000)).isEmpty();
        assertThat(notices)
                .last()
                .isEqualTo("checkpoint step-00001000 is damaged (model.bin: checksum differs); "
                        + "there is none to fall back to");
    }

    @Test
    void checkpointsFoundDamagedGoWithTheNextSave() throws IOException {
        CheckpointStore store = open(2);
        save(store, 900, 2.0);
        save(store, 1000, 1.0);
        Files.writeString(folder.resolve("step-00001000/model.bin"), "bit rot");
        assertThat(store.latest().orElseThrow().step()).isEqualTo(900);

        save(store, 950, 3.0);

        assertThat(names()).containsExactly("step-00000900", "step-00000950");
    }

    @Test
    void aCheckpointUnderAnotherStepsNameIsDamaged() throws IOException {
        save(open(1), 1, 1.0);
        Files.move(folder.resolve("step-00000001"), folder.resolve("step-00000002"));

        assertThat(open(1).latest()).isEmpty();
        assertThat(notices)
                .containsExactly("checkpoint step-00000002 is damaged "
                        + "(checkpoint.json: not a description of this step); there is none to fall back to");
    }

    @Test
    void theSameStepMayBeSavedAgain() throws IOException {
        CheckpointStore store = open(1);
        save(store, 1, 1.0);
        save(store, 1, 2.0);

        assertThat(names()).containsExactly("step-00000001");
        assertThat(store.latest().orElseThrow().score()).isEqualTo(2.0);
    }

    @Test
    void aFailedSaveTouchesNothing() throws IOException {
        CheckpointStore store = open(1);
        save(store, 1, 1.0);

        assertThatThrownBy(() -> store.save(2, 0.5, partial -> {
                    throw new IOException("No space left on device");
                }))
                .hasMessage(folder.resolve("step-00000002") + ": could not be written: No space left on device; "
                        + "what was there before is untouched");
        assertThat(names()).containsExactly("step-00000001");
        assertThat(store.latest().orElseThrow().step()).isEqualTo(1);
    }

    @Test
    void anAbandonedCourseCanBeDiscarded() throws IOException {
        CheckpointStore store = open(3);
        save(store, 1, 1.0);
        save(store, 2, 1.0);
        save(store, 3, 1.0);

        store.discardAfter(1);

        assertThat(names()).containsExactly("step-00000001");
    }

    @Test
    void namesBeyondEightDigitsAreStillOrderedByStep() throws IOException {
        CheckpointStore store = open(1);
        save(store, 99_999_999, 1.0);
        save(store, 100_000_000, 1.0);

        assertThat(store.latest().orElseThrow().step()).isEqualTo(100_000_000);
        assertThat(names()).containsExactly("step-100000000");
    }

    @Test
    void openingRemovesWhatAKilledWriterLeft() throws IOException {
        Files.createDirectories(folder.resolve(".step-00000009.0123456789abcdef.partial/inner"));
        open(1);

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void wrongArgumentsAreRefused() throws IOException {
        assertThatThrownBy(() -> open(0)).hasMessage("keepLast: expected at least 1, got 0");
        CheckpointStore store = open(1);
        assertThatThrownBy(() -> save(store, -1, 1.0)).hasMessage("step: expected at least 0, got -1");
    }

    @Test
    void readingLeavesAloneWhatAWriterIsAt() throws IOException {
        Path partial = Files.createDirectory(folder.resolve(".step-00000002.0123456789abcdef.partial"));

        assertThat(CheckpointStore.reading(folder, notices::add).best()).isEmpty();
        assertThat(partial).exists();
    }

    private CheckpointStore open(int keepLast) throws IOException {
        return CheckpointStore.open(folder, keepLast, notices::add);
    }

    private static void save(CheckpointStore store, long step, double score) throws IOException {
        store.save(step, score, partial -> Files.writeString(partial.resolve("model.bin"), "weights " + step));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
