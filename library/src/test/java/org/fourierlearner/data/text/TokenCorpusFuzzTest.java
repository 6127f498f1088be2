package org.fourierlearner.data.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.testkit.Damage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever the bytes, a token file is opened, and then every token can be read, or refused by its name.
class TokenCorpusFuzzTest {
    @TempDir
    private static Path folder;

    @FuzzTest
    void anyBytesAreOpenedOrRefused(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("fuzzed.tokens"), bytes);
        try (TokenCorpus corpus = TokenCorpus.open(file)) {
            corpus.read(0, new int[(int) corpus.size()]);
            assertThat(corpus.vocabularySize()).isNotNegative();
        } catch (MalformedDataException e) {
            assertThat(e).hasMessageStartingWith(file + ": ");
        }
    }

    @Test
    void damagedTokenFilesAreOpenedOrRefused() throws IOException {
        Path file = folder.resolve("sound.tokens");
        TokenCorpus.build(new StringReader("abcdefg"), new ByteTokenizer(), file)
                .close();
        for (byte[] damaged : (Iterable<byte[]>) Damage.copies(Files.readAllBytes(file), 300, 1)::iterator) {
            anyBytesAreOpenedOrRefused(damaged);
        }
    }
}
