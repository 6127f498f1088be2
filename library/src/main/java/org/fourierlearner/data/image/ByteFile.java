package org.fourierlearner.data.image;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.zip.ZipException;
import org.fourierlearner.storage.Gzip;
import org.fourierlearner.storage.MalformedDataException;

/// A file of bytes, plain or gzip, read from its beginning. Takes memory for what is there, not for what is said
/// to be.
final class ByteFile implements Closeable {
    /// The longest array of every JVM.
    static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    private final Path path;
    private final InputStream input;
    private final MessageDigest digest;

    /// @param path for messages
    /// @param packed plain or gzip; closed with the file, or if this fails
    /// @param digest takes in all that is read, unpacked
    ByteFile(Path path, InputStream packed, MessageDigest digest) throws IOException {
        this.path = path;
        this.digest = digest;
        try {
            this.input = Gzip.unpacked(packed);
        } catch (IOException e) {
            packed.close();
            throw told(e);
        }
    }

    static ByteFile open(Path path, MessageDigest digest) throws IOException {
        requireFile(path);
        return new ByteFile(path, Files.newInputStream(path), digest);
    }

    static void requireFile(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString(), null, "expected a file, got nothing; check the path");
        }
        if (Files.isDirectory(path)) {
            throw new MalformedDataException(path, "expected a file, got a folder");
        }
    }

    Path path() {
        return path;
    }

    /// {@return the next bytes, fewer than wanted only at the end}
    byte[] read(int count) throws IOException {
        try {
            byte[] bytes = input.readNBytes(count);
            digest.update(bytes);
            return bytes;
        } catch (ZipException | EOFException e) {
            throw told(e);
        }
    }

    /// {@return the next four bytes as a number, the highest first}
    ///
    /// @param what the number is, for the message
    int readInt(String what) throws IOException {
        byte[] bytes = read(Integer.BYTES);
        if (bytes.length < Integer.BYTES) {
            throw fault("expected %s, got the end of the file; it is cut off".formatted(what));
        }
        return ByteBuffer.wrap(bytes).getInt();
    }

    /// {@return exactly the bytes that are left}
    ///
    /// @param count how many these should be
    /// @param what they are, for the message
    byte[] readRest(int count, String what) throws IOException {
        byte[] bytes = read(count);
        if (bytes.length < count) {
            throw fault("expected %d bytes of %s, got %d; the file is cut off".formatted(count, what, bytes.length));
        }
        if (read(1).length > 0) {
            throw fault("expected %d bytes of %s, got more; it is another file, or damaged".formatted(count, what));
        }
        return bytes;
    }

    MalformedDataException fault(String message) {
        return new MalformedDataException(path, message);
    }

    private IOException told(IOException fault) {
        return fault instanceof ZipException || fault instanceof EOFException ? Gzip.damaged(path, fault) : fault;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
