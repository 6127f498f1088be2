package org.fourierlearner.data.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/// Learns byte pairs: merges the most frequent pair of neighbours in all words, again and again.
///
/// Counts are kept per distinct word and corrected only where a merge happens. Among pairs of equal count the
/// one with the smaller left, then the smaller right token goes first.
final class BytePairTrainer {
    private static final long RAREST_MERGED = 2;

    /// Longer words are learned from in parts, so that one line without spaces cannot make every merge slow.
    private static final int LONGEST_WORD = 128;

    private static final Comparator<Candidate> MOST_FREQUENT =
            Comparator.comparingLong(Candidate::count).reversed().thenComparingLong(Candidate::pair);

    private final Map<String, Count> words = new HashMap<>();

    private final List<int[]> symbols = new ArrayList<>();
    private final IntList lengths = new IntList(1024);
    private final List<Count> counts = new ArrayList<>();
    private final Map<Long, Occurrences> pairs = new HashMap<>();
    private final PriorityQueue<Candidate> candidates = new PriorityQueue<>(MOST_FREQUENT);

    private static final class Count {
        long value;
    }

    /// How often a pair occurs, and in which words; some of the words may have lost it again.
    private static final class Occurrences {
        long count;
        final IntList words = new IntList(2);
    }

    /// A pair and the count it had when it was queued, never less than it has now.
    private record Candidate(long count, long pair) {}

    /// Counts the words of a piece of text that was cut where no word goes on.
    void add(String text) {
        Utf8.requireWellFormed(text);
        for (int start = 0; start < text.length(); ) {
            int end = PreTokenizer.wordEnd(text, start);
            words.computeIfAbsent(text.substring(start, end), _ -> new Count()).value++;
            start = end;
        }
    }

    /// Learns from all that was added; to be called once.
    BytePairTokenizer train(int vocabularySize) {
        words.forEach(this::split);
        words.clear();
        pairs.forEach((pair, occurrences) -> propose(pair, occurrences.count));

        List<byte[]> pieces = new ArrayList<>(Arrays.asList(Pieces.singleBytes().bytes()));
        Map<String, Integer> tokens = new HashMap<>();
        Map<Long, Integer> merges = new LinkedHashMap<>();
        while (pieces.size() < vocabularySize) {
            Candidate best = candidates.poll();
            if (best == null) {
                break;
            }
            Occurrences occurrences = pairs.get(best.pair);
            if (occurrences == null || occurrences.count != best.count) {
                propose(best.pair, occurrences == null ? 0 : occurrences.count);
                continue;
            }
            byte[] piece = concatenate(pieces.get(MergeTable.left(best.pair)), pieces.get(MergeTable.right(best.pair)));
            // two different pairs may spell the same token
            Integer token = tokens.putIfAbsent(ByteAlphabet.spell(piece), pieces.size());
            if (token == null) {
                token = pieces.size();
                pieces.add(piece);
            }
            merges.putIfAbsent(best.pair, token);
            merge(best.pair, token, occurrences);
        }
        return new BytePairTokenizer(
                new Pieces(pieces.toArray(byte[][]::new)),
                new MergeTable(
                        merges.keySet().stream().mapToLong(pair -> pair).toArray(),
                        merges.values().stream().mapToInt(token -> token).toArray()));
    }

    private void split(String word, Count count) {
        byte[] bytes = Utf8.bytesOf(word);
        for (int from = 0; from < bytes.length; from += LONGEST_WORD) {
            var part = new int[Math.min(LONGEST_WORD, bytes.length - from)];
            for (int i = 0; i < part.length; i++) {
                part[i] = bytes[from + i] & 0xFF;
            }
            int index = symbols.size();
            symbols.add(part);
            lengths.add(part.length);
            counts.add(count);
            for (int i = 0; i + 1 < part.length; i++) {
                change(MergeTable.pair(part[i], part[i + 1]), count.value, index);
            }
        }
    }

    private void merge(long pair, int token, Occurrences occurrences) {
        Set<Long> increased = new HashSet<>();
        for (int i = 0; i < occurrences.words.size(); i++) {
            mergeIn(occurrences.words.get(i), pair, token, increased);
        }
        pairs.remove(pair);
        for (long other : increased) {
            Occurrences now = pairs.get(other);
            propose(other, now == null ? 0 : now.count);
        }
    }

    private void mergeIn(int word, long pair, int token, Set<Long> increased) {
        int left = MergeTable.left(pair);
        int right = MergeTable.right(pair);
        int[] line = symbols.get(word);
        int length = lengths.get(word);
        long count = counts.get(word).value;
        int written = 0;
        for (int i = 0; i < length; ) {
            if (i + 1 == length || line[i] != left || line[i + 1] != right) {
                line[written++] = line[i++];
                continue;
            }
            if (written > 0) {
                replace(
                        MergeTable.pair(line[written - 1], left),
                        MergeTable.pair(line[written - 1], token),
                        count,
                        word,
                        increased);
            }
            if (i + 2 < length) {
                replace(
                        MergeTable.pair(right, line[i + 2]),
                        MergeTable.pair(token, line[i + 2]),
                        count,
                        word,
                        increased);
            }
            line[written++] = token;
            i += 2;
        }
        lengths.set(word, written);
    }

    private void replace(long lost, long gained, long count, int word, Set<Long> increased) {
        change(lost, -count, word);
        change(gained, count, word);
        increased.add(gained);
    }

    private void change(long pair, long difference, int word) {
        Occurrences occurrences = pairs.computeIfAbsent(pair, _ -> new Occurrences());
        occurrences.count += difference;
        IntList places = occurrences.words;
        if (difference > 0 && (places.size() == 0 || places.get(places.size() - 1) != word)) {
            places.add(word);
        }
    }

    private void propose(long pair, long count) {
        if (count >= RAREST_MERGED) {
            candidates.add(new Candidate(count, pair));
        }
    }

    private static byte[] concatenate(byte[] left, byte[] right) {
        byte[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }
}
