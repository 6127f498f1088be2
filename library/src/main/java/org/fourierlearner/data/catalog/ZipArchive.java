package org.fourierlearner.data.catalog;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Enumeration;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// Reads zip archives by their central directory.
final class ZipArchive {
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int ENTRY = 0x02014b50;
    private static final int ENTRY_BYTES = 46;
    private static final int UNIX = 3;
    private static final int KIND = 0xf000;
    private static final int FOLDER = 0x4000;
    private static final int FILE = 0x8000;

    private ZipArchive() {}

    static void unpack(Path archive, Unpacking unpacking) throws IOException {
        refuseLinks(archive, unpacking);
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (entry.isDirectory()) {
                    unpacking.folder(entry.getName());
                } else {
                    file(zip, entry, unpacking);
                }
            }
        } catch (IllegalArgumentException e) {
            // names that are not in the encoding that the archive claims
            throw new ZipException(e.getMessage());
        }
    }

    private static void file(ZipFile zip, ZipEntry entry, Unpacking unpacking) throws IOException {
        var sum = new CRC32();
        InputStream raw = zip.getInputStream(entry);
        if (raw == null) {
            throw unpacking.refused(entry.getName(), "expected content, got none");
        }
        try (InputStream content = new CheckedInputStream(raw, sum)) {
            unpacking.file(entry.getName(), content);
        }
        if (sum.getValue() != entry.getCrc()) {
            throw unpacking.refused(
                    entry.getName(), "expected CRC %08x, got %08x".formatted(entry.getCrc(), sum.getValue()));
        }
    }

    /// The JDK's reader does not tell links from files, and would write the target's name as content.
    private static void refuseLinks(Path archive, Unpacking unpacking) throws IOException {
        try (FileChannel channel = FileChannel.open(archive, StandardOpenOption.READ)) {
            long tailStart = Math.max(0, channel.size() - END_BYTES - LONGEST_COMMENT);
            ByteBuffer tail = read(channel, tailStart, channel.size() - tailStart);
            int end = tail.limit() - END_BYTES;
            while (end >= 0 && tail.getInt(end) != END) {
                end--;
            }
            if (end < 0) {
                throw new ZipException("there is no central directory");
            }
            long directoryBytes = Integer.toUnsignedLong(tail.getInt(end + 12));
            long directory = tailStart + end - directoryBytes;
            // its size is out of reach in archives of more than 65535 entries or 4 GiB (zip64)
            if (directory < 0 || directoryBytes == 0xffffffffL || tail.getShort(end + 10) == -1) {
                throw unpacking.fault("expected fewer than 65535 entries and less than 4 GiB, got a larger zip;"
                        + " use a tar archive");
            }
            refuseLinks(read(channel, directory, directoryBytes), unpacking);
        }
    }

    private static void refuseLinks(ByteBuffer directory, Unpacking unpacking) throws IOException {
        int at = 0;
        while (at + ENTRY_BYTES <= directory.limit() && directory.getInt(at) == ENTRY) {
            int nameBytes = Short.toUnsignedInt(directory.getShort(at + 28));
            int kind = directory.getShort(at + 40) & KIND;
            boolean unix = directory.get(at + 5) == UNIX;
            if (unix && kind != 0 && kind != FOLDER && kind != FILE) {
                byte[] name = new byte[Math.min(nameBytes, directory.limit() - at - ENTRY_BYTES)];
                directory.get(at + ENTRY_BYTES, name);
                throw unpacking.refused(
                        new String(name, StandardCharsets.UTF_8),
                        "expected a file or a folder, got a link or something else");
            }
            at += ENTRY_BYTES
                    + nameBytes
                    + Short.toUnsignedInt(directory.getShort(at + 30))
                    + Short.toUnsignedInt(directory.getShort(at + 32));
        }
    }

    private static ByteBuffer read(FileChannel channel, long position, long size) throws IOException {
        if (size > Integer.MAX_VALUE - 8) {
            throw new ZipException("the central directory is larger than 2 GiB");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new EOFException("the archive became shorter");
            }
        }
        return bytes.flip();
    }
}
