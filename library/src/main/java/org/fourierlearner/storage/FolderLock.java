package org.fourierlearner.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;

/// Exclusive use of a run's folder, until closed or until the process ends, however it ends.
///
/// The file `.lock` inside the folder stays; it says who had the folder last. Do not open that file while
/// the lock is held: on some systems, closing it anywhere in this process would release the lock.
public final class FolderLock implements AutoCloseable {
    private static final String FILE = ".lock";
    private static final String MESSAGE = "%s %s is in use by %s; %s";

    /// Far past the content, so that systems with mandatory locks let others read who holds it.
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    /// A second channel on a file that this process has locked would release the lock when it is closed, so
    /// the process must know without opening one. By real path; the value is since when.
    private static final ConcurrentMap<Path, Instant> HELD_HERE = new ConcurrentHashMap<>();

    private final Path key;
    private final FileChannel channel;

    private FolderLock(Path key, FileChannel channel) {
        this.key = key;
        this.channel = channel;
    }

    /// {@return the lock of a folder, now held}
    ///
    /// @param folder created if it is missing
    /// @throws FolderInUseException if the folder is in use
    /// @throws IOException if the folder cannot be created or written
    public static FolderLock acquire(Path folder) throws IOException {
        return acquire("run folder", folder, "wait for it or choose another --out");
    }

    /// {@return the lock of a folder of any kind, now held}
    ///
    /// @param kind what to call the folder in a message
    /// @param folder created if it is missing
    /// @param advice what to do if it is in use
    /// @throws FolderInUseException if the folder is in use
    /// @throws IOException if the folder cannot be created or written
    public static FolderLock acquire(String kind, Path folder, String advice) throws IOException {
        Fsync.createDirectories(folder);
        Path key = folder.toRealPath();
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant since = HELD_HERE.putIfAbsent(key, now);
        if (since != null) {
            String holder = "process %d (this one) since %s".formatted(pid(), since);
            throw new FolderInUseException(MESSAGE.formatted(kind, folder, holder, advice));
        }
        boolean acquired = false;
        try {
            FolderLock lock = acquire(key, now, holder -> MESSAGE.formatted(kind, folder, holder, advice));
            acquired = true;
            return lock;
        } finally {
            if (!acquired) {
                HELD_HERE.remove(key);
            }
        }
    }

    @SuppressWarnings("resource") // the channel is handed over, and closed on every other way out
    private static FolderLock acquire(Path key, Instant now, UnaryOperator<String> message) throws IOException {
        Path file = key.resolve(FILE);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean acquired = false;
        try {
            FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
            if (lock == null) {
                throw new FolderInUseException(message.apply(holder(file)));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap("%d%n%s%n".formatted(pid(), now).getBytes(StandardCharsets.UTF_8)));
            acquired = true;
            return new FolderLock(key, channel);
        } finally {
            if (!acquired) {
                channel.close();
            }
        }
    }

    private static String holder(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        // the holder may be between locking and writing
        return lines.size() < 2 ? "another process" : "process %s since %s".formatted(lines.get(0), lines.get(1));
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    /// Gives the folder back; a second call does nothing.
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            HELD_HERE.remove(key);
        }
    }
}
