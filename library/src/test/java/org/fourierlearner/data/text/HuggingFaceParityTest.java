package org.fourierlearner.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tokenizers that we write, loaded by the Hugging Face tokenizers library.
class HuggingFaceParityTest {
    private static final int HALF_MEGABYTE = 1 << 19;

    @TempDir
    private Path folder;

    @Test
    void bytePairsOfOurTrainingGiveTheSameTokensAndText() throws IOException {
        String hard = RandomText.of(HALF_MEGABYTE, 1);
        Tokenizer ours = new TokenizerConfig.BytePairs(3000).train(new StringReader(shakespeare() + hard));

        try (HuggingFaceTokenizer theirs = load(ours)) {
            assertSame(ours, theirs, RandomText.of(HALF_MEGABYTE, 2));
            assertSame(ours, theirs, RandomText.wild(HALF_MEGABYTE, 3));
            assertSame(ours, theirs, shakespeare());
        }
    }

    @Test
    void bytesGiveTheSameTokensAndText() throws IOException {
        Tokenizer ours = new ByteTokenizer();

        try (HuggingFaceTokenizer theirs = load(ours)) {
            assertSame(ours, theirs, RandomText.wild(HALF_MEGABYTE / 4, 5));
        }
    }

    @Test
    void charactersGiveTheSameTokensAndText() throws IOException {
        String text = RandomText.wild(HALF_MEGABYTE / 4, 7);
        Tokenizer ours = CharacterTokenizer.of(text);

        try (HuggingFaceTokenizer theirs = load(ours)) {
            assertSame(ours, theirs, text);
        }
    }

    @Test
    void anUnknownCharacterIsAnErrorThereToo() throws IOException {
        try (HuggingFaceTokenizer theirs = load(CharacterTokenizer.of("abc"))) {
            assertThatThrownBy(() -> theirs.encode("abd", false, false)).hasMessageContaining("vocabulary");
        }
    }

    @Test
    void tokensThatAreNoTextDecodeToTheSameReplacements() throws IOException {
        Tokenizer ours = new ByteTokenizer();
        int[] tokens = {0xF0, 0x9F, 0x99, 'a', 0x80, 0xE2, 0x82, 0xC3, 0x28, 0xFF, 0xC0, 0x80, 0xF0, 0x9F};

        try (HuggingFaceTokenizer theirs = load(ours)) {
            assertThat(ours.decode(tokens)).isEqualTo(theirs.decode(longs(tokens), false));
        }
    }

    private static void assertSame(Tokenizer ours, HuggingFaceTokenizer theirs, String text) {
        int[] tokens = ours.encode(text);
        assertThat(longs(tokens)).isEqualTo(theirs.encode(text, false, false).getIds());
        assertThat(ours.decode(tokens)).isEqualTo(text);
        assertThat(theirs.decode(longs(tokens), false)).isEqualTo(text);
    }

    private HuggingFaceTokenizer load(Tokenizer tokenizer) throws IOException {
        Path file = folder.resolve("tokenizer.json");
        tokenizer.write(file);
        return HuggingFaceTokenizer.newInstance(
                file, Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "false"));
    }

    private static long[] longs(int[] tokens) {
        return Arrays.stream(tokens).asLongStream().toArray();
    }

    private static String shakespeare() throws IOException {
        try (Reader reader =
                SplitText.of(new CorpusSource.TinyShakespeare()).validation().open()) {
            return reader.readAllAsString();
        }
    }
}
