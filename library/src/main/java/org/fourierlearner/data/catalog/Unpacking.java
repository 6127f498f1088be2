package org.fourierlearner.data.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.fourierlearner.storage.MalformedDataException;

/// Writes entries of an archive below one folder, within limits.
final class Unpacking {
    private final Path archive;
    private final Path folder;
    private final Archive.Limits limits;

    /// Names in lower case, since some file systems ignore case.
    private final Set<String> files = new HashSet<>();

    private int entries;
    private long bytes;

    Unpacking(Path archive, Path folder, Archive.Limits limits) {
        this.archive = archive;
        this.folder = folder;
        this.limits = limits;
    }

    /// Counts an entry and creates a folder.
    void folder(String name) throws IOException {
        countEntry();
        Files.createDirectories(resolve(parts(name)));
    }

    /// Counts an entry and writes a file.
    void file(String name, InputStream content) throws IOException {
        countEntry();
        List<String> parts = parts(name);
        if (parts.isEmpty() || name.endsWith("/")) {
            throw refused(name, "expected the name of a file");
        }
        if (!files.add(String.join("/", parts).toLowerCase(Locale.ROOT))) {
            throw refused(name, "expected one of that name, got two");
        }
        Path target = resolve(parts);
        Files.createDirectories(target.resolveSibling("."));
        try (OutputStream out =
                Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            copy(content, out);
        }
    }

    /// Copies content that counts towards the limit.
    void copy(InputStream content, OutputStream out) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
            bytes += count;
            if (bytes > limits.bytes()) {
                throw fault("expected at most %d bytes when unpacked, got more".formatted(limits.bytes()));
            }
            out.write(buffer, 0, count);
        }
    }

    private void countEntry() throws MalformedDataException {
        entries++;
        if (entries > limits.entries()) {
            throw fault("expected at most %d entries, got more".formatted(limits.entries()));
        }
    }

    private List<String> parts(String name) throws MalformedDataException {
        return EntryName.parts(name)
                .orElseThrow(() -> refused(name, "expected a relative path of plain names, below the folder"));
    }

    /// {@return the fault of the whole archive}
    MalformedDataException fault(String message) {
        return new MalformedDataException(archive, message);
    }

    /// {@return the fault of one entry}
    MalformedDataException refused(String name, String message) {
        return fault("entry '%s': %s".formatted(EntryName.printable(name), message));
    }

    private Path resolve(List<String> parts) {
        Path path = folder;
        for (String part : parts) {
            path = path.resolve(part);
        }
        return path;
    }
}
