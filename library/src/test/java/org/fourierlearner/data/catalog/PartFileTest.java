package org.fourierlearner.data.catalog;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fourierlearner.storage.WriteFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartFileTest {

    @Test
    void aFullDiskIsToldWithTheFile(@TempDir Path folder) throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "a file that is always full is /dev/full, which is absent here");
        Path path = Files.createSymbolicLink(folder.resolve("x.bin.part"), full);

        try (PartFile part = PartFile.open(path)) {
            assertThatThrownBy(() -> part.append(ByteBuffer.allocate(3)))
                    .isInstanceOf(WriteFailedException.class)
                    .hasMessage("%s: could not be written: No space left on device; ".formatted(path)
                            + "free some space and start again: what has come so far is kept");
        }
        Files.delete(path);
    }
}
