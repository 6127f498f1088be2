package org.fourierlearner.app;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The atom of a molecule whose attention is shown.
final class AtomOptions {

    @Option(
            names = "--example",
            paramLabel = "N",
            description = "Of molecules: which one for validation to show, counted from 1.")
    private @Nullable Integer example;

    @Option(
            names = "--atom",
            paramLabel = "N",
            description = "The atom whose attention is shown, counted from 1; by default 1.")
    private @Nullable Integer atom;

    @Option(
            names = "--layer",
            paramLabel = "L",
            description = "The layer that is shown first, counted from 0; by default 0.")
    private @Nullable Integer layer;

    @Option(
            names = "--head",
            paramLabel = "H",
            description = "The head that is shown first, counted from 0; by default 0.")
    private @Nullable Integer head;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /// Refuses all of them.
    void requireAbsent(String reason) {
        requireAbsent("--example", example, reason);
        requireAbsentButExample(reason);
    }

    private void requireAbsentButExample(String reason) {
        requireAbsent("--atom", atom, reason);
        requireAbsent("--layer", layer, reason);
        requireAbsent("--head", head, reason);
    }

    private void requireAbsent(String option, @Nullable Object value, String reason) {
        if (value != null) {
            throw new ParameterException(
                    command.commandLine(), "%s: expected nothing, because %s, got %s".formatted(option, reason, value));
        }
    }

    /// {@return the number of the molecule, from 1; 0 if none is to be shown}
    int example() {
        if (example == null) {
            requireAbsentButExample("no molecule is named with --example");
            return 0;
        }
        if (example < 1) {
            throw new ParameterException(
                    command.commandLine(), "--example: expected a positive number, got %d".formatted(example));
        }
        return example;
    }

    /// {@return the index of the atom, from 0}
    ///
    /// @param count of the molecule
    int atom(int count) {
        return within("--atom", atom == null ? 1 : atom, 1, count) - 1;
    }

    /// {@return the index of the layer, from 0}
    ///
    /// @param count of the model
    int layer(int count) {
        return within("--layer", layer == null ? 0 : layer, 0, count - 1);
    }

    /// {@return the index of the head, from 0}
    ///
    /// @param count of a layer
    int head(int count) {
        return within("--head", head == null ? 0 : head, 0, count - 1);
    }

    private int within(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    command.commandLine(),
                    "%s: expected a number from %d to %d, got %d".formatted(option, least, most, value));
        }
        return value;
    }
}
