package org.fourierlearner.data.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.fourierlearner.data.catalog.DataFile.Form;
import org.fourierlearner.storage.MalformedDataException;
import org.junit.jupiter.api.Test;

/// Whatever the bytes, nothing is written outside the folder, and faults are told as such.
class ArchiveFuzzTest {
    private static final Archive.Limits LIMITS = new Archive.Limits(10, 10_000);

    @FuzzTest
    void anyBytesAreUnpackedBelowTheFolderOrRefused(byte[] bytes) throws IOException {
        Path root = Files.createTempDirectory("archive-fuzz");
        Path archive = Files.write(root.resolve("archive"), bytes);
        try {
            for (Form form : List.of(Form.ZIP, Form.TAR, Form.TAR_GZIP)) {
                unpack(archive, form, Files.createDirectory(root.resolve(form.name())));
            }
            try (Stream<Path> files = Files.list(root)) {
                assertThat(files).hasSize(4);
            }
        } finally {
            delete(root);
        }
    }

    /// Without waiting for the disk.
    private static void unpack(Path archive, Form form, Path folder) throws IOException {
        try {
            Archive.unpackInto(archive, form, new Unpacking(archive, folder, LIMITS));
        } catch (MalformedDataException e) {
            assertThat(e).hasMessageStartingWith(archive + ": ");
        }
    }

    @Test
    void mutationsOfAGoodTarAreUnpackedOrRefused() throws IOException {
        byte[] good = new TarBytes()
                .entry('5', "inner/", "")
                .entry('x', "pax", "12 path=abc\n")
                .entry('0', "inner/a.txt", "content")
                .end();
        var random = new Random(1);
        for (int i = 0; i < 50; i++) {
            byte[] bytes = good.clone();
            // the content of the pax header has no checksum, so mutations there get far
            bytes[1024 + random.nextInt(12)] = (byte) random.nextInt(32, 127);
            bytes[random.nextInt(bytes.length)] ^= (byte) (random.nextInt(2) << random.nextInt(8));
            anyBytesAreUnpackedBelowTheFolderOrRefused(bytes);
        }
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }
}
