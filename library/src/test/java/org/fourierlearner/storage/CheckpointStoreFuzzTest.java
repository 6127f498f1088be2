package org.fourierlearner.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fourierlearner.testkit.Damage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever stands in its files, a checkpoint is read or passed over with a notice.
class CheckpointStoreFuzzTest {
    private static final byte[] DESCRIPTION = "{\"step\":7,\"score\":1.25}".getBytes(UTF_8);

    @TempDir
    private static Path folder;

    private Path checkpoint;

    @BeforeEach
    void makeTheFolder() throws IOException {
        checkpoint = Files.createDirectories(folder.resolve("step-00000007"));
    }

    @FuzzTest
    void anyDescriptionIsReadOrPassedOver(byte[] json) throws IOException {
        Files.write(checkpoint.resolve("checkpoint.json"), json);
        Files.deleteIfExists(checkpoint.resolve("checksums.sha256"));
        Checksums.write(checkpoint);
        List<String> notices = new ArrayList<>();

        Optional<Checkpoint> best =
                CheckpointStore.reading(folder, notices::add).best();

        assertThat(notices).hasSize(best.isPresent() ? 0 : 1);
        best.ifPresent(read -> assertThat(read.step()).isEqualTo(7));
    }

    @FuzzTest
    void anyListOfChecksumsIsReadOrItsDamageNamed(byte[] list) throws IOException {
        Files.write(checkpoint.resolve("checkpoint.json"), DESCRIPTION);
        Files.write(checkpoint.resolve("checksums.sha256"), list);

        assertThat(AtomicFolder.damage(checkpoint).orElse("x: none")).contains(": ");
    }

    @Test
    void damagedFilesAreReadOrPassedOver() throws IOException {
        for (byte[] damaged : (Iterable<byte[]>) Damage.copies(DESCRIPTION, 100, 1)::iterator) {
            anyDescriptionIsReadOrPassedOver(damaged);
        }
        byte[] list = Files.readAllBytes(checkpoint.resolve("checksums.sha256"));
        for (byte[] damaged : (Iterable<byte[]>) Damage.copies(list, 300, 1)::iterator) {
            anyListOfChecksumsIsReadOrItsDamageNamed(damaged);
        }
    }
}
