package org.fourierlearner.storage;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Names and removes what is on its way to its final name, or from it.
///
/// `.NAME.RANDOM.partial` is being written or deleted and of no use to anyone; `.NAME.RANDOM.replaced`
/// is the older version of `NAME`, moved out of the way.
final class Unfinished {
    private static final Pattern NAME = Pattern.compile("\\.(?<name>.+)\\.[0-9a-f]{16}\\.(?<state>partial|replaced)");

    private Unfinished() {}

    /// {@return a fresh name beside `target`, for a version that is not complete}
    static Path partial(Path target) {
        return beside(target, "partial");
    }

    /// {@return a fresh name beside `target`, for the version that is replaced}
    static Path replaced(Path target) {
        return beside(target, "replaced");
    }

    private static Path beside(Path target, String state) {
        long random = ThreadLocalRandom.current().nextLong();
        return target.resolveSibling(
                ".%s.%s.%s".formatted(target.getFileName(), HexFormat.of().toHexDigits(random), state));
    }

    /// Puts back replaced versions that nothing took the place of, and deletes everything else unfinished.
    static void recover(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                Matcher matcher = NAME.matcher(entry.getFileName().toString());
                if (matcher.matches()) {
                    Path target = entry.resolveSibling(matcher.group("name"));
                    if (matcher.group("state").equals("replaced") && Files.notExists(target)) {
                        Files.move(entry, target);
                    } else {
                        deleteTree(entry);
                    }
                }
            }
        }
        Fsync.folder(folder);
    }

    /// Deletes a file or folder, if it is there; links are deleted, not followed.
    static void deleteTree(Path path) throws IOException {
        if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException fault) throws IOException {
                if (fault != null) {
                    throw fault;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /// Clears away after a failure that is about to be reported.
    static void discard(Path partial, Exception failure) {
        try {
            deleteTree(partial);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
