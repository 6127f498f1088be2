package org.fourierlearner.data.image;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fourierlearner.storage.MalformedDataException;
import org.jspecify.annotations.Nullable;

/// Reads comma-separated values: a field in double quotes may hold commas, line breaks and doubled quotes. Blanks
/// around other fields do not count, nor do empty lines.
///
/// Source: Shafranovich 2005, RFC 4180, section 2.
final class CsvReader {
    private static final int END = -1;

    private final Path file;
    private final Reader text;
    private int next;
    private long line = 1;

    /// @param file for messages
    /// @param text left open
    CsvReader(Path file, Reader text) throws IOException {
        this.file = file;
        this.text = text;
        this.next = text.read();
    }

    /// A record of the file.
    ///
    /// @param line where it begins, from 1
    /// @param fields at least one
    record Row(long line, List<String> fields) {}

    /// {@return the next row, or null at the end}
    @Nullable
    Row row() throws IOException {
        while (next == '\n' || next == '\r') {
            advance();
        }
        if (next == END) {
            return null;
        }
        long start = line;
        List<String> fields = new ArrayList<>(List.of(field()));
        while (next == ',') {
            advance();
            fields.add(field());
        }
        return new Row(start, fields);
    }

    private String field() throws IOException {
        while (next == ' ' || next == '\t') {
            advance();
        }
        if (next == '"') {
            return quoted();
        }
        var field = new StringBuilder();
        while (!endsField()) {
            field.append((char) next);
            advance();
        }
        return field.toString().strip();
    }

    private String quoted() throws IOException {
        long start = line;
        var field = new StringBuilder();
        advance();
        while (next != END) {
            if (next == '"') {
                advance();
                if (next != '"') {
                    requireEndOfField();
                    return field.toString();
                }
            }
            field.append((char) next);
            advance();
        }
        throw new MalformedDataException(
                file, start, "expected a quote at the end of the field, got the end of the file");
    }

    private void requireEndOfField() throws IOException {
        while (next == ' ' || next == '\t') {
            advance();
        }
        if (!endsField()) {
            throw new MalformedDataException(
                    file,
                    line,
                    "expected a comma or the end of the line behind a quoted field, got '%c'; double the quotes in it"
                            .formatted((char) next));
        }
    }

    private boolean endsField() {
        return next == ',' || next == '\n' || next == '\r' || next == END;
    }

    private void advance() throws IOException {
        if (next == '\n') {
            line++;
        }
        next = text.read();
    }
}
