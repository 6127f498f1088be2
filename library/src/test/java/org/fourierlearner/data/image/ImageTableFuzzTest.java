package org.fourierlearner.data.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.testkit.Damage;
import org.junit.jupiter.api.Test;

/// Whatever the text, it is a table or refused by the name of its file.
class ImageTableFuzzTest {

    @FuzzTest
    void anyTextIsATableOrRefused(byte[] bytes) throws IOException {
        try {
            for (ImageTable.Row row : ImageTable.parse(Path.of("fuzz.csv"), new StringReader(new String(bytes, UTF_8)))
                    .rows()) {
                assertThat(row.path()).isNotEmpty();
                assertThat(row.label()).isNotEmpty();
            }
        } catch (MalformedDataException e) {
            assertThat(e).hasMessageStartingWith("fuzz.csv:");
        }
    }

    @Test
    void damagedTablesAreReadOrRefused() throws IOException {
        byte[] sound = "path,label\r\na.png,1\n\"b \"\"2\"\", c.png\", zwei\n".getBytes(UTF_8);
        for (byte[] damaged : (Iterable<byte[]>) Damage.copies(sound, 500, 1)::iterator) {
            anyTextIsATableOrRefused(damaged);
        }
    }
}
