package org.fourierlearner.data.text;

import java.io.IOException;
import java.io.Reader;

/// The characters (code points) of a text from `from`, inclusive, to `to`, exclusive.
final class CharacterRange extends Reader {
    private final Reader text;
    private final long from;
    private final long to;
    private long begun;

    CharacterRange(Reader text, long from, long to) {
        this.text = text;
        this.from = from;
        this.to = to;
    }

    @Override
    public int read(char[] into, int offset, int length) throws IOException {
        // the low half of the last pair is still to come when begun == to
        while (begun <= to) {
            int read = text.read(into, offset, length);
            if (read < 0) {
                return -1;
            }
            int kept = offset;
            for (int i = offset; i < offset + read; i++) {
                if (!Character.isLowSurrogate(into[i])) {
                    begun++;
                }
                if (begun > from && begun <= to) {
                    into[kept++] = into[i];
                }
            }
            if (kept > offset) {
                return kept - offset;
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
