package org.fourierlearner.data.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.fourierlearner.data.text.LabelledTexts.LabelledText;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.testkit.Damage;
import org.junit.jupiter.api.Test;

/// Whatever the bytes, they are labelled texts or refused by the name of their file.
class LabelledTextsFuzzTest {

    @FuzzTest
    void anyBytesAreReadOrRefused(byte[] bytes) throws IOException {
        Path name = Path.of("fuzz.tsv");
        try (var lines = TextLines.of(name, new ByteArrayInputStream(bytes))) {
            for (LabelledText text : LabelledTexts.parse(name, lines)) {
                assertThat(text.label()).isNotBlank().doesNotContain("\t", "\n");
                assertThat(text.text()).isNotBlank().doesNotContain("\n");
            }
        } catch (MalformedDataException e) {
            assertThat(e).hasMessageStartingWith("fuzz.tsv:");
        }
    }

    @Test
    void damagedTextsAreReadOrRefused() throws IOException {
        byte[] sound = "gut\tGröße\n\uD83D\uDE00\t例\tfür\r\n".repeat(5).getBytes(UTF_8);
        for (byte[] damaged : (Iterable<byte[]>) Damage.copies(sound, 300, 1)::iterator) {
            anyBytesAreReadOrRefused(damaged);
        }
    }
}
