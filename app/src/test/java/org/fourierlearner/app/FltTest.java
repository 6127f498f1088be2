package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import picocli.CommandLine;

final class FltTest {

    static final List<String> everyCommand =
            Flt.commandLine().getSubcommands().keySet().stream().sorted().toList();

    @Test
    void helpNamesEveryCommand() throws IOException {
        Run run = Run.flt("--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo(golden("flt"));
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("everyCommand")
    void helpOfACommandIsAsRecorded(String command) throws IOException {
        Run run = Run.flt(command, "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo(golden("flt-" + command));
    }

    @Test
    void versionSaysVersionAndCommit() {
        assertThat(Run.flt("--version").out()).matches("flt \\d+\\.\\d+\\.\\d+\\S*, commit \\S+\\R");
    }

    @Test
    void completionIsAScriptThatKnowsEveryCommand() {
        Run run = Run.flt("generate-completion");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("#!/usr/bin/env bash").contains(everyCommand);
    }

    @Test
    void noCommandIsWrongUsage() {
        assertThat(Run.flt()).isEqualTo(new Run(2, "", lines("flt: Missing required subcommand", "Try 'flt --help'.")));
    }

    @Test
    void misspeltCommandGetsASuggestion() {
        assertThat(Run.flt("inof"))
                .isEqualTo(new Run(
                        2,
                        "",
                        lines(
                                "flt: Unmatched argument at index 0: 'inof'",
                                "Did you mean: flt info or flt train or flt inspect?",
                                "Try 'flt --help'.")));
    }

    @Test
    void helpOfACommandThatDoesNotExistIsWrongUsage() {
        assertThat(Run.flt("inof", "--help")).isEqualTo(Run.flt("inof"));
    }

    @Test
    void unknownOptionNamesTheCommandWhoseHelpIsMeant() {
        assertThat(Run.flt("info", "--engin"))
                .isEqualTo(new Run(
                        2,
                        "",
                        lines(
                                "flt: Unknown option: '--engin'",
                                "Possible solutions: --engine",
                                "Try 'flt info --help'.")));
    }

    @Test
    void verboseIsUnderstoodBeforeAndAfterTheCommand() {
        for (String[] arguments : List.of(new String[] {"-v", "info"}, new String[] {"info", "--verbose"})) {
            CommandLine commandLine = Flt.commandLine();
            Run.of(commandLine, arguments);
            assertThat(Flt.verbose(commandLine)).isTrue();
        }
        assertThat(Flt.verbose(Flt.commandLine())).isFalse();
    }

    private static String lines(String... lines) {
        return String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }

    private static String golden(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(FltTest.class.getResourceAsStream("/golden/%s.txt".formatted(name)), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
