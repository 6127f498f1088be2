package org.fourierlearner.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.fourierlearner.storage.AtomicFile;
import org.fourierlearner.storage.MalformedDataException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenCorpusTest {
    private static final String TEXT = RandomText.of(200_000, 1);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("text.tokens");
    }

    @Test
    void holdsTheTokensOfTheWholeText() throws IOException {
        Tokenizer tokenizer = new TokenizerConfig.BytePairs(700).train(new StringReader(RandomText.of(20_000, 2)));

        try (TokenCorpus corpus = TokenCorpus.build(new StringReader(TEXT), tokenizer, file)) {
            assertThat(all(corpus)).isEqualTo(tokenizer.encode(TEXT));
            assertThat(corpus.vocabularySize()).isEqualTo(700);
            assertThat(corpus.text()).isEqualTo(TextSummary.of(new StringReader(TEXT)));
            assertThat(file).hasSize(128 + 2 * corpus.size());
        }
        assertThat(folder).isDirectoryNotContaining("glob:**partial");
    }

    @Test
    void aFullDiskIsToldWithTheFile() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "a file that is always full is /dev/full, which is absent here");

        try (FileChannel onFullDisk = FileChannel.open(full, StandardOpenOption.WRITE)) {
            assertThatThrownBy(() -> AtomicFile.write(
                            file, _ -> CorpusWriter.write(new StringReader(TEXT), new ByteTokenizer(), onFullDisk)))
                    .hasMessage("%s: could not be written: No space left on device; ".formatted(file)
                            + "what was there before is untouched");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFileOpensAgain() throws IOException {
        TokenCorpus.build(new StringReader(TEXT), new ByteTokenizer(), file).close();

        try (TokenCorpus corpus = TokenCorpus.open(file)) {
            assertThat(all(corpus)).isEqualTo(new ByteTokenizer().encode(TEXT));
            assertThat(corpus.text()).isEqualTo(TextSummary.of(new StringReader(TEXT)));
        }
    }

    @Test
    void vocabulariesBeyondTwoBytesTakeFour() throws IOException {
        for (int characters : new int[] {65_536, 65_537}) {
            String text = Character.toString(0x10000)
                    + IntStream.range(0, characters - 1)
                            .map(i -> 0x20000 + i)
                            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
            CharacterTokenizer tokenizer = CharacterTokenizer.of(text);
            assertThat(tokenizer.vocabularySize()).isEqualTo(characters);

            try (TokenCorpus corpus = TokenCorpus.build(new StringReader(text), tokenizer, file)) {
                assertThat(all(corpus)).isEqualTo(tokenizer.encode(text));
                assertThat(file).hasSize(128 + (characters == 65_536 ? 2L : 4L) * characters);
            }
        }
    }

    @Test
    void slicesAreWindowsOnTheSameTokens() throws IOException {
        try (TokenCorpus corpus = TokenCorpus.build(new StringReader("abcdefghijk"), new ByteTokenizer(), file)) {
            try (TokenCorpus slice = corpus.slice(3, 10)) {
                assertThat(all(slice)).containsExactly('d', 'e', 'f', 'g', 'h', 'i', 'j');
                assertThat(all(slice.slice(2, 5))).containsExactly('f', 'g', 'h');
                assertThat(slice.slice(7, 7).size()).isZero();
                assertThat(slice.text()).isEqualTo(corpus.text());
            }
            assertThat(all(corpus)).hasSize(11);
        }
    }

    @Test
    void readingPastTheEndIsRefused() throws IOException {
        try (TokenCorpus corpus = TokenCorpus.build(new StringReader("abcde"), new ByteTokenizer(), file)) {
            TokenCorpus slice = corpus.slice(1, 4);
            assertThatThrownBy(() -> slice.read(1, new int[3])).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> slice.read(-1, new int[1])).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> slice.slice(2, 4)).isInstanceOf(IndexOutOfBoundsException.class);
            slice.read(3, new int[0]);
        }
    }

    @Test
    void aClosedCorpusCannotBeRead() throws IOException {
        TokenCorpus corpus = TokenCorpus.build(new StringReader("abcde"), new ByteTokenizer(), file);
        TokenCorpus slice = corpus.slice(1, 4);
        corpus.close();

        assertThatIllegalStateException().isThrownBy(() -> corpus.read(0, new int[1]));
        assertThatIllegalStateException().isThrownBy(() -> slice.read(0, new int[1]));
    }

    @Test
    void aCorpusThatIsTooShortIsRefusedWithBothNumbers() throws IOException {
        try (TokenCorpus corpus = TokenCorpus.build(new StringReader("abcde"), new ByteTokenizer(), file)) {
            assertThat(corpus.requireAtLeast(5)).isSameAs(corpus);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> corpus.requireAtLeast(1025))
                    .withMessage(
                            "%s: expected at least 1025 tokens, got 5; shorten the context or give a longer text",
                            file);
        }
    }

    @Test
    void anUnknownCharacterIsPlacedInTheWholeText() {
        String text = "🙂 ".repeat(100_000) + "é";

        assertThatThrownBy(() -> TokenCorpus.build(new StringReader(text), CharacterTokenizer.of("🙂 "), file))
                .isInstanceOf(UnknownCharacterException.class)
                .hasMessage("text: expected the 2 characters of the vocabulary, got 'é' (U+00E9) at offset 200000; "
                        + "remove it, or train the tokenizer on a text that has it");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anotherFileIsRefused() throws IOException {
        for (String content : new String[] {"", "short", "long enough for a header ".repeat(10)}) {
            Files.writeString(file, content);
            assertThatThrownBy(() -> TokenCorpus.open(file))
                    .isInstanceOf(MalformedDataException.class)
                    .hasMessage(
                            "%s: expected a token file of this version, got something else; "
                                    + "delete it to have it made again",
                            file);
        }
    }

    @Test
    void aFileCutShortIsRefused() throws IOException {
        TokenCorpus.build(new StringReader("abcde"), new ByteTokenizer(), file).close();
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 128 + 6));

        assertThatThrownBy(() -> TokenCorpus.open(file))
                .isInstanceOf(MalformedDataException.class)
                .hasMessage("%s: expected 5 tokens, got 3; delete it to have it made again", file);
    }

    private static int[] all(TokenCorpus corpus) {
        var tokens = new int[(int) corpus.size()];
        corpus.read(0, tokens);
        return tokens;
    }
}
