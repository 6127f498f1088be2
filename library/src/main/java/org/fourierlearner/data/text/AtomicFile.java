package org.fourierlearner.data.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Files that appear whole or not at all, also when several processes write the same one.
final class AtomicFile {
    private AtomicFile() {}

    /// Writes the content of a file that nobody else sees.
    interface Content {
        void writeTo(Path unfinished) throws IOException;
    }

    static void write(Path file, byte[] bytes) throws IOException {
        write(file, unfinished -> Files.write(unfinished, bytes));
    }

    static void write(Path file, Content content) throws IOException {
        Path target = file.toAbsolutePath();
        Path unfinished = target.resolveSibling(target.getFileName() + "."
                + ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime()) + ".unfinished");
        try {
            content.writeTo(unfinished);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
