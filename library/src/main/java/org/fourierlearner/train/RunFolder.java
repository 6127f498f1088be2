package org.fourierlearner.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.config.RecordWriter;
import org.fourierlearner.storage.AtomicFile;
import org.fourierlearner.storage.AtomicFolder;
import org.fourierlearner.storage.Checkpoint;
import org.fourierlearner.storage.CheckpointStore;
import org.fourierlearner.storage.FolderLock;

/// The folder that holds everything of a run: `config.toml`, `checkpoints/`, `metrics.csv`, event files,
/// prepared data.
///
/// @param path the folder
/// @param data where prepared data is kept
public record RunFolder(Path path, Path data) {
    private static final String CONFIG = "config.toml";
    private static final String CHECKPOINTS = "checkpoints";

    /// A run that keeps its prepared data to itself.
    ///
    /// @param path the folder
    public RunFolder(Path path) {
        this(path, path.resolve("data"));
    }

    /// {@return whether a run has begun here}
    public boolean exists() {
        return Files.exists(path.resolve(CONFIG));
    }

    /// Makes the folder and writes the configuration into it.
    ///
    /// @param config the resolved configuration
    /// @return held as long as the run is used
    /// @throws IOException if a run has begun here, or the folder cannot be written
    public FolderLock begin(RunConfig config) throws IOException {
        FolderLock lock = acquire();
        try {
            if (exists()) {
                throw new IOException(
                        "%s: expected no run in this folder, got one; continue it with --resume or choose another --out"
                                .formatted(path));
            }
            keep(config);
            return lock;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /// Makes this the configuration that the run goes on with.
    void keep(RunConfig config) throws IOException {
        AtomicFile.write(
                path.resolve(CONFIG),
                RecordWriter.write(config, RunConfig.class).getBytes(StandardCharsets.UTF_8));
    }

    /// Makes the folder free for another run if this one has saved nothing, so that a mistake in the
    /// configuration does not cost its name.
    ///
    /// @throws IOException if the configuration cannot be deleted
    public void abandonUnlessSaved() throws IOException {
        Path checkpoints = path.resolve(CHECKPOINTS);
        if (Files.isDirectory(checkpoints)) {
            try (Stream<Path> saved = Files.list(checkpoints)) {
                if (saved.findAny().isPresent()) {
                    return;
                }
            }
        }
        Files.deleteIfExists(path.resolve(CONFIG));
    }

    /// {@return held as long as the run is used}
    ///
    /// @throws IOException if there is no run here, or another process uses it
    public FolderLock lock() throws IOException {
        requireRun();
        return acquire();
    }

    /// Takes the lock, and removes what a killed process left unfinished.
    private FolderLock acquire() throws IOException {
        FolderLock lock = FolderLock.acquire(path);
        try {
            AtomicFolder.recover(path);
            AtomicFolder.recover(data());
            return lock;
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    private void requireRun() throws IOException {
        if (!Files.isDirectory(path)) {
            throw new NoSuchFileException(path.toString());
        }
        if (!exists()) {
            throw new IOException("%s: expected the folder of a run, got one without %s".formatted(path, CONFIG));
        }
    }

    /// {@return the configuration of the run}
    ///
    /// @param overrides what to change, as `key=value`
    /// @throws IOException if there is no run here
    public RunConfig config(List<String> overrides) throws IOException {
        requireRun();
        return RecordReader.read(path.resolve(CONFIG), overrides, RunConfig.class);
    }

    /// {@return the checkpoints}
    ///
    /// @param keepLast how many of the newest to keep
    /// @param notices told of damaged ones
    /// @throws IOException if the folder cannot be read
    public CheckpointStore checkpoints(int keepLast, Consumer<String> notices) throws IOException {
        return CheckpointStore.open(path.resolve(CHECKPOINTS), keepLast, notices);
    }

    /// {@return the folder of the best model of a run, or the folder itself if it holds a model}
    ///
    /// @param runOrModel a run's folder, or a checkpoint's
    /// @param notices told of damaged checkpoints
    /// @throws IOException if there is no model
    public static Path modelFolder(Path runOrModel, Consumer<String> notices) throws IOException {
        if (Files.exists(runOrModel.resolve("model.safetensors"))) {
            return runOrModel;
        }
        Path checkpoints = runOrModel.resolve(CHECKPOINTS);
        if (!Files.isDirectory(runOrModel)) {
            throw new IOException("%s: expected the folder of a run or of a model, got %s"
                    .formatted(runOrModel, Files.exists(runOrModel) ? "a file" : "nothing"));
        }
        if (!Files.isDirectory(checkpoints)) {
            throw new IOException("%s: expected the folder of a run or of a model, got one without checkpoints"
                    .formatted(runOrModel));
        }
        // a training may be writing there
        return CheckpointStore.reading(checkpoints, notices)
                .best()
                .map(Checkpoint::folder)
                .orElseThrow(() -> new IOException(
                        "%s: expected a good checkpoint, got none; train --resume makes new ones, from step 1 if all are damaged"
                                .formatted(runOrModel)));
    }
}
