package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fourierlearner.storage.MalformedDataException;
import org.junit.jupiter.api.io.TempDir;

/// Whatever the bytes, `metrics.csv` is read or refused by file and line.
final class TrainingLogFuzzTest {
    @TempDir
    private static Path folder;

    @FuzzTest
    void anyBytesAreReadOrRefused(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("metrics.csv"), bytes);
        try {
            assertThat(TrainingLog.read(file)).doesNotContainNull();
        } catch (MalformedDataException e) {
            assertThat(e).hasMessageStartingWith(file + ":");
        }
    }
}
