package org.fourierlearner.data.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The lines of a text, one by one. A line feed ends a line, with or without a carriage return before it; other
/// characters are left as they are.
public final class TextLines implements AutoCloseable {
    private static final int BUFFER = 1 << 13;

    private final Reader text;
    private final char[] buffer = new char[BUFFER];
    private int next;
    private int filled;
    private long number;

    /// Reads from an open text.
    ///
    /// @param text closed with this
    TextLines(Reader text) {
        this.text = text;
    }

    /// {@return the lines of a stream of UTF-8, plain or gzip}
    ///
    /// @param name for messages
    /// @param input closed with the lines
    /// @throws org.fourierlearner.storage.MalformedDataException if it begins like gzip and is damaged
    /// @throws IOException if it cannot be read
    public static TextLines of(Path name, InputStream input) throws IOException {
        return new TextLines(TextFile.open(name, input));
    }

    /// {@return the lines of a file}
    ///
    /// @param file of UTF-8, plain or gzip
    /// @throws IOException as [TextFile#open] does
    public static TextLines of(Path file) throws IOException {
        return new TextLines(new TextFile(file).open());
    }

    /// {@return the next line without its end; null after the last}
    ///
    /// @throws org.fourierlearner.storage.MalformedDataException if the text is not UTF-8, binary, damaged or empty
    /// @throws IOException if it cannot be read
    public @Nullable String next() throws IOException {
        StringBuilder line = null;
        while (next < filled || fill()) {
            line = line == null ? new StringBuilder() : line;
            int end = next;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            line.append(buffer, next, end - next);
            next = end + 1;
            if (end < filled) {
                break;
            }
        }
        if (line == null) {
            return null;
        }
        number++;
        int length = line.length();
        return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
    }

    private boolean fill() throws IOException {
        next = 0;
        filled = Math.max(0, text.read(buffer));
        return filled > 0;
    }

    /// {@return the number of the line that came last, from 1}
    public long number() {
        return number;
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
