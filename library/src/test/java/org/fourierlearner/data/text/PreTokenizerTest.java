package org.fourierlearner.data.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The hand-written cutter against the regular expression that defines it.
class PreTokenizerTest {
    private static final String SPACE = "\\p{IsWhite_Space}";
    private static final Pattern DEFINITION = Pattern.compile(
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^S\\p{L}\\p{N}]+|S+(?![^S])|S+".replace("S", SPACE));

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void wordsAreTheMatchesOfTheDefinition(long seed) {
        String text = RandomText.wild(2000, seed) + RandomText.of(2000, seed);

        assertThat(words(text)).isEqualTo(matches(text));
    }

    @Test
    void wordsKeepTheirSpaceAndRunsOfWhitespaceTheirLast() {
        assertThat(words("It's  we'll \n\n go 3x'9' \t"))
                .containsExactly("It", "'s", " ", " we", "'ll", " \n\n", " go", " 3", "x", "'", "9", "'", " \t");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aCutChangesNoWordWhateverFollows(long seed) {
        String text = RandomText.of(40, seed);
        for (int length = 0; length <= text.length(); length++) {
            int cut = PreTokenizer.lastCut(text.toCharArray(), length);
            assertThat(cut).isLessThanOrEqualTo(length);
            for (String rest : List.of(text.substring(length), "e", "s", " ", "9", "\n", "'s")) {
                String whole = text.substring(0, length) + rest;
                var apart = new ArrayList<>(words(whole.substring(0, cut)));
                apart.addAll(words(whole.substring(cut)));
                assertThat(apart).as("'%s' cut at %d", whole, cut).isEqualTo(words(whole));
            }
        }
    }

    @Test
    void plainProseIsCutInItsLastWord() {
        String prose = "the quick brown fox";
        assertThat(PreTokenizer.lastCut(prose.toCharArray(), prose.length())).isEqualTo("the quick brown".length());
    }

    @Test
    void halfACharacterIsNoPlaceToCut() {
        String text = "ab\uD801\uDC37";
        assertThat(PreTokenizer.lastCut(text.toCharArray(), 3)).isZero();
        assertThat(PreTokenizer.lastCut(text.toCharArray(), 0)).isZero();
        assertThat(PreTokenizer.lastCut("\uD801".toCharArray(), 1)).isZero();
    }

    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        for (int start = 0; start < text.length(); ) {
            int end = PreTokenizer.wordEnd(text, start);
            words.add(text.substring(start, end));
            start = end;
        }
        return words;
    }

    private static List<String> matches(String text) {
        return DEFINITION.matcher(text).results().map(match -> match.group()).toList();
    }
}
