package org.fourierlearner.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.fourierlearner.app.compare.Comparison;
import org.fourierlearner.app.compare.Grid;
import org.fourierlearner.app.compare.GridReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Trains variants with several seeds at equal data, order and steps.
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        versionProvider = Flt.Version.class,
        description = {
            "Trains variants of a model, each with several seeds, at equal data, order and steps.",
            "All variants are checked before the first is trained. What is finished is kept: the same command again"
                    + " goes on where an earlier one ended, and tries again what failed. Ctrl-C saves and ends, a"
                    + " second one ends at once.",
            "The folder holds results.csv, table.md, comparison.png and curves.png, renewed after every run, and the"
                    + " runs themselves, for flt evaluate and flt inspect, in runs/NAME/seed-N."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed, or a run failed",
            "2:wrong usage",
            "130:saved and ended by Ctrl-C (143: by SIGTERM)"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  flt compare configs/compare/shakespeare.toml --profile quick",
            "  flt compare my.toml --set model.layers=2 --out runs/two-layers"
        })
final class CompareCommand implements Callable<Integer> {
    private static final Path COMPARISONS = Path.of("runs", "compare");

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CONFIG", description = "A TOML file with a base run, seeds and cells.")
    private Path config;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The folder; by default runs/compare/ and the name of CONFIG, with -quick for that profile.")
    private @Nullable Path out;

    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            description = "The smaller grid that CONFIG has by this name: ${COMPLETION-CANDIDATES}.")
    private @Nullable Profile profile;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets a key of every run, such as train.steps=100; what a cell sets wins. Can be given"
                    + " several times.")
    private List<String> settings = List.of();

    /// The profiles by the names that files have for them.
    enum Profile {
        /// For a first look.
        quick
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter text = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Grid grid = GridReader.read(config, profile == Profile.quick, settings);
        Path folder = out == null ? COMPARISONS.resolve(grid.title()) : out;
        var progress = new CompareProgress(text, Terminal.isInteractive(), System::nanoTime);
        text.printf("comparison folder %s%n", folder);
        text.flush();
        try (Interrupt interrupt = Interrupt.listen(() -> {
            err.printf("%nflt: saving; Ctrl-C again ends at once%n");
            err.flush();
        })) {
            Comparison.Outcome outcome = new Comparison(
                            grid, folder, Build.current().toString(), TrainingLog::read, progress, interrupt::wanted)
                    .run();
            progress.clear();
            text.printf("%n%s%n", outcome.table());
            if (outcome.stopped()) {
                text.println("interrupted; the same command goes on");
            }
            text.flush();
            return outcome.stopped() ? interrupt.exitCode() : outcome.failed() > 0 ? ExitCode.SOFTWARE : ExitCode.OK;
        } finally {
            progress.clear();
        }
    }
}
