package org.fourierlearner.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Files that are complete or absent: written under another name beside the target, brought to the disk,
/// and then renamed.
///
/// A crash or a full disk leaves the older version as it was. What a killed writer leaves behind is
/// removed by [AtomicFolder#recover].
public final class AtomicFile {
    private AtomicFile() {}

    /// Writes the content of one file.
    @FunctionalInterface
    public interface Content {
        /// Writes all of it.
        ///
        /// @param channel where to; blocking, and empty
        /// @throws IOException if writing fails; the file is then left as it was
        void writeTo(SeekableByteChannel channel) throws IOException;
    }

    /// Writes a file; when this returns, it survives a power failure.
    ///
    /// @param file replaced if it exists; its folder is created if it is missing
    /// @param bytes the content
    /// @throws IOException if writing fails; names the file, which is then as it was
    public static void write(Path file, byte[] bytes) throws IOException {
        write(file, channel -> {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        });
    }

    /// Writes a file; when this returns, it survives a power failure.
    ///
    /// @param file replaced if it exists; its folder is created if it is missing
    /// @param content called once
    /// @throws IOException if writing fails; names the file, which is then as it was
    public static void write(Path file, Content content) throws IOException {
        Path target = file.toAbsolutePath();
        Path parent = AtomicFolder.parent(target);
        Path partial = Unfinished.partial(target);
        try {
            Fsync.createDirectories(parent);
            try (FileChannel channel =
                    FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                content.writeTo(channel);
                channel.force(true);
            }
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Unfinished.discard(partial, e);
            throw AtomicFolder.failure(file, e);
        } catch (RuntimeException e) {
            Unfinished.discard(partial, e);
            throw e;
        }
        Fsync.folder(parent);
    }
}
