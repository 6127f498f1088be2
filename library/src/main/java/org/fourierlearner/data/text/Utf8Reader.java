package org.fourierlearner.data.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Path;
import java.util.zip.ZipException;
import org.fourierlearner.storage.Gzip;
import org.fourierlearner.storage.MalformedDataException;

/// Reads UTF-8 and refuses everything else; skips a byte order mark.
final class Utf8Reader extends Reader {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Path file;
    private final InputStream input;
    private final CharsetDecoder utf8 = UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES).flip();
    private final CharBuffer chars = CharBuffer.allocate(BUFFER_BYTES).flip();

    private boolean started;
    private boolean ended;
    private long line = 1;

    /// The number of bytes decoded so far.
    private long offset;

    /// @param file for messages
    /// @param input closed with the reader
    Utf8Reader(Path file, InputStream input) {
        this.file = file;
        this.input = input;
    }

    @Override
    public int read(char[] into, int from, int length) throws IOException {
        while (!chars.hasRemaining()) {
            if (ended) {
                return -1;
            }
            refill();
        }
        int count = Math.min(length, chars.remaining());
        chars.get(into, from, count);
        return count;
    }

    private void refill() throws IOException {
        bytes.compact();
        int read = readBytes();
        ended = read < 0;
        bytes.position(bytes.position() + Math.max(read, 0)).flip();
        int before = bytes.position();
        CoderResult result = utf8.decode(bytes, chars.clear(), ended);
        chars.flip();
        account(before);
        if (result.isError()) {
            throw new MalformedDataException(
                    file,
                    line,
                    "expected UTF-8, got the byte 0x%02X at byte %d of the text; convert the file to UTF-8"
                            .formatted(bytes.get(bytes.position()), offset));
        }
        if (!started && chars.hasRemaining()) {
            started = true;
            if (chars.get(chars.position()) == BYTE_ORDER_MARK) {
                chars.get();
            }
        }
        if (ended && !started) {
            throw new MalformedDataException(file, "expected text, got nothing; the file is empty");
        }
    }

    private int readBytes() throws IOException {
        try {
            return input.read(bytes.array(), bytes.position(), bytes.remaining());
        } catch (ZipException | EOFException fault) {
            throw Gzip.damaged(file, fault);
        }
    }

    private void account(int from) throws MalformedDataException {
        for (int i = from; i < bytes.position(); i++) {
            byte value = bytes.get(i);
            if (value == '\n') {
                line++;
            } else if (value == 0) {
                throw new MalformedDataException(
                        file,
                        line,
                        "expected text, got a NUL at byte %d of the text; this is a binary file or one in UTF-16"
                                .formatted(offset + i - from));
            }
        }
        offset += bytes.position() - from;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
