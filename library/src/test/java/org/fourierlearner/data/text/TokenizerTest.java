package org.fourierlearner.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// What every tokenizer must satisfy; a new one needs only a row in `everyTokenizer`.
class TokenizerTest {
    private static final String TEXT = RandomText.of(20_000, 3);

    static final List<Tokenizer> everyTokenizer =
            List.of(new ByteTokenizer(), CharacterTokenizer.of(TEXT), bytePairs(600, RandomText.of(10_000, 4)));

    @TempDir
    private Path folder;

    @Test
    void everyPermittedTokenizerIsTested() {
        assertThat(everyTokenizer)
                .extracting(Object::getClass)
                .containsExactlyInAnyOrder(Tokenizer.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @FieldSource("everyTokenizer")
    void textComesBackFromItsTokens(Tokenizer tokenizer) {
        int[] tokens = tokenizer.encode(TEXT);

        assertThat(Arrays.stream(tokens)).allMatch(token -> token >= 0 && token < tokenizer.vocabularySize());
        assertThat(tokenizer.decode(tokens)).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @FieldSource("everyTokenizer")
    void emptyTextHasNoTokens(Tokenizer tokenizer) {
        assertThat(tokenizer.encode("")).isEmpty();
        assertThat(tokenizer.decode()).isEmpty();
        assertThat(tokenizer.decoder().end()).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("everyTokenizer")
    void theDecoderGivesTheSameTextInWholeCharacters(Tokenizer tokenizer) {
        Decoder decoder = tokenizer.decoder();
        var text = new StringBuilder();
        for (int token : tokenizer.encode(TEXT)) {
            String next = decoder.next(token);
            assertThat(TEXT.startsWith(next, text.length())).isTrue();
            text.append(next);
        }
        assertThat(decoder.end()).isEmpty();
        assertThat(text).hasToString(TEXT);
    }

    @ParameterizedTest
    @FieldSource("everyTokenizer")
    void theDecoderAgreesOnAnyTokens(Tokenizer tokenizer) {
        var random = new SplittableRandom(5);
        Decoder decoder = tokenizer.decoder();
        for (int length : new int[] {1, 2, 3, 7, 100, 101, 102, 103}) {
            int[] tokens = random.ints(length, 0, tokenizer.vocabularySize()).toArray();
            var text = new StringBuilder();
            for (int token : tokens) {
                text.append(decoder.next(token));
            }
            text.append(decoder.end());
            assertThat(text).as("length %d", length).hasToString(tokenizer.decode(tokens));
        }
    }

    @ParameterizedTest
    @FieldSource("everyTokenizer")
    void theWrittenFileReadsBackTheSame(Tokenizer tokenizer) throws IOException {
        Path file = folder.resolve("tokenizer.json");
        Path again = folder.resolve("again.json");
        Files.writeString(file, "something older");

        tokenizer.write(file);
        Tokenizer read = Tokenizer.read(file);
        read.write(again);

        assertThat(read).hasSameClassAs(tokenizer);
        assertThat(read.encode(TEXT)).isEqualTo(tokenizer.encode(TEXT));
        assertThat(again).hasSameBinaryContentAs(file);
        assertThat(folder).isDirectoryNotContaining("glob:**partial");
    }

    @ParameterizedTest
    @FieldSource("everyTokenizer")
    void tokensOutsideTheVocabularyAreRefused(Tokenizer tokenizer) {
        int size = tokenizer.vocabularySize();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tokenizer.decode(0, size))
                .withMessage("token: expected 0 ≤ token < %d, got %d", size, size);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tokenizer.decoder().next(-1))
                .withMessage("token: expected 0 ≤ token < %d, got -1", size);
    }

    @ParameterizedTest
    @FieldSource("everyTokenizer")
    void loneSurrogatesAreRefused(Tokenizer tokenizer) {
        for (String text : List.of("a \uD83D", "a \uD83Db", "a \uD83D\uD83D\uDE42")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> tokenizer.encode(text))
                    .withMessage("text: expected Unicode characters, got the lone surrogate U+D83D at index 2");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tokenizer.encode("\uDE42"))
                .withMessage("text: expected Unicode characters, got the lone surrogate U+DE42 at index 0");
    }

    @Test
    void theDecoderWaitsForTheEndOfACharacter() {
        Decoder decoder = new ByteTokenizer().decoder();

        assertThat(decoder.next(0xF0)).isEmpty();
        assertThat(decoder.next(0x9F)).isEmpty();
        assertThat(decoder.next(0x99)).isEmpty();
        assertThat(decoder.next(0x82)).isEqualTo("🙂");
        assertThat(decoder.next(0xC3)).isEmpty();
        assertThat(decoder.next('a')).isEqualTo("\uFFFDa");
        assertThat(decoder.next(0xE2)).isEmpty();
        assertThat(decoder.end()).isEqualTo("\uFFFD");
        assertThat(decoder.next('b')).isEqualTo("b");
    }

    @Test
    void bytesAreTheirOwnTokens() {
        assertThat(new ByteTokenizer().encode("aé")).containsExactly(0x61, 0xC3, 0xA9);
    }

    @Test
    void charactersAreNumberedInTheirOrder() {
        CharacterTokenizer tokenizer = CharacterTokenizer.of("b🙂a\nb");

        assertThat(tokenizer.vocabularySize()).isEqualTo(4);
        assertThat(tokenizer.encode("🙂ab\n")).containsExactly(3, 1, 2, 0);
    }

    @Test
    void anUnknownCharacterIsNamedWithItsPlace() {
        CharacterTokenizer tokenizer = CharacterTokenizer.of("ab🙂");

        assertThatThrownBy(() -> tokenizer.encode("🙂aéb"))
                .isInstanceOfSatisfying(UnknownCharacterException.class, unknown -> {
                    assertThat(unknown.codePoint()).isEqualTo(0xE9);
                    assertThat(unknown.offset()).isEqualTo(2);
                })
                .hasMessage("text: expected the 3 characters of the vocabulary, got 'é' (U+00E9) at offset 2; "
                        + "remove it, or train the tokenizer on a text that has it");
        assertThatThrownBy(() -> tokenizer.encode("\t"))
                .hasMessage("text: expected the 3 characters of the vocabulary, got U+0009 at offset 0; "
                        + "remove it, or train the tokenizer on a text that has it");
    }

    private static Tokenizer bytePairs(int vocabularySize, String text) {
        try {
            return new TokenizerConfig.BytePairs(vocabularySize).train(new StringReader(text));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
