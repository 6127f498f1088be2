package org.fourierlearner.data.catalog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.fourierlearner.storage.WriteFailedException;

/// The first bytes of a file on its way, `NAME.part`, and which version they are of, `NAME.part.version`.
///
/// The version is what the server calls it, for the header `If-Range`; without it the bytes are of no use.
final class PartFile implements AutoCloseable {
    private final Path path;
    private final Path versionPath;
    private final FileChannel channel;

    private PartFile(Path path, FileChannel channel) {
        this.path = path;
        this.versionPath = path.resolveSibling(path.getFileName() + ".version");
        this.channel = channel;
    }

    /// Opens what there is.
    static PartFile open(Path path) throws IOException {
        return new PartFile(
                path,
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    /// {@return the bytes at hand}
    long size() throws IOException {
        return channel.size();
    }

    /// {@return which version they are of, or an empty text}
    String version() throws IOException {
        return Files.exists(versionPath) ? Files.readString(versionPath, StandardCharsets.UTF_8) : "";
    }

    /// Forgets all bytes; those to come are of this version.
    void restart(String version) throws IOException {
        channel.truncate(0);
        Files.writeString(versionPath, version, StandardCharsets.UTF_8);
    }

    /// Lets a verification see the bytes at hand.
    void addTo(Verification verification) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        channel.position(0);
        while (channel.read(buffer.clear()) >= 0) {
            verification.add(buffer.flip());
        }
    }

    /// Appends bytes.
    void append(ByteBuffer bytes) throws IOException {
        try {
            channel.position(channel.size());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new WriteFailedException(path, e, "free some space and start again: what has come so far is kept");
        }
    }

    /// Gives the complete file its name.
    void rename(Path target) throws IOException {
        channel.force(true);
        channel.close();
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
        Files.deleteIfExists(versionPath);
    }

    /// Forgets all bytes, and leaves nothing behind.
    void discard() throws IOException {
        channel.close();
        Files.deleteIfExists(versionPath);
        Files.deleteIfExists(path);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
