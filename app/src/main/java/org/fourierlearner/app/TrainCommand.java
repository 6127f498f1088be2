package org.fourierlearner.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.config.RecordWriter;
import org.fourierlearner.storage.FolderLock;
import org.fourierlearner.train.RunConfig;
import org.fourierlearner.train.RunFolder;
import org.fourierlearner.train.Trainer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Trains a model, or goes on with a training.
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        versionProvider = Flt.Version.class,
        description = {
            "Trains a model, or goes on with a training.",
            "Without CONFIG, a language model of the characters of Tiny Shakespeare.",
            "The run folder holds the configuration, checkpoints, metrics.csv and",
            "TensorBoard events. Ctrl-C saves and ends, a second one ends at once;",
            "--resume goes on as if nothing had happened."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed", "2:wrong usage", "130:saved and ended by Ctrl-C (143: by SIGTERM)"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  flt train                                    five minutes at most",
            "  flt train my.toml --set train.steps=5000     with another number of steps",
            "  flt train --resume --out runs/shakespeare    goes on",
            "  flt train my.toml --print-config             shows what would be trained"
        })
final class TrainCommand implements Callable<Integer> {
    private static final Path RUNS = Path.of("runs");
    private static final DateTimeFormatter RUN_NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "CONFIG",
            description = "A TOML file; keys that it leaves out have defaults.")
    private @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets a key of the configuration, such as train.steps=100. Can be given several times.")
    private List<String> settings = List.of();

    @Option(names = "--out", paramLabel = "DIR", description = "The run folder; by default runs/ and the time.")
    private @Nullable Path out;

    @Option(
            names = "--resume",
            description =
                    "Goes on with the run in --out, or with the newest in runs/. What --set changes stays changed.")
    private boolean resume;

    @Option(names = "--print-config", description = "Prints the resolved configuration and ends.")
    private boolean printConfig;

    @Override
    public Integer call() throws IOException {
        PrintWriter text = spec.commandLine().getOut();
        if (resume && config != null) {
            throw new ParameterException(
                    spec.commandLine(), "--resume goes on with the configuration of the run; leave CONFIG away");
        }
        if (resume) {
            var folder = new RunFolder(out == null ? newestRun() : out);
            RunConfig resolved = folder.config(settings);
            if (printConfig) {
                return print(resolved);
            }
            try (FolderLock _ = folder.lock()) {
                return train(folder, resolved, text);
            }
        }
        RunConfig resolved = config == null
                ? RecordReader.read("kind = \"language-model\"", "defaults", settings, RunConfig.class)
                : RecordReader.read(config, settings, RunConfig.class);
        if (printConfig) {
            return print(resolved);
        }
        var folder = new RunFolder(
                out == null
                        ? RUNS.resolve(LocalDateTime.now(ZoneId.systemDefault()).format(RUN_NAME))
                        : out);
        try (FolderLock _ = folder.begin(resolved)) {
            try {
                return train(folder, resolved, text);
            } catch (IOException | RuntimeException e) {
                folder.abandonUnlessSaved();
                throw e;
            }
        }
    }

    private int print(RunConfig resolved) {
        PrintWriter text = spec.commandLine().getOut();
        text.print(RecordWriter.write(resolved, RunConfig.class));
        text.flush();
        return ExitCode.OK;
    }

    private int train(RunFolder folder, RunConfig resolved, PrintWriter text) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        var progress = new TrainingProgress(text, Terminal.isInteractive(), System::nanoTime);
        text.printf("run folder %s%n", folder.path());
        text.flush();
        try (Interrupt interrupt = Interrupt.listen(() -> {
            err.printf("%nflt: saving; Ctrl-C again ends at once%n");
            err.flush();
        })) {
            var trainer = new Trainer(folder, resolved, Build.current().toString(), progress, interrupt::wanted);
            Trainer.Outcome outcome = trainer.train();
            progress.ended(folder, outcome);
            return outcome.end() == Trainer.End.STOPPED ? interrupt.exitCode() : ExitCode.OK;
        } finally {
            progress.clear();
        }
    }

    private static Path newestRun() throws IOException {
        Optional<Path> newest = Optional.empty();
        if (Files.isDirectory(RUNS)) {
            try (Stream<Path> runs = Files.list(RUNS)) {
                newest = runs.filter(run -> new RunFolder(run).exists()).max(Comparator.comparing(Path::getFileName));
            }
        }
        return newest.orElseThrow(() ->
                new IOException("%s: expected a run to resume, got none; name its folder with --out".formatted(RUNS)));
    }
}
