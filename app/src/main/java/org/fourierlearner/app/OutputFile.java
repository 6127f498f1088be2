package org.fourierlearner.app;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// A file that a command is to write: known to be possible before minutes are spent.
final class OutputFile {

    private OutputFile() {}

    /// @param option its name
    /// @param file what was given; null for nothing
    /// @throws ParameterException if it cannot be written
    static void require(CommandLine command, String option, @Nullable Path file) {
        if (file == null) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        boolean possible = folder != null
                && Files.isWritable(folder)
                && !Files.isDirectory(file)
                && (Files.notExists(file) || Files.isWritable(file));
        if (!possible) {
            throw new ParameterException(
                    command, "%s: expected a file in a folder that can be written, got %s".formatted(option, file));
        }
    }
}
