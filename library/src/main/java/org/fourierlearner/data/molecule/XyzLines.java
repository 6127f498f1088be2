package org.fourierlearner.data.molecule;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.zip.ZipException;
import org.fourierlearner.storage.Gzip;
import org.fourierlearner.storage.MalformedDataException;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZIOException;
import org.tukaani.xz.XZInputStream;

/// The lines of a file, plain, gzip or xz, which its first bytes tell. Holds one line at a time.
final class XyzLines implements Closeable {
    /// The longest line: a file without line breaks is none of ours, and would fill the memory.
    static final int MOST_BYTES = 1 << 20;

    /// What unpacking xz may take, in KiB: `xz -9` needs half of it.
    private static final int XZ_MEMORY = 1 << 17;

    private static final byte[] XZ_MAGIC = {(byte) 0xFD, '7', 'z', 'X', 'Z', 0};
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final Path file;
    private final InputStream input;
    private final boolean isXz;
    private final MessageDigest digest;
    private final byte[] buffer = new byte[1 << 16];
    private int next;
    private int filled;
    private long number;

    /// @param file for messages
    /// @param packed or plain; closed with the lines, or if this fails
    /// @param digest takes in all that is read, unpacked
    XyzLines(Path file, InputStream packed, MessageDigest digest) throws IOException {
        this.file = file;
        this.digest = digest;
        try {
            var start = new PushbackInputStream(packed, XZ_MAGIC.length);
            byte[] magic = start.readNBytes(XZ_MAGIC.length);
            start.unread(magic);
            this.isXz = startsWith(magic, magic.length, XZ_MAGIC);
            this.input = isXz ? new XZInputStream(start, XZ_MEMORY) : Gzip.unpacked(start);
        } catch (IOException e) {
            packed.close();
            throw told(e);
        }
    }

    private static boolean startsWith(byte[] bytes, int length, byte[] start) {
        return length >= start.length && ByteBuffer.wrap(bytes, 0, start.length).equals(ByteBuffer.wrap(start));
    }

    /// {@return the next line without its end; null after the last}
    @Nullable
    String next() throws IOException {
        if (next == filled && !fill()) {
            return null;
        }
        if (number == 0 && startsWith(buffer, filled, BYTE_ORDER_MARK)) {
            next = BYTE_ORDER_MARK.length;
        }
        number++;
        int end = endOfLine();
        if (end < filled) {
            String line = decoded(buffer, next, end - next);
            next = end + 1;
            return line;
        }
        return longLine();
    }

    /// {@return the line that goes on beyond the buffer}
    private String longLine() throws IOException {
        var line = new ByteArrayOutputStream();
        int end = filled;
        boolean more = true;
        while (more) {
            line.write(buffer, next, end - next);
            if (line.size() > MOST_BYTES) {
                throw fault("expected lines of at most %d bytes, got a longer one; it is another format, or damaged"
                        .formatted(MOST_BYTES));
            }
            boolean ended = end < filled;
            next = ended ? end + 1 : filled;
            more = !ended && fill();
            end = endOfLine();
        }
        return decoded(line.toByteArray(), 0, line.size());
    }

    private int endOfLine() {
        int end = next;
        while (end < filled && buffer[end] != '\n') {
            end++;
        }
        return end;
    }

    private String decoded(byte[] bytes, int start, int length) throws IOException {
        boolean ascii = true;
        for (int i = start; i < start + length; i++) {
            if (bytes[i] == 0) {
                throw fault("expected text, got a NUL byte; it is another format, or damaged");
            }
            ascii &= bytes[i] > 0;
        }
        if (ascii) {
            return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, length))
                    .toString();
        } catch (CharacterCodingException _) {
            throw fault("expected text in UTF-8, got bytes that are none; it is another format, or damaged");
        }
    }

    private boolean fill() throws IOException {
        try {
            next = 0;
            filled = Math.max(0, input.read(buffer));
            digest.update(buffer, 0, filled);
            return filled > 0;
        } catch (ZipException | EOFException | XZIOException e) {
            throw told(e);
        }
    }

    private MalformedDataException fault(String message) {
        return new MalformedDataException(file, number, message);
    }

    private IOException told(IOException fault) {
        if (isXz && (fault instanceof XZIOException || fault instanceof EOFException)) {
            String how = fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
            return new MalformedDataException(
                    file, "expected xz data, got a damaged file (%s); fetch it again".formatted(how), fault);
        }
        return fault instanceof ZipException || fault instanceof EOFException ? Gzip.damaged(file, fault) : fault;
    }

    /// {@return the number of the line that came last, from 1}
    long number() {
        return number;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
