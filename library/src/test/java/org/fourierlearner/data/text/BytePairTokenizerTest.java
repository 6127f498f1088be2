package org.fourierlearner.data.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Training and encoding against their definitions, which count and merge all pairs anew each time.
class BytePairTokenizerTest {

    @Test
    void trainingMergesTheMostFrequentPairEachTime() throws IOException {
        String text = RandomText.of(3000, 1);
        BytePairTokenizer tokenizer = train(text, 400);

        assertThat(merges(tokenizer))
                .isEqualTo(
                        mergesByDefinition(text, tokenizer, tokenizer.merges().size()));
        assertThat(tokenizer.vocabularySize()).isEqualTo(400);
    }

    @Test
    void equallyFrequentPairsAreMergedInTheOrderOfTheirBytes() throws IOException {
        BytePairTokenizer tokenizer = train("zy zy ab ab", 300);

        assertThat(spelledMerges(tokenizer)).containsExactly("Ġ|a", "z|y", "Ġa|b");
    }

    @Test
    void trainingStopsWhereNoPairOccursTwice() throws IOException {
        assertThat(train("abcdef", 5000).vocabularySize()).isEqualTo(256);
        assertThat(train("", 5000).vocabularySize()).isEqualTo(256);
    }

    @Test
    void theSameTextGivesTheSameTokenizer() throws IOException {
        String text = RandomText.wild(20_000, 9);

        assertThat(TokenizerJsonWriter.bytesOf(train(text, 700)))
                .isEqualTo(TokenizerJsonWriter.bytesOf(train(text, 700)));
    }

    @Test
    void encodingMergesTheEarliestLearnedPairEachTime() throws IOException {
        BytePairTokenizer tokenizer = train(RandomText.of(30_000, 2), 1000);
        var random = new SplittableRandom(3);
        for (int length : new int[] {1, 2, 3, 5, 11, 63, 64, 65, 211}) {
            for (int i = 0; i < 50; i++) {
                var word = new StringBuilder();
                for (int c = 0; c < length; c++) {
                    word.append("theoradn".charAt(random.nextInt(8)));
                }
                assertThat(tokenizer.encode(word.toString())).isEqualTo(encodeByDefinition(tokenizer, word.toString()));
            }
        }
    }

    @Test
    void remembersWordsWithoutChangingThem() throws IOException {
        BytePairTokenizer tokenizer = train(RandomText.of(30_000, 2), 1000);
        int[] first = tokenizer.encode("the other");
        first[0] = -1;

        assertThat(tokenizer.decode(tokenizer.encode("the other"))).isEqualTo("the other");
    }

    /// Quadratic merging or training would take hours.
    @Test
    @Timeout(60)
    void aMegabyteWithoutSpacesIsNoTrouble() throws IOException {
        var random = new SplittableRandom(4);
        var line = new StringBuilder();
        for (int i = 0; i < 1 << 20; i++) {
            line.append((char) ('a' + random.nextInt(26)));
        }
        String text = line.toString();
        BytePairTokenizer tokenizer = train(text, 600);

        assertThat(tokenizer.vocabularySize()).isEqualTo(600);
        assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
        assertThat(tokenizer.encode(text).length).isLessThan(text.length() * 2 / 3);
    }

    private static BytePairTokenizer train(String text, int vocabularySize) throws IOException {
        return (BytePairTokenizer) new TokenizerConfig.BytePairs(vocabularySize).train(new StringReader(text));
    }

    private static List<Long> merges(BytePairTokenizer tokenizer) {
        var merges = new ArrayList<Long>();
        for (int rank = 0; rank < tokenizer.merges().size(); rank++) {
            merges.add(tokenizer.merges().pairAt(rank));
        }
        return merges;
    }

    private static List<String> spelledMerges(BytePairTokenizer tokenizer) {
        return merges(tokenizer).stream()
                .map(pair -> ByteAlphabet.spell(tokenizer.pieces().of(MergeTable.left(pair))) + "|"
                        + ByteAlphabet.spell(tokenizer.pieces().of(MergeTable.right(pair))))
                .toList();
    }

    private static List<Long> mergesByDefinition(String text, BytePairTokenizer tokenizer, int count) {
        var words = new ArrayList<List<Integer>>();
        for (int start = 0; start < text.length(); ) {
            int end = PreTokenizer.wordEnd(text, start);
            words.add(bytes(text.substring(start, end)));
            start = end;
        }
        Map<String, Integer> tokens = new HashMap<>();
        for (int token = 0; token < tokenizer.vocabularySize(); token++) {
            tokens.put(ByteAlphabet.spell(tokenizer.pieces().of(token)), token);
        }
        var merges = new ArrayList<Long>();
        while (merges.size() < count) {
            Map<Long, Integer> counts = new HashMap<>();
            for (List<Integer> word : words) {
                for (int i = 0; i + 1 < word.size(); i++) {
                    counts.merge(MergeTable.pair(word.get(i), word.get(i + 1)), 1, Integer::sum);
                }
            }
            long best = counts.entrySet().stream()
                    .min(Map.Entry.<Long, Integer>comparingByValue()
                            .reversed()
                            .thenComparing(Map.Entry.comparingByKey()))
                    .orElseThrow()
                    .getKey();
            String spelling = ByteAlphabet.spell(tokenizer.pieces().of(MergeTable.left(best)))
                    + ByteAlphabet.spell(tokenizer.pieces().of(MergeTable.right(best)));
            merges.add(best);
            int token = tokens.getOrDefault(spelling, -1);
            words.forEach(word -> merge(word, best, token));
        }
        return merges;
    }

    private static void merge(List<Integer> word, long pair, int token) {
        for (int i = 0; i + 1 < word.size(); i++) {
            if (MergeTable.pair(word.get(i), word.get(i + 1)) == pair) {
                word.set(i, token);
                word.remove(/* index */ i + 1);
            }
        }
    }

    private static int[] encodeByDefinition(BytePairTokenizer tokenizer, String word) {
        List<Integer> symbols = bytes(word);
        List<Long> merges = merges(tokenizer);
        while (true) {
            int bestRank = Integer.MAX_VALUE;
            int bestAt = -1;
            for (int i = 0; i + 1 < symbols.size(); i++) {
                int rank = merges.indexOf(MergeTable.pair(symbols.get(i), symbols.get(i + 1)));
                if (rank >= 0 && rank < bestRank) {
                    bestRank = rank;
                    bestAt = i;
                }
            }
            if (bestAt < 0) {
                return symbols.stream().mapToInt(symbol -> symbol).toArray();
            }
            String spelling = ByteAlphabet.spell(tokenizer.pieces().of(symbols.get(bestAt)))
                    + ByteAlphabet.spell(tokenizer.pieces().of(symbols.get(bestAt + 1)));
            for (int token = 0; token < tokenizer.vocabularySize(); token++) {
                if (ByteAlphabet.spell(tokenizer.pieces().of(token)).equals(spelling)) {
                    symbols.set(bestAt, token);
                }
            }
            symbols.remove(/* index */ bestAt + 1);
        }
    }

    private static List<Integer> bytes(String word) {
        var bytes = new ArrayList<Integer>();
        for (byte value : word.getBytes(UTF_8)) {
            bytes.add(value & 0xFF);
        }
        return bytes;
    }
}
