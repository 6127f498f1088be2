package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import picocli.CommandLine.Command;

final class FailuresTest {

    record Case(Exception thrown, String line) {}

    static final List<Case> everyMistakeOfTheUser = List.of(
            new Case(
                    new IllegalArgumentException("steps: expected a positive number, got -1"),
                    "steps: expected a positive number, got -1"),
            new Case(
                    new UnderstoodException("step 12: expected a finite loss, got NaN"),
                    "step 12: expected a finite loss, got NaN"),
            new Case(new IOException("broken"), "broken"),
            new Case(new UncheckedIOException(new NoSuchFileException("runs/x")), "runs/x: no such file"),
            new Case(new NoSuchFileException("runs/x"), "runs/x: no such file"),
            new Case(new FileAlreadyExistsException("runs/x"), "runs/x: exists already"),
            new Case(new AccessDeniedException("runs/x"), "runs/x: permission denied"),
            new Case(new NotDirectoryException("runs/x"), "runs/x: not a folder"));

    static final List<Exception> everyFaultOfTheProgram =
            List.of(new IllegalStateException("state"), new NullPointerException(), new IllegalArgumentException());

    @ParameterizedTest
    @FieldSource("everyMistakeOfTheUser")
    void mistakeOfTheUserIsOneLine(Case example) {
        assertThat(throwing(example.thrown(), "failing"))
                .isEqualTo(new Run(1, "", "flt: " + example.line() + System.lineSeparator()));
    }

    @ParameterizedTest
    @FieldSource("everyFaultOfTheProgram")
    void faultOfTheProgramShowsWhereItHappened(Exception fault) {
        Run run = throwing(fault, "failing");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith(fault.toString()).contains("\tat org.fourierlearner.");
    }

    @Test
    void verboseShowsTheLineAndWhereItHappened() {
        Run run = throwing(new IllegalArgumentException("steps: expected a number"), "failing", "--verbose");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("flt: steps: expected a number" + System.lineSeparator())
                .contains("\tat org.fourierlearner.");
    }

    private static Run throwing(Exception thrown, String... arguments) {
        return Run.of(Flt.commandLine().addSubcommand(new FailingCommand(thrown)), arguments);
    }

    @Command(name = "failing")
    private record FailingCommand(Exception thrown) implements Callable<Integer> {

        @Override
        public Integer call() throws Exception {
            throw thrown;
        }
    }

    private static final class UnderstoodException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnderstoodException(String message) {
            super(message);
        }
    }
}
