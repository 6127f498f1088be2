package org.fourierlearner.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fourierlearner.data.catalog.Catalog;
import org.fourierlearner.data.catalog.DataFile;
import org.fourierlearner.data.catalog.Dataset;
import org.fourierlearner.data.catalog.Downloader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Lists and fetches data sets.
@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        versionProvider = Flt.Version.class,
        description = {
            "Lists the data sets that can be fetched, or fetches one.",
            "Goes on where an earlier download ended, verifies size and SHA-256, and unpacks.",
            "Takes the files of an installed package of the system instead, if there is one."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  flt data                                          lists them",
            "  flt data tiny-shakespeare --out data              downloads one",
            "  flt data tiny-shakespeare --from ~/downloads      takes files at hand"
        })
final class DataCommand implements Callable<Integer> {
    private static final double MEBIBYTE = 1 << 20;
    private static final long REDRAW_NANOS = 100_000_000;

    private final Catalog catalog;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The data set to fetch.")
    private @Nullable String name;

    @Option(names = "--out", paramLabel = "DIR", description = "Where the folder NAME is made; by default in data.")
    private @Nullable Path out;

    @Option(names = "--from", paramLabel = "DIR", description = "Takes the files from this folder instead.")
    private @Nullable Path from;

    /// @param catalog what there is
    DataCommand(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter text = spec.commandLine().getOut();
        if (name == null) {
            if (out != null || from != null) {
                throw new ParameterException(
                        spec.commandLine(), "NAME: expected the data set to fetch; flt data lists them");
            }
            for (Dataset dataset : catalog.datasets()) {
                text.printf(
                        "%-20s %8.1f MiB  %s (%s)%n",
                        dataset.name(), dataset.sizeBytes() / MEBIBYTE, dataset.description(), dataset.licence());
            }
            return ExitCode.OK;
        }
        Dataset dataset = catalog.dataset(name);
        Path target = (out == null ? Path.of("data") : out).resolve(dataset.name());
        Optional<Path> installed = from == null ? dataset.installedFolder() : Optional.empty();
        installed.ifPresent(folder -> text.println("taken from " + folder));
        Path source = installed.orElse(from);
        List<Path> files;
        if (source != null) {
            files = Catalog.take(dataset, source, target);
        } else {
            try (var downloader = new Downloader(
                    Downloader.Settings.standard(), Thread::sleep, progress(text, Terminal.isInteractive()))) {
                files = downloader.fetch(dataset, target);
            }
        }
        files.forEach(text::println);
        return ExitCode.OK;
    }

    private static Downloader.Progress progress(PrintWriter text, boolean live) {
        return new Downloader.Progress() {
            private long lastDrawn;

            @Override
            public void at(DataFile file, long doneBytes) {
                boolean whole = doneBytes == file.sizeBytes();
                if (live && (whole || System.nanoTime() - lastDrawn > REDRAW_NANOS)) {
                    text.printf(
                            "\r%s  %.1f of %.1f MiB%s",
                            file.name(), doneBytes / MEBIBYTE, file.sizeBytes() / MEBIBYTE, whole ? "\n" : "");
                    text.flush();
                    lastDrawn = System.nanoTime();
                } else if (!live && whole) {
                    text.printf("%s  %.1f MiB%n", file.name(), doneBytes / MEBIBYTE);
                }
            }
        };
    }
}
