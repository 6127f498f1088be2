package org.fourierlearner.app;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Which part of the data of a run a model of images or molecules is measured on, and where files about it go.
final class SplitOptions {

    /// A part of a data set.
    enum Split {
        VALIDATION,
        TEST;

        /// As it is written on the command line.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            description = "Of images or molecules: validation or test; by default test if there is one.")
    private @Nullable Split split;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where pictures and predictions of images or molecules go; by default RUN/evaluation.")
    private @Nullable Path out;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /// Refuses these options for models of texts.
    void requireAbsent() {
        requireAbsent("--split", split);
        requireAbsent("--out", out);
    }

    private void requireAbsent(String option, @Nullable Object value) {
        if (value != null) {
            throw refuse("%s: expected nothing, because it is for models of images or molecules, got %s"
                    .formatted(option, value));
        }
    }

    private ParameterException refuse(String message) {
        return new ParameterException(command.commandLine(), message);
    }

    /// {@return where files go}
    Path folder(EvaluatedRun run) {
        return out == null ? run.home().resolve("evaluation") : out;
    }

    /// {@return the part that is asked for}
    ///
    /// @param examples what the data consists of, in the plural
    /// @param validation for validation
    /// @param test for the test, if there is any
    <T> T of(String examples, T validation, Optional<T> test) {
        if (split == Split.TEST && test.isEmpty()) {
            throw refuse("--split: expected validation, because the data has no %s for a test, got test"
                    .formatted(examples));
        }
        return name(test).equals(Split.TEST.toString()) ? test.orElseThrow() : validation;
    }

    /// {@return the name of the part that is asked for}
    ///
    /// @param test for the test, if there is any
    String name(Optional<?> test) {
        Split standard = test.isPresent() ? Split.TEST : Split.VALIDATION;
        return (split == null ? standard : split).toString();
    }
}
