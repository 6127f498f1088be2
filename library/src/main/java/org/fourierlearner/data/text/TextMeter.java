package org.fourierlearner.data.text;

import java.security.MessageDigest;
import java.util.HexFormat;
import org.fourierlearner.storage.Sha256;

/// Measures a text that comes in pieces, none of which ends inside a surrogate pair.
final class TextMeter {
    private final MessageDigest digest = Sha256.digest();
    private long bytes;
    private long characters;
    private long words;
    private boolean insideWord;

    void add(String piece) {
        byte[] encoded = Utf8.bytesOf(piece);
        digest.update(encoded);
        bytes += encoded.length;
        for (int i = 0; i < piece.length(); i++) {
            char unit = piece.charAt(i);
            if (Character.isLowSurrogate(unit)) {
                continue;
            }
            characters++;
            boolean whitespace = PreTokenizer.isWhitespace(unit);
            if (!whitespace && !insideWord) {
                words++;
            }
            insideWord = !whitespace;
        }
    }

    long characters() {
        return characters;
    }

    /// Ends the text.
    TextSummary summary() {
        return new TextSummary(bytes, characters, words, HexFormat.of().formatHex(digest.digest()));
    }
}
