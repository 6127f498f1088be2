package org.fourierlearner.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.testkit.Damage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever the bytes, `training.json` is the state of a training or refused by its name.
class TrainingStateFuzzTest {
    @TempDir
    private static Path folder;

    @FuzzTest
    void anyBytesAreAStateOrRefused(byte[] json) throws IOException {
        Path file = Files.write(folder.resolve("training.json"), json);
        try {
            TrainingState state = TrainingState.read(folder);
            assertThat(state.step()).isNotNegative();
            assertThat(state.seconds()).isNotNegative();
        } catch (MalformedDataException e) {
            assertThat(e).hasMessageStartingWith(file + ": expected the state of a training");
        }
    }

    @Test
    void damagedStatesAreReadOrRefused() throws IOException {
        new TrainingState(1200, 1.5, 2, 240.25).write(folder);
        byte[] sound = Files.readAllBytes(folder.resolve("training.json"));
        for (byte[] damaged : (Iterable<byte[]>) Damage.copies(sound, 300, 1)::iterator) {
            anyBytesAreAStateOrRefused(damaged);
        }
    }
}
