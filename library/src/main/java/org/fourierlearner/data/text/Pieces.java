package org.fourierlearner.data.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/// The bytes of every token of a vocabulary.
final class Pieces {
    private final byte[][] bytes;

    /// @param bytes by token; not copied
    Pieces(byte[][] bytes) {
        this.bytes = bytes;
    }

    byte[][] bytes() {
        return bytes;
    }

    int size() {
        return bytes.length;
    }

    byte[] of(int token) {
        if (token < 0 || token >= bytes.length) {
            throw new IllegalArgumentException("token: expected 0 ≤ token < %d, got %d".formatted(bytes.length, token));
        }
        return bytes[token];
    }

    String decode(int... tokens) {
        var text = new ByteArrayOutputStream(4 * tokens.length);
        for (int token : tokens) {
            text.writeBytes(of(token));
        }
        return text.toString(UTF_8);
    }

    static Pieces singleBytes() {
        var bytes = new byte[256][];
        for (int value = 0; value < bytes.length; value++) {
            bytes[value] = new byte[] {(byte) value};
        }
        return new Pieces(bytes);
    }
}
