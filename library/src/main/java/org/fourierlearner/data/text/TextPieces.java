package org.fourierlearner.data.text;

import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A text in pieces whose tokens, one piece after the other, are the tokens of the whole.
///
/// A piece is longer than usual where the text goes on without a safe place to cut it, such as one word of
/// many megabytes.
final class TextPieces {
    private static final int USUAL_LENGTH = 1 << 16;

    private final Reader text;
    private char[] buffer;
    private int length;
    private boolean ended;

    TextPieces(Reader text) {
        this(text, USUAL_LENGTH);
    }

    TextPieces(Reader text, int usualLength) {
        this.text = text;
        buffer = new char[usualLength];
    }

    /// {@return the next piece; null at the end}
    @Nullable
    String next() throws IOException {
        fill();
        int cut = ended ? length : PreTokenizer.lastCut(buffer, length);
        while (cut == 0 && !ended) {
            buffer = Arrays.copyOf(buffer, Math.multiplyExact(2, buffer.length));
            fill();
            cut = ended ? length : PreTokenizer.lastCut(buffer, length);
        }
        if (cut == 0) {
            return null;
        }
        var piece = new String(buffer, 0, cut);
        length -= cut;
        System.arraycopy(buffer, cut, buffer, 0, length);
        return piece;
    }

    private void fill() throws IOException {
        while (!ended && length < buffer.length) {
            int read = text.read(buffer, length, buffer.length - length);
            if (read < 0) {
                ended = true;
            } else {
                length += read;
            }
        }
    }
}
