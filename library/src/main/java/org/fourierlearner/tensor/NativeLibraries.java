package org.fourierlearner.tensor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/// The engine's libraries, unpacked and loaded by one process after another.
///
/// The first start on a machine unpacks them into JavaCPP's cache, which JavaCPP locks for each library by itself. But
/// to load one is to load those it depends on: without a lock around all of them, a process that starts at the same
/// time meets a library that is half written, and crashes.
final class NativeLibraries {

    static {
        loadInTurn();
    }

    private NativeLibraries() {}

    /// Does nothing more: the engine is loaded when this class is initialized.
    static void load() {}

    private static void loadInTurn() {
        try {
            Path lock = Loader.getCacheDir().toPath().resolve("fourierlearner.lock");
            try (FileChannel turn = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                turn.lock();
                Loader.load(torch.class);
            }
        } catch (IOException | OverlappingFileLockException e) {
            // a cache that is complete can be on a file system that is read-only, or has no locks
            Loader.load(torch.class);
        }
    }
}
