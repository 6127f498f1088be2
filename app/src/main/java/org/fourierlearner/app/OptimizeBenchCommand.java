package org.fourierlearner.app;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.fourierlearner.app.optimize.OptimizeBench;
import org.fourierlearner.app.optimize.OptimizeReport;
import org.fourierlearner.app.optimize.StepTime;
import org.fourierlearner.optimizer.LearnedOptimizerFolder;
import org.fourierlearner.problem.ProblemFamily;
import org.fourierlearner.tensor.Threads;
import org.fourierlearner.train.LearnedOptimizerRunConfig;
import org.fourierlearner.train.RunFolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Compares a learned optimizer with known ones.
@Command(
        name = "optimize-bench",
        mixinStandardHelpOptions = true,
        versionProvider = Flt.Version.class,
        description = {
            "Compares a learned optimizer with known ones.",
            "Trains held-out problems with it, and with Adam, AdamW with a cosine, SGD with momentum and"
                    + " RMSProp, each at the best of its learning rates for every problem.",
            "Families are those of the run's problems, and its unseen ones. Writes optimize-bench.csv and a picture for"
                    + " each family into the run's folder, and tells how long a step on a million weights takes."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  flt optimize-bench runs/learned-optimizer",
            "  flt optimize-bench runs/learned-optimizer --steps 5000 --untuned --out long"
        })
final class OptimizeBenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The run of a learned optimizer.")
    private Path run;

    @Option(
            names = "--problems",
            paramLabel = "N",
            defaultValue = "10",
            description = "Problems of each family; by default ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "500",
            description = "Steps of each problem; by default ${DEFAULT-VALUE}.")
    private int steps;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Changes a setting of the run, such as where data is.")
    private List<String> settings = List.of();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "7",
            description = "Which problems; by default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--untuned",
            description = "Compares with Adam at its default rate alone, in a twentieth of the time.")
    private boolean untuned;

    @Option(names = "--out", paramLabel = "FOLDER", description = "Where to write; by default the run's folder.")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException {
        requirePositive("--problems", count);
        requirePositive("--steps", steps);
        var folder = new RunFolder(run);
        if (!folder.exists() || !(folder.config(settings) instanceof LearnedOptimizerRunConfig config)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "%s: expected the run of a learned optimizer; flt train configs/learned-optimizer.toml --out %s makes one"
                            .formatted(run, run));
        }
        Path into = out == null ? run : Files.createDirectories(out);
        PrintWriter print = spec.commandLine().getOut();
        LearnedOptimizerFolder learned = LearnedOptimizerFolder.of(run);
        int threads = Threads.count();
        StepTime time = StepTime.measure(learned, threads);
        List<OptimizeBench.Outcome> outcomes = new ArrayList<>();
        // problems are too small for two cores
        Threads.use(1);
        try {
            var bench = new OptimizeBench(learned, steps, count, seed, untuned);
            for (ProblemFamily family : Stream.concat(config.problems().stream(), config.unseen().stream())
                    .toList()) {
                String name = family.getClass().getSimpleName();
                outcomes.addAll(bench.run(family, folder.data(), done -> {
                    print.printf("%s: %d of %d problems%n", name, done, count);
                    print.flush();
                }));
                // what is done stays if the rest is interrupted
                write(new OptimizeReport(outcomes, steps), into);
            }
        } finally {
            Threads.use(threads);
        }
        var report = new OptimizeReport(outcomes, steps);
        print.println();
        print.print(report.text());
        print.printf("%n%s%n%n", time.text());
        write(report, into).forEach(print::println);
        print.flush();
        return ExitCode.OK;
    }

    private static List<Path> write(OptimizeReport report, Path into) throws IOException {
        List<Path> files = new ArrayList<>();
        files.add(into.resolve("optimize-bench.csv"));
        Files.writeString(files.getFirst(), report.csv());
        for (Map.Entry<String, BufferedImage> picture : report.pictures().entrySet()) {
            Path file = into.resolve("optimize-bench-%s.png".formatted(picture.getKey()));
            try (var stream = Files.newOutputStream(file)) {
                ImageIO.write(picture.getValue(), "png", stream);
            }
            files.add(file);
        }
        return files;
    }

    private void requirePositive(String option, int value) {
        if (value < 1) {
            throw new ParameterException(
                    spec.commandLine(), "%s: expected a positive number, got %d".formatted(option, value));
        }
    }
}
