package org.fourierlearner.data.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fourierlearner.storage.MalformedDataException;
import org.junit.jupiter.api.io.TempDir;

/// Whatever the bytes, reading refuses or works, and text survives.
class TokenizerFuzzTest {
    @TempDir
    private static Path folder;

    @FuzzTest(maxDuration = "1m")
    void anyFileIsReadOrRefused(byte[] json) throws IOException {
        Path file = Files.write(folder.resolve("fuzzed.json"), json);
        try {
            Tokenizer tokenizer = Tokenizer.read(file);
            int[] tokens = {0, tokenizer.vocabularySize() - 1};
            tokenizer.encode(tokenizer.decode(tokens));
        } catch (MalformedDataException refused) {
            assertThat(refused).hasMessageStartingWith(file + ":");
        }
    }

    @FuzzTest(maxDuration = "1m")
    void anyTextSurvives(FuzzedDataProvider data) throws IOException {
        int vocabularySize = data.consumeInt(257, 400);
        String learned = wellFormed(data.consumeString(200));
        String text = wellFormed(data.consumeRemainingAsString());
        for (Tokenizer tokenizer : new Tokenizer[] {
            new ByteTokenizer(),
            CharacterTokenizer.of(text),
            new TokenizerConfig.BytePairs(vocabularySize).train(new StringReader(learned))
        }) {
            assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
        }
    }

    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
