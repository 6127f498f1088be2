package org.fourierlearner.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.fourierlearner.app.bench.AttentionBench;
import org.fourierlearner.app.bench.BenchReport;
import org.fourierlearner.app.bench.Effort;
import org.fourierlearner.app.bench.Machine;
import org.fourierlearner.app.bench.Sizes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Measures how fast attention is on this machine.
@Command(
        name = "attention",
        mixinStandardHelpOptions = true,
        versionProvider = Flt.Version.class,
        description = {
            "Times the attention kernels against tensor operations and softmax attention, in one run.",
            "What is defined alike is compared first; where it differs, nothing is timed. A whole run takes a quarter"
                    + " of an hour on an idle machine of two cores."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  flt bench attention --quick",
            "  flt bench attention --json times.json --picture times.png",
            "  flt bench attention --lengths 512,4096"
        })
final class AttentionBenchCommand implements Callable<Integer> {
    private static final List<Integer> LENGTHS = List.of(128, 256, 512, 1024, 2048, 4096, 16384, 65536);
    private static final List<Integer> QUICK_LENGTHS = List.of(512, 2048);
    private static final double MOST_SECONDS = 20;
    private static final double QUICK_MOST_SECONDS = 2;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--lengths",
            paramLabel = "N,…",
            split = ",",
            description = "Numbers of tokens, ascending; below 128 or multiples of it. By default 128 to 65,536.")
    private @Nullable List<Integer> lengths;

    @Option(names = "--heads", defaultValue = "8", description = "Heads; by default ${DEFAULT-VALUE}.")
    private int heads;

    @Option(
            names = "--head-dim",
            defaultValue = "64",
            description = "The width of a head; by default ${DEFAULT-VALUE}.")
    private int headDim;

    @Option(names = "--features", defaultValue = "128", description = "Random features; by default ${DEFAULT-VALUE}.")
    private int features;

    @Option(
            names = "--frequencies",
            defaultValue = "16",
            description = "Frequencies of the encoding; by default ${DEFAULT-VALUE}.")
    private int frequencies;

    @Option(
            names = "--max-seconds",
            description = "Leaves out what would take longer for one pass; by default 20, with --quick 2.")
    private @Nullable Double maxSeconds;

    @Option(names = "--quick", description = "Takes a minute or two: lengths 512 and 2,048, fewer repetitions.")
    private boolean quick;

    @Option(names = "--once", hidden = true, description = "Runs everything once; the times mean nothing.")
    private boolean once;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes everything there, for programs.")
    private @Nullable Path json;

    @Option(names = "--picture", paramLabel = "FILE", description = "Draws the times there, as PNG.")
    private @Nullable Path picture;

    @Override
    public Integer call() throws IOException {
        List<Integer> measured = lengths != null ? lengths : quick ? QUICK_LENGTHS : LENGTHS;
        requireGood(measured);
        OutputFile.require(spec.commandLine(), "--json", json);
        OutputFile.require(spec.commandLine(), "--picture", picture);
        PrintWriter out = spec.commandLine().getOut();
        var progress = new BenchProgress(out, Terminal.isInteractive(), System::nanoTime);
        BenchReport report;
        try {
            report = new AttentionBench(
                            new Sizes(heads, headDim, features, frequencies), measured, effort(), mostSeconds())
                    .run(Machine.current(Processor.current().model()), progress);
        } finally {
            progress.clear();
        }
        report.print(out);
        write(report);
        return ExitCode.OK;
    }

    private Effort effort() {
        return once ? Effort.once() : quick ? Effort.quick() : Effort.full();
    }

    private double mostSeconds() {
        return maxSeconds != null ? maxSeconds : quick ? QUICK_MOST_SECONDS : MOST_SECONDS;
    }

    private void requireGood(List<Integer> measured) {
        int last = 0;
        for (int length : measured) {
            if (length <= last || (length > 128 && length % 128 != 0)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--lengths: expected ascending numbers below 128 or multiples of it, got %d after %d"
                                .formatted(length, last));
            }
            last = length;
        }
        if (Stream.of(heads, headDim, features, frequencies).anyMatch(number -> number < 1)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "expected at least 1, got --heads %d --head-dim %d --features %d --frequencies %d"
                            .formatted(heads, headDim, features, frequencies));
        }
    }

    private void write(BenchReport report) throws IOException {
        if (json != null) {
            Files.writeString(json, report.toJson());
        }
        if (picture != null) {
            try (var stream = Files.newOutputStream(picture)) {
                ImageIO.write(report.toPicture(), "png", stream);
            }
        }
    }
}
