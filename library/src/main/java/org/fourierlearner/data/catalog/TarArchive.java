package org.fourierlearner.data.catalog;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads tar archives: ustar, long names as GNU tar writes them, and the `path` and `size` of pax headers.
///
/// Source: POSIX.1-2024, utility `pax`, sections "ustar Interchange Format" and "pax Interchange Format".
final class TarArchive {
    private static final int BLOCK = 512;

    /// Keeps a false size of a name from asking for all memory.
    private static final long LONGEST_NAME = 1 << 16;

    private final InputStream in;
    private final Unpacking unpacking;

    /// From headers that describe the next entry.
    private @Nullable String nextName;

    private @Nullable Long nextSize;

    private TarArchive(InputStream in, Unpacking unpacking) {
        this.in = in;
        this.unpacking = unpacking;
    }

    static void unpack(InputStream in, Unpacking unpacking) throws IOException {
        var archive = new TarArchive(in, unpacking);
        byte[] header = in.readNBytes(BLOCK);
        if (header.length == 0) {
            throw unpacking.fault("expected a tar archive, got nothing");
        }
        while (!isEnd(header)) {
            archive.entry(header);
            header = in.readNBytes(BLOCK);
        }
    }

    /// Archives end with zero blocks; some writers just stop.
    private static boolean isEnd(byte[] header) {
        return header.length == 0 || (header.length == BLOCK && Arrays.equals(header, new byte[BLOCK]));
    }

    private void entry(byte[] header) throws IOException {
        if (header.length < BLOCK || octal(header, 148, 8) != sum(header)) {
            throw unpacking.fault(
                    "expected a tar header of %d bytes with the right checksum, got something else".formatted(BLOCK));
        }
        long ownSize = number(header, 124, 12);
        char type = (char) header[156];
        switch (type) {
            case 'L' -> nextName = upToZero(description(ownSize));
            case 'x' -> pax(description(ownSize));
            // for all entries, or the target of a link: neither is used
            case 'g', 'K' -> description(ownSize);
            default -> {
                String name = nextName == null ? name(header) : nextName;
                long size = nextSize == null ? ownSize : nextSize;
                nextName = null;
                nextSize = null;
                unpack(type, name, size);
            }
        }
    }

    private void unpack(char type, String name, long size) throws IOException {
        if (size < 0) {
            throw unpacking.refused(name, "expected a size of at least 0, got " + size);
        }
        boolean file = type == '0' || type == '\0' || type == '7';
        if (type == '5' || (file && name.endsWith("/"))) {
            unpacking.folder(name);
            new Bounded(in, size).skipAll();
        } else if (file) {
            var content = new Bounded(in, size);
            unpacking.file(name, content);
        } else {
            String kind = type == '1' || type == '2' ? "a link" : "type '%s'".formatted(EntryName.printable("" + type));
            throw unpacking.refused(name, "expected a file or a folder, got " + kind);
        }
        in.skipNBytes(padding(size));
    }

    private byte[] description(long size) throws IOException {
        if (size < 0 || size > LONGEST_NAME) {
            throw unpacking.fault(
                    "expected at most %d bytes to describe an entry, got %d".formatted(LONGEST_NAME, size));
        }
        byte[] bytes = in.readNBytes((int) size);
        in.skipNBytes(size - bytes.length + padding(size));
        return bytes;
    }

    /// Reads records of the form `LENGTH KEY=VALUE\n`, where the length counts the whole record.
    private void pax(byte[] bytes) throws IOException {
        int at = 0;
        while (at < bytes.length) {
            int space = at;
            while (space < bytes.length && bytes[space] >= '0' && bytes[space] <= '9' && space - at < 6) {
                space++;
            }
            int length = space > at ? Integer.parseInt(text(bytes, at, space)) : 0;
            int equals = space;
            while (equals < bytes.length && bytes[equals] != '=') {
                equals++;
            }
            int end = at + length;
            if (end > bytes.length || equals >= end || bytes[space] != ' ' || bytes[end - 1] != '\n') {
                throw unpacking.fault("expected pax records 'length key=value', got something else");
            }
            String key = text(bytes, space + 1, equals);
            String value = text(bytes, equals + 1, end - 1);
            if (key.equals("path")) {
                nextName = value;
            } else if (key.equals("size")) {
                nextSize = size(value);
            } else if (key.startsWith("GNU.sparse.")) {
                throw unpacking.fault("expected whole files, got a sparse one");
            }
            at = end;
        }
    }

    private long size(String value) throws IOException {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException _) {
            throw unpacking.fault("pax size: expected a number, got '%s'".formatted(EntryName.printable(value)));
        }
    }

    private static String name(byte[] header) {
        String name = upToZero(Arrays.copyOfRange(header, 0, 100));
        boolean posix = text(header, 257, 263).equals("ustar\0");
        String prefix = posix ? upToZero(Arrays.copyOfRange(header, 345, 500)) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /// Octal digits, or a binary number if the first bit is set, as GNU tar writes large sizes.
    private long number(byte[] header, int from, int length) throws IOException {
        if (header[from] >= 0) {
            return octal(header, from, length);
        }
        long value = header[from] & 0x7f;
        for (int i = from + 1; i < from + length; i++) {
            if (value >>> 55 != 0) {
                throw unpacking.fault("expected a size below 2^63 bytes, got more");
            }
            value = value << 8 | (header[i] & 0xff);
        }
        return value;
    }

    private long octal(byte[] header, int from, int length) throws IOException {
        String digits =
                upToZero(Arrays.copyOfRange(header, from, from + length)).strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseUnsignedLong(digits, 8);
        } catch (NumberFormatException _) {
            throw unpacking.fault(
                    "expected an octal number in a tar header, got '%s'".formatted(EntryName.printable(digits)));
        }
    }

    /// The sum of all bytes, with spaces in place of the sum itself.
    private static long sum(byte[] header) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        return sum;
    }

    private static long padding(long size) {
        return (BLOCK - size % BLOCK) % BLOCK;
    }

    private static String upToZero(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return text(bytes, 0, end);
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /// The next `size` bytes of a stream; an early end is a fault.
    private static final class Bounded extends InputStream {
        private final InputStream in;
        private long left;

        Bounded(InputStream in, long size) {
            this.in = in;
            this.left = size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = in.read(target, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("the archive ends within a file");
            }
            left -= count;
            return count;
        }

        void skipAll() throws IOException {
            in.skipNBytes(left);
        }
    }
}
