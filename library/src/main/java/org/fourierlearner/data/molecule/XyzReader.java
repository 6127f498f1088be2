package org.fourierlearner.data.molecule;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.storage.Sha256;
import org.jspecify.annotations.Nullable;

/// Reads extended XYZ, frame by frame: plain, gzip or xz. A frame is a line with the number of atoms, a line
/// of keys and values, and a line for each atom with the columns that `Properties` declares. Without
/// `Properties` the columns are a symbol and three coordinates, and the second line may be any text. Blank
/// lines between frames do not count.
///
/// What a frame means is not looked at: its words are of the types declared, and complete. Memory is taken for
/// one frame at a time.
///
/// Source: extended XYZ as specified by libAtoms, <https://github.com/libAtoms/extxyz>, with values read as
/// ASE's `ase.io.extxyz` reads them: a value's type is that of its words, quoted or not.
public final class XyzReader implements AutoCloseable {
    /// The most atoms of a frame. What is larger is no structure to train on, but a file of another kind.
    public static final int MOST_ATOMS = 100_000;

    private final Path file;
    private final XyzLines lines;
    private long frames;

    /// Opens a file.
    ///
    /// @param file plain, gzip or xz, which its first bytes tell
    /// @throws NoSuchFileException if there is none
    /// @throws MalformedDataException if it is a folder, or a damaged archive
    /// @throws IOException if it cannot be read
    public XyzReader(Path file) throws IOException {
        this(file, Sha256.digest());
    }

    /// @param file to be read
    /// @param digest takes in all that is read, unpacked
    XyzReader(Path file, MessageDigest digest) throws IOException {
        this(file, open(file), digest);
    }

    /// @param file for messages
    /// @param input closed with the reader, or if this fails
    /// @param digest takes in all that is read, unpacked
    XyzReader(Path file, InputStream input, MessageDigest digest) throws IOException {
        this.file = file;
        this.lines = new XyzLines(file, input, digest);
    }

    private static InputStream open(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString(), null, "expected a file, got nothing; check the path");
        }
        if (Files.isDirectory(file)) {
            throw new MalformedDataException(file, "expected a file of extended XYZ, got a folder");
        }
        return Files.newInputStream(file);
    }

    /// {@return the next frame; null after the last}
    ///
    /// @throws MalformedDataException if it is not whole, or not as declared, with file, line and frame
    /// @throws IOException if it cannot be read
    public @Nullable XyzFrame next() throws IOException {
        String line = lines.next();
        while (line != null && line.isBlank()) {
            line = lines.next();
        }
        if (line == null) {
            if (frames == 0) {
                throw new MalformedDataException(file, "expected frames of extended XYZ, got an empty file");
            }
            return null;
        }
        frames++;
        var place = new XyzPlace(file, frames, lines.number());
        int count = count(place, line.trim());
        String second = lines.next();
        if (second == null) {
            throw place.commentFault("expected a line of keys and values, got the end of the file; it is cut off");
        }
        XyzComment comment = comment(place, second);
        XyzValue properties = comment.values().get(XyzComment.PROPERTIES);
        var rows = new XyzRows(place, properties == null ? XyzFrame.plainColumns() : properties.text(), count);
        while (!rows.areComplete()) {
            String atom = lines.next();
            if (atom == null) {
                throw place.atomFault(
                        rows.count(),
                        "expected %d atoms, got %d and the end of the file; it is cut off"
                                .formatted(count, rows.count()));
            }
            rows.add(atom);
        }
        return new XyzFrame(place, comment, rows.columns());
    }

    private static int count(XyzPlace place, String line) throws MalformedDataException {
        if (!line.matches("\\+?[0-9]+")) {
            throw place.fault("expected a number of atoms, got %s%s"
                    .formatted(
                            XyzPlace.shown(line),
                            place.frame() == 1
                                    ? "; is it extended XYZ?"
                                    : "; is the number of atoms of frame %d right?".formatted(place.frame() - 1)));
        }
        String digits = line.replaceFirst("^\\+?0*", "");
        if (digits.isEmpty()) {
            throw place.fault("expected at least one atom, got 0; leave the frame out");
        }
        if (digits.length() > 9 || Integer.parseInt(digits) > MOST_ATOMS) {
            throw place.fault("expected at most %d atoms in a frame, got %s; cut the structure into parts"
                    .formatted(MOST_ATOMS, XyzPlace.shown(line)));
        }
        return Integer.parseInt(digits);
    }

    private static XyzComment comment(XyzPlace place, String line) throws MalformedDataException {
        try {
            return XyzComment.parse(line);
        } catch (IllegalArgumentException e) {
            throw place.commentFault(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
