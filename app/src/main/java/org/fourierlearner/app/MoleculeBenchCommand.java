package org.fourierlearner.app;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.fourierlearner.app.bench.AtomBench;
import org.fourierlearner.app.bench.AtomReport;
import org.fourierlearner.app.bench.Effort;
import org.fourierlearner.app.bench.Machine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Measures how time grows with the atoms of a molecule.
@Command(
        name = "molecules",
        mixinStandardHelpOptions = true,
        versionProvider = Flt.Version.class,
        description = {
            "Times forward and backward passes of the energy of one molecule, by its number of atoms: linear attention"
                    + " against all pairs.",
            "Larger sizes are left out once one is expected to take longer than --max-seconds, or to need half of"
                    + " the memory."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  flt bench molecules --quick", "  flt bench molecules --picture atoms.png"})
final class MoleculeBenchCommand implements Callable<Integer> {
    private static final List<Integer> SIZES = List.of(100, 300, 1000, 3000, 10_000);
    private static final List<Integer> QUICK_SIZES = List.of(100, 1000);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--atoms",
            paramLabel = "N,…",
            split = ",",
            description = "Numbers of atoms, ascending; by default 100 to 10,000.")
    private @Nullable List<Integer> atoms;

    @Option(names = "--layers", defaultValue = "1", description = "Layers; by default ${DEFAULT-VALUE}.")
    private int layers;

    @Option(
            names = "--max-seconds",
            defaultValue = "120",
            description = "Leaves out what is expected to take longer for one pass; by default ${DEFAULT-VALUE}.")
    private double maxSeconds;

    @Option(names = "--quick", description = "Takes seconds: 100 and 1,000 atoms.")
    private boolean quick;

    @Option(names = "--once", hidden = true, description = "Runs everything once; the times mean nothing.")
    private boolean once;

    @Option(names = "--picture", paramLabel = "FILE", description = "Draws the times there, as PNG.")
    private @Nullable Path picture;

    @Override
    public Integer call() throws IOException {
        List<Integer> sizes = atoms != null ? atoms : quick ? QUICK_SIZES : SIZES;
        requireGood(sizes);
        long memory =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        PrintWriter out = spec.commandLine().getOut();
        var progress = new BenchProgress(out, Terminal.isInteractive(), System::nanoTime);
        AtomReport report;
        try {
            var bench = new AtomBench(sizes, layers, effort(), maxSeconds, memory / 2);
            report = new AtomReport(Machine.current(Processor.current().model()), layers, sizes, bench.run(progress));
        } finally {
            progress.clear();
        }
        report.print(out);
        if (picture != null) {
            try (var stream = Files.newOutputStream(picture)) {
                ImageIO.write(report.toPicture(), "png", stream);
            }
        }
        return ExitCode.OK;
    }

    private Effort effort() {
        return once ? Effort.once() : quick ? Effort.quick() : Effort.full();
    }

    private void requireGood(List<Integer> sizes) {
        int last = 0;
        for (int size : sizes) {
            if (size <= last) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--atoms: expected ascending positive numbers, got %d after %d".formatted(size, last));
            }
            last = size;
        }
        if (layers < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--layers: expected a positive number, got %d".formatted(layers));
        }
        if (!(maxSeconds > 0)) {
            throw new ParameterException(
                    spec.commandLine(), "--max-seconds: expected a positive number, got " + maxSeconds);
        }
        OutputFile.require(spec.commandLine(), "--picture", picture);
    }
}
