package org.fourierlearner.data.text;

import java.io.IOException;
import java.io.Reader;

/// One text after the other.
final class ChainedReader extends Reader {
    private final Reader first;
    private final Reader second;
    private boolean firstEnded;

    ChainedReader(Reader first, Reader second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public int read(char[] into, int offset, int length) throws IOException {
        if (!firstEnded) {
            int read = first.read(into, offset, length);
            if (read >= 0) {
                return read;
            }
            firstEnded = true;
        }
        return second.read(into, offset, length);
    }

    @Override
    public void close() throws IOException {
        first.close();
        second.close();
    }
}
