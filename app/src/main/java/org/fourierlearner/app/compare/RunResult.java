package org.fourierlearner.app.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.config.RecordWriter;
import org.fourierlearner.storage.AtomicFile;

/// What came of a run, kept in its folder.
///
/// @param status whether it is done
/// @param measure the name of the score; empty if it was never evaluated
/// @param score the best validation score, the lower the better
/// @param accuracy the share of right labels, of models that tell labels: on data for a test if
///     there are such, else at
///     that evaluation
/// @param parameters how many numbers the model learns
/// @param stateFloats see [ModelSize]
/// @param stepsPerSecond in training, without evaluations
/// @param seconds of training, without evaluations
/// @param peakBytes the most memory that was resident, where the system tells
/// @param message why it failed; empty if it did not
public record RunResult(
        Status status,
        String measure,
        Optional<Double> score,
        Optional<Double> accuracy,
        long parameters,
        Optional<Long> stateFloats,
        Optional<Double> stepsPerSecond,
        Optional<Double> seconds,
        Optional<Long> peakBytes,
        String message) {
    private static final String FILE = "result.toml";

    /// How far a run is.
    public enum Status {
        /// All steps are done.
        FINISHED,
        /// It goes on from its last checkpoint.
        INTERRUPTED,
        /// It ended with an error; it is tried again from its last checkpoint.
        FAILED
    }

    /// {@return the result in the folder of a run}
    static Optional<RunResult> read(Path run) {
        Path file = run.resolve(FILE);
        return Files.exists(file) ? Optional.of(RecordReader.read(file, List.of(), RunResult.class)) : Optional.empty();
    }

    void write(Path run) throws IOException {
        AtomicFile.write(run.resolve(FILE), RecordWriter.write(this).getBytes(StandardCharsets.UTF_8));
    }

    RunResult withPeak(long bytes) {
        return new RunResult(
                status,
                measure,
                score,
                accuracy,
                parameters,
                stateFloats,
                stepsPerSecond,
                seconds,
                Optional.of(bytes),
                message);
    }

    boolean is(Status other) {
        return status == other;
    }
}
