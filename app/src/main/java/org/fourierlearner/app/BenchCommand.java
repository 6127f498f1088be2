package org.fourierlearner.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Measures how fast this machine is at something.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        versionProvider = Flt.Version.class,
        description = "Measures how fast the parts of a model are on this machine.",
        synopsisSubcommandLabel = "SUBJECT",
        subcommands = {AttentionBenchCommand.class, MoleculeBenchCommand.class})
final class BenchCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "expected what to measure: attention or molecules");
    }
}
