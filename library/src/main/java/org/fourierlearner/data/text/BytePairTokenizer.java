package org.fourierlearner.data.text;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Byte-level byte-pair encoding: frequent words are one token, rare ones several, and any text has tokens.
///
/// The text is cut into words, and the bytes of each are merged pair by pair in the order in which the
/// pairs were learned. Encoding costs `O(n log n)` in the length of the longest word; tokens of short words are
/// remembered.
///
/// Source: Sennrich, Haddow and Birch 2016, "Neural Machine Translation of Rare Words with Subword Units",
/// arXiv 1508.07909, on bytes as in Radford et al. 2019, "Language Models are Unsupervised Multitask Learners".
public final class BytePairTokenizer implements Tokenizer {
    private static final int REMEMBERED_WORDS = 1 << 17;
    private static final int LONGEST_REMEMBERED = 64;

    private final Pieces pieces;
    private final MergeTable merges;
    private final int[] tokenOfByte = new int[256];
    private final Map<String, int[]> remembered = new ConcurrentHashMap<>();

    /// @param pieces among them every single byte
    /// @param merges of those pieces
    BytePairTokenizer(Pieces pieces, MergeTable merges) {
        this.pieces = pieces;
        this.merges = merges;
        for (int token = 0; token < pieces.size(); token++) {
            byte[] piece = pieces.of(token);
            if (piece.length == 1) {
                tokenOfByte[piece[0] & 0xFF] = token;
            }
        }
    }

    @Override
    public int vocabularySize() {
        return pieces.size();
    }

    @Override
    public int[] encode(String text) {
        Utf8.requireWellFormed(text);
        var tokens = new IntList(text.length() / 3 + 1);
        for (int start = 0; start < text.length(); ) {
            int end = PreTokenizer.wordEnd(text, start);
            tokens.addAll(tokensOf(text.substring(start, end)));
            start = end;
        }
        return tokens.toArray();
    }

    private int[] tokensOf(String word) {
        if (word.length() > LONGEST_REMEMBERED) {
            return merge(word);
        }
        int[] known = remembered.get(word);
        if (known != null) {
            return known;
        }
        int[] tokens = merge(word);
        if (remembered.size() < REMEMBERED_WORDS) {
            remembered.put(word, tokens);
        }
        return tokens;
    }

    private int[] merge(String word) {
        byte[] bytes = Utf8.bytesOf(word);
        var symbols = new int[bytes.length];
        for (int i = 0; i < symbols.length; i++) {
            symbols[i] = tokenOfByte[bytes[i] & 0xFF];
        }
        return merges.apply(symbols);
    }

    @Override
    public String decode(int... tokens) {
        return pieces.decode(tokens);
    }

    @Override
    public Decoder decoder() {
        return new Decoder(pieces);
    }

    Pieces pieces() {
        return pieces;
    }

    MergeTable merges() {
        return merges;
    }
}
