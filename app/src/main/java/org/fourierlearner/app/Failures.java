package org.fourierlearner.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Turns what a command throws into text on standard error and an exit code.
///
/// What the user can put right is one line, `flt: message`: files, values of arguments, and every
/// exception
/// of the project itself. Anything else is a fault of the program and shows its stack trace.
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        Optional<String> message = messageOf(failure);
        message.ifPresent(text -> err.println("flt: " + text));
        if (message.isEmpty() || Flt.verbose(command)) {
            failure.printStackTrace(err);
        }
        err.flush();
        return ExitCode.SOFTWARE;
    }

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("flt: " + failure.getMessage());
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.printf("Try '%s --help'.%n", command.getCommandSpec().qualifiedName());
        err.flush();
        return ExitCode.USAGE;
    }

    /// {@return the line for the user, or nothing if `failure` is a fault of the program}
    static Optional<String> messageOf(Exception failure) {
        return switch (failure) {
            case NoSuchFileException e ->
                Optional.of(e.getFile() + ": " + (e.getReason() == null ? "no such file" : e.getReason()));
            case FileAlreadyExistsException e -> Optional.of(e.getFile() + ": exists already");
            case AccessDeniedException e -> Optional.of(e.getFile() + ": permission denied");
            case NotDirectoryException e -> Optional.of(e.getFile() + ": not a folder");
            case FileSystemException e ->
                Optional.of(e.getFile() + ": " + (e.getReason() == null ? e.toString() : e.getReason()));
            case UncheckedIOException e -> messageOf(Objects.requireNonNull(e.getCause()));
            case IOException e -> Optional.of(e.getMessage() == null ? e.toString() : e.getMessage());
            case IllegalArgumentException e -> Optional.ofNullable(e.getMessage());
            default ->
                failure.getClass().getName().startsWith("org.fourierlearner.")
                        ? Optional.ofNullable(failure.getMessage())
                        : Optional.empty();
        };
    }
}
