package org.fourierlearner.data.text;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.ZipException;
import org.fourierlearner.storage.Gzip;
import org.fourierlearner.storage.MalformedDataException;

/// A file of UTF-8 text of any size, plain or gzip; which of the two its first bytes tell.
///
/// @param path where it is
public record TextFile(Path path) {
    /// Opens the text from its beginning. A byte order mark is skipped; line ends are kept as they are.
    ///
    /// The reader throws [MalformedDataException] at the first byte that is no UTF-8 and at a NUL byte, with
    /// line and byte offset, and where gzip data are damaged. Lines may have any length.
    ///
    /// @return a buffered reader, to be closed
    /// @throws NoSuchFileException if there is no such file
    /// @throws MalformedDataException if it is a folder, a pipe or empty
    /// @throws IOException if it cannot be read
    public Reader open() throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString(), null, "expected a text file, got nothing; check the path");
        }
        if (Files.isDirectory(path)) {
            throw new MalformedDataException(path, "expected a text file, got a folder");
        }
        if (!Files.isRegularFile(path)) {
            throw new MalformedDataException(
                    path, "expected a file, which is read twice, got a pipe or device; save the text to a file first");
        }
        if (Files.size(path) == 0) {
            throw new MalformedDataException(path, "expected text, got nothing; the file is empty");
        }
        return open(path, Files.newInputStream(path));
    }

    static Reader open(Path name, InputStream input) throws IOException {
        try {
            return new Utf8Reader(name, Gzip.unpacked(input));
        } catch (ZipException | EOFException fault) {
            input.close();
            throw Gzip.damaged(name, fault);
        } catch (IOException fault) {
            input.close();
            throw fault;
        }
    }
}
