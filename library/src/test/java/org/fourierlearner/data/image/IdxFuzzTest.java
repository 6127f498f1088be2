package org.fourierlearner.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.storage.Sha256;
import org.fourierlearner.testkit.Damage;
import org.junit.jupiter.api.Test;

/// Whatever the bytes, they are images and labels or refused by the name of their file.
class IdxFuzzTest {

    @FuzzTest
    void anyBytesAreReadOrRefused(byte[] bytes) throws IOException {
        try (ByteFile file = file(bytes)) {
            IdxFile.Pixels pixels = IdxFile.pixels(file);
            assertThat(pixels.strip().height() % pixels.count()).isZero();
        } catch (MalformedDataException e) {
            assertThat(e).hasMessageStartingWith("fuzz.gz: expected ");
        }
        try (ByteFile file = file(bytes)) {
            assertThat(IdxFile.labels(file)).isNotEmpty();
        } catch (MalformedDataException e) {
            assertThat(e).hasMessageStartingWith("fuzz.gz: expected ");
        }
        try (ByteFile file = file(bytes)) {
            assertThat(CifarFiles.records(file, 1).length % 3073).isZero();
        } catch (MalformedDataException e) {
            assertThat(e).hasMessageStartingWith("fuzz.gz: expected ");
        }
    }

    private static ByteFile file(byte[] bytes) throws IOException {
        return new ByteFile(Path.of("fuzz.gz"), new ByteArrayInputStream(bytes), Sha256.digest());
    }

    @Test
    void damagedFilesAreReadOrRefused() throws IOException {
        byte[] images = TestImages.idx(0x803, TestImages.bytes(24, 1), 2, 3, 4);
        byte[] colours = TestImages.idx(0x804, TestImages.bytes(72, 1), 2, 3, 4, 3);
        byte[] labels = TestImages.idx(0x801, TestImages.bytes(7, 1), 7);
        for (byte[] plain : new byte[][] {images, colours, labels}) {
            for (byte[] sound : new byte[][] {plain, TestImages.gzip(plain)}) {
                for (byte[] damaged : (Iterable<byte[]>) Damage.copies(sound, 300, 1)::iterator) {
                    anyBytesAreReadOrRefused(damaged);
                }
            }
        }
    }
}
