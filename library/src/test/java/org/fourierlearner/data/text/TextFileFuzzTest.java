package org.fourierlearner.data.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.testkit.Damage;
import org.junit.jupiter.api.Test;

/// Whatever the bytes, a text is read to its end or refused by the name of its file.
class TextFileFuzzTest {

    @FuzzTest
    void anyBytesAreReadOrRefused(byte[] bytes) throws IOException {
        try (Reader text = TextFile.open(Path.of("fuzz.txt"), new ByteArrayInputStream(bytes))) {
            assertThat(text.readAllAsString()).doesNotContain("\0", "\uFFFD");
        } catch (MalformedDataException e) {
            assertThat(e).hasMessageStartingWith("fuzz.txt:");
        }
    }

    @Test
    void damagedTextsAreReadOrRefused() throws IOException {
        byte[] plain = "Größe\n例 \uD83D\uDE00\n".repeat(9).getBytes(UTF_8);
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        }
        for (byte[] sound : List.of(plain, packed.toByteArray())) {
            for (byte[] damaged : (Iterable<byte[]>) Damage.copies(sound, 300, 1)::iterator) {
                anyBytesAreReadOrRefused(damaged);
            }
        }
    }
}
