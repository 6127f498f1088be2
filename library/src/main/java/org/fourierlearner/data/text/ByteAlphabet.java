package org.fourierlearner.data.text;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The printable character that stands for each byte in a byte-level `tokenizer.json`.
///
/// Printable Latin-1 characters stand for themselves; the other 68 bytes, in order, are U+0100 and on.
///
/// Source: Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", the published code.
final class ByteAlphabet {
    private static final char[] CHARACTERS = characters();
    private static final short[] BYTES = bytes();

    private ByteAlphabet() {}

    static String spell(byte[] piece) {
        var characters = new char[piece.length];
        for (int i = 0; i < piece.length; i++) {
            characters[i] = CHARACTERS[piece[i] & 0xFF];
        }
        return new String(characters);
    }

    /// {@return the bytes that `spelling` stands for; null if a character stands for no byte}
    static byte @Nullable [] parse(String spelling) {
        var piece = new byte[spelling.length()];
        for (int i = 0; i < piece.length; i++) {
            char character = spelling.charAt(i);
            if (character >= BYTES.length || BYTES[character] < 0) {
                return null;
            }
            piece[i] = (byte) BYTES[character];
        }
        return piece;
    }

    private static char[] characters() {
        var characters = new char[256];
        char next = 256;
        for (int value = 0; value < 256; value++) {
            boolean printable = (value >= '!' && value <= '~') || (value >= 0xA1 && value != 0xAD);
            characters[value] = printable ? (char) value : next++;
        }
        return characters;
    }

    private static short[] bytes() {
        var bytes = new short[256 + 68];
        Arrays.fill(bytes, (short) -1);
        for (int value = 0; value < 256; value++) {
            bytes[CHARACTERS[value]] = (short) value;
        }
        return bytes;
    }
}
