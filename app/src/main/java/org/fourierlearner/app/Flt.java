package org.fourierlearner.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.Locale;
import org.fourierlearner.data.catalog.Catalog;
import org.fourierlearner.tensor.Threads;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/// The top of the command line: `flt COMMAND`.
@Command(
        name = "flt",
        mixinStandardHelpOptions = true,
        versionProvider = Flt.Version.class,
        description = "Transformers with linear attention and learned relative positional encodings.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed; the reason is on standard error", "2:wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  flt train                            trains on Tiny Shakespeare",
            "  flt generate RUN --prompt 'ROMEO:'   writes with what was trained",
            "  flt train --help                     the options of a command",
            "  source <(flt generate-completion)    completion in bash and zsh"
        })
public final class Flt {

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Logs more, and shows the stack trace of a failure.")
    private boolean verbose;

    private Flt() {}

    /// Runs the command that `arguments` name and ends the JVM with its exit code.
    public static void main(String[] arguments) {
        // messages are English, and scripts read the numbers
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        var output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        CommandLine commandLine = commandLine();
        commandLine.setOut(new PrintWriter(new OutputStreamWriter(output, System.out.charset()), true));
        commandLine.setExecutionStrategy(parsed -> {
            Logging.configure(verbose(commandLine));
            return execute(parsed);
        });
        int code = commandLine.execute(arguments);
        commandLine.getOut().flush();
        System.exit(output.exitCode(code, commandLine.getErr()));
    }

    /// {@return the whole command line; each command is a line here}
    static CommandLine commandLine() {
        var flt = new CommandLine(new Flt())
                .addSubcommand(new TrainCommand())
                .addSubcommand(new EvaluateCommand())
                .addSubcommand(new GenerateCommand())
                .addSubcommand(new PredictCommand())
                .addSubcommand(new ExportCommand())
                .addSubcommand(new InspectCommand())
                .addSubcommand(new DataCommand(Catalog.bundled()))
                .addSubcommand(new CompareCommand())
                .addSubcommand(new BenchCommand())
                .addSubcommand(new OptimizeBenchCommand())
                .addSubcommand(new InfoCommand(Threads::engine))
                .addSubcommand(new GenerateCompletion())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(Flt::execute)
                .setExecutionExceptionHandler(new Failures())
                .setParameterExceptionHandler(new Failures());
        sayExitCodes(flt, flt.getCommandSpec().usageMessage());
        return flt;
    }

    /// Where a command says nothing of its own.
    private static void sayExitCodes(CommandLine command, UsageMessageSpec codes) {
        UsageMessageSpec help = command.getCommandSpec().usageMessage();
        if (help.exitCodeList().isEmpty()) {
            help.exitCodeListHeading(codes.exitCodeListHeading()).exitCodeList(codes.exitCodeList());
        }
        command.getSubcommands().values().forEach(part -> sayExitCodes(part, codes));
    }

    private static int execute(ParseResult parsed) {
        // asked for the help of a command that does not exist, picocli would show that of flt
        if (!parsed.unmatched().isEmpty()) {
            throw new UnmatchedArgumentException(parsed.commandSpec().commandLine(), parsed.unmatched());
        }
        return new RunLast().execute(parsed);
    }

    /// {@return whether `--verbose` stands anywhere on the command line that `part` belongs to}
    static boolean verbose(CommandLine part) {
        return part.getCommandSpec().root().userObject() instanceof Flt flt && flt.verbose;
    }

    /// What `flt --version` prints.
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"flt " + Build.current()};
        }
    }
}
