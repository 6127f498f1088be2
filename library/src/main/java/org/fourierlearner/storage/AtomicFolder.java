package org.fourierlearner.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// Folders that are complete or absent: written under another name beside the target, brought to the
/// disk with a list of checksums, and then renamed.
///
/// A crash or a full disk leaves older folders as they were. The checksums are in
/// `checksums.sha256`, as `sha256sum --check` reads them.
public final class AtomicFolder {
    private AtomicFolder() {}

    /// Writes the files of one folder.
    @FunctionalInterface
    public interface Content {
        /// Writes all files.
        ///
        /// @param folder exists, is empty, and is renamed afterwards: do not keep its path
        /// @throws IOException if writing fails; nothing is then left of the folder
        void writeTo(Path folder) throws IOException;
    }

    /// Writes a folder; when this returns, it survives a power failure.
    ///
    /// An older folder of that name is replaced. For a moment between two renames neither has the name; a
    /// crash in that moment is undone by [#recover].
    ///
    /// @param folder the target; the folder above it is created if it is missing
    /// @param content called once
    /// @throws WriteFailedException if writing fails; names the folder, which is then as it was
    /// @throws IOException if the older folder cannot be removed
    public static void write(Path folder, Content content) throws IOException {
        Path target = folder.toAbsolutePath();
        Path parent = parent(target);
        Path partial = Unfinished.partial(target);
        Path replaced = Unfinished.replaced(target);
        try {
            Fsync.createDirectories(parent);
            Files.createDirectory(partial);
            content.writeTo(partial);
            Checksums.write(partial);
            Fsync.folder(partial);
            rename(partial, target, replaced);
        } catch (IOException e) {
            Unfinished.discard(partial, e);
            throw failure(folder, e);
        } catch (RuntimeException e) {
            Unfinished.discard(partial, e);
            throw e;
        }
        // only once the new name is durable may the older version go
        Fsync.folder(parent);
        Unfinished.deleteTree(replaced);
    }

    private static void rename(Path partial, Path target, Path replaced) throws IOException {
        if (Files.notExists(target)) {
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        Files.move(target, replaced, StandardCopyOption.ATOMIC_MOVE);
        try {
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.move(replaced, target, StandardCopyOption.ATOMIC_MOVE);
            throw e;
        }
    }

    /// Deletes a folder so that a crash on the way leaves no half of it under its name.
    ///
    /// @param folder may be absent
    /// @throws IOException if deleting fails
    public static void delete(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        Path target = folder.toAbsolutePath();
        Path partial = Unfinished.partial(target);
        Files.move(target, partial, StandardCopyOption.ATOMIC_MOVE);
        Unfinished.deleteTree(partial);
        Fsync.folder(parent(target));
    }

    /// Removes what killed writers left behind, and completes or undoes their renames.
    ///
    /// @param parent the folder above the targets, in which nobody else may be writing: see [FolderLock]
    /// @throws IOException if something cannot be removed
    public static void recover(Path parent) throws IOException {
        Unfinished.recover(parent);
    }

    /// {@return what is wrong with a folder that [#write] wrote, such as `model.safetensors: checksum differs`;
    /// empty if it is as it was written}
    ///
    /// Reads every byte. Hidden files that were added later do not count.
    ///
    /// @param folder the folder to check
    public static Optional<String> damage(Path folder) {
        return Checksums.damage(folder);
    }

    static Path parent(Path absolute) {
        Path parent = absolute.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("target: expected a path below the root, got " + absolute);
        }
        return parent;
    }

    static WriteFailedException failure(Path target, IOException cause) {
        return new WriteFailedException(target, cause, "what was there before is untouched");
    }
}
