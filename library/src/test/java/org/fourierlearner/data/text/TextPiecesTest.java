package org.fourierlearner.data.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextPiecesTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 16, 61, 1024})
    void tokensOfThePiecesAreTheTokensOfTheWhole(int usualLength) throws IOException {
        Tokenizer tokenizer = new TokenizerConfig.BytePairs(700).train(new StringReader(RandomText.of(20_000, 1)));
        for (long seed = 0; seed < 20; seed++) {
            String text = RandomText.of(3000, seed);
            var pieces = new TextPieces(new StringReader(text), usualLength);
            var whole = new StringBuilder();
            IntStream tokens = IntStream.empty();
            for (String piece = pieces.next(); piece != null; piece = pieces.next()) {
                whole.append(piece);
                tokens = IntStream.concat(tokens, Arrays.stream(tokenizer.encode(piece)));
            }
            assertThat(whole).hasToString(text);
            assertThat(tokens.toArray()).as("seed %d", seed).isEqualTo(tokenizer.encode(text));
        }
    }

    @Test
    void aWordLongerThanThePiecesStaysWhole() throws IOException {
        String word = "x".repeat(1000);
        var pieces = new TextPieces(new StringReader("a " + word + " b"), 16);

        assertThat(pieces.next()).isEqualTo("a");
        assertThat(pieces.next()).isEqualTo(" " + word + " b");
        assertThat(pieces.next()).isNull();
        assertThat(pieces.next()).isNull();
    }

    @Test
    void emptyTextHasNoPieces() throws IOException {
        assertThat(new TextPieces(new StringReader("")).next()).isNull();
    }

    @Test
    void charactersAreCountedIntoARange() throws IOException {
        String text = "a🙂b🙂🙂c";
        for (int from = 0; from <= 6; from++) {
            for (int to = from; to <= 7; to++) {
                String expected =
                        text.substring(text.offsetByCodePoints(0, from), text.offsetByCodePoints(0, Math.min(to, 6)));
                assertThat(new CharacterRange(new StringReader(text), from, to).readAllAsString())
                        .as("%d to %d", from, to)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void aTextIsMeasured() throws IOException {
        assertThat(TextSummary.of(new StringReader("abc")))
                .isEqualTo(
                        new TextSummary(3, 3, 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        assertThat(TextSummary.of(new StringReader(" It's\u00A0é 🙂\n\nend \t")))
                .returns(21L, TextSummary::bytes)
                .returns(16L, TextSummary::characters)
                .returns(4L, TextSummary::words);
        assertThat(TextSummary.of(new StringReader("")))
                .isEqualTo(
                        new TextSummary(0, 0, 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    }
}
