package org.fourierlearner.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;

/// What a command line did when it was run in this JVM.
record Run(int exitCode, String out, String err) {

    /// Runs `flt` with these arguments.
    static Run flt(String... arguments) {
        return of(Flt.commandLine(), arguments);
    }

    /// Runs any command line with these arguments.
    static Run of(CommandLine commandLine, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exitCode = commandLine
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setColorScheme(Help.defaultColorScheme(Ansi.OFF))
                .execute(arguments);
        return new Run(exitCode, out.toString(), err.toString());
    }
}
