package org.fourierlearner.data.catalog;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.fourierlearner.storage.Sha256;

/// Checks size and SHA-256 of a file while its bytes pass by.
final class Verification {
    private final DataFile file;
    private final MessageDigest digest = Sha256.digest();
    private long bytes;

    Verification(DataFile file) {
        this.file = file;
    }

    /// {@return the verification of a whole file at hand}
    static Verification of(DataFile file, Path path) throws IOException {
        var verification = new Verification(file);
        verification.copy(path, Channels.newChannel(OutputStream.nullOutputStream()));
        return verification;
    }

    /// Passes on the bytes of a file.
    void copy(Path path, WritableByteChannel target) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        try (FileChannel source = FileChannel.open(path, StandardOpenOption.READ)) {
            while (source.read(buffer.clear()) >= 0) {
                buffer.flip();
                add(buffer.duplicate());
                while (buffer.hasRemaining()) {
                    target.write(buffer);
                }
            }
        }
    }

    /// Takes in the next bytes.
    void add(ByteBuffer next) {
        bytes += next.remaining();
        digest.update(next);
    }

    /// Forgets all bytes.
    void restart() {
        bytes = 0;
        digest.reset();
    }

    /// {@return the bytes so far}
    long bytes() {
        return bytes;
    }

    /// {@return whether more bytes would be too many}
    boolean hasRoomFor(long more) {
        return more <= file.sizeBytes() - bytes;
    }

    /// {@return what is wrong with all the bytes; empty if nothing is} Ends the verification.
    Optional<String> fault() {
        String sum = HexFormat.of().formatHex(digest.digest());
        if (file.accepts(bytes, sum)) {
            return Optional.empty();
        }
        return Optional.of(
                bytes == file.sizeBytes()
                        ? "expected SHA-256 %s, got %s".formatted(file.sha256(), sum)
                        : "expected %d bytes, got %d".formatted(file.sizeBytes(), bytes));
    }

    /// Ends the verification.
    ///
    /// @param path for the message
    /// @throws IOException if size or checksum differ
    void requireRight(Path path) throws IOException {
        Optional<String> fault = fault();
        if (fault.isPresent()) {
            throw new IOException("%s: %s; it is damaged, or another version: the right one is at %s"
                    .formatted(path, fault.get(), file.url()));
        }
    }
}
