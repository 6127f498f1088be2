package org.fourierlearner.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fourierlearner.train.RunConfig;
import org.fourierlearner.train.RunFolder;

/// What `flt evaluate` was asked to measure, and the run that it belongs to.
///
/// @param path as on the command line
record EvaluatedRun(Path path) {

    /// {@return the run itself, or the one that a checkpoint belongs to}
    Optional<RunFolder> folder() {
        Path model = path.toAbsolutePath().normalize();
        return Stream.of(path, model.resolve("../..").normalize())
                .map(RunFolder::new)
                .filter(RunFolder::exists)
                .findFirst();
    }

    /// {@return where files about it go}
    Path home() {
        return folder().map(RunFolder::path).orElse(path);
    }

    /// {@return the configuration of the run}
    ///
    /// @param advice if there is no run
    RunConfig config(String advice) throws IOException {
        return folder().orElseThrow(() ->
                        new IOException("%s: expected the folder of a run, got a model; %s".formatted(path, advice)))
                .config(List.of());
    }

    /// {@return where the text goes in tokens}
    Cache cache() throws IOException {
        Optional<RunFolder> folder = folder();
        return folder.isPresent()
                ? new Cache(folder.get().data(), false)
                : new Cache(Files.createTempDirectory("flt-evaluate"), true);
    }

    /// Where the text goes in tokens; a model that belongs to no run has no place for it.
    record Cache(Path folder, boolean temporary) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            if (temporary) {
                try (Stream<Path> files = Files.list(folder)) {
                    for (Path file : (Iterable<Path>) files::iterator) {
                        Files.delete(file);
                    }
                }
                Files.delete(folder);
            }
        }
    }
}
