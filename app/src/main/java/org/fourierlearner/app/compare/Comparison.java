package org.fourierlearner.app.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BooleanSupplier;
import org.fourierlearner.storage.AtomicFolder;
import org.fourierlearner.storage.FolderLock;
import org.fourierlearner.train.RunFolder;

/// Trains the runs of a grid one after another. What is finished is kept, so a comparison that was interrupted
/// goes on when it is started again.
public final class Comparison {
    private final Grid grid;
    private final Path out;
    private final String version;
    private final CurveReader curves;
    private final ComparisonListener listener;
    private final BooleanSupplier stopRequested;

    /// How a comparison ended.
    ///
    /// @param failed how many runs failed
    /// @param stopped whether somebody asked for the end
    /// @param table the results in Markdown
    public record Outcome(int failed, boolean stopped, String table) {}

    /// Prepares a comparison.
    ///
    /// @param grid what to compare
    /// @param out the folder for all of it
    /// @param version of the program, for the record
    /// @param curves reads the numbers of runs
    /// @param listener hears how it goes on
    /// @param stopRequested asked after each step whether to save and end
    public Comparison(
            Grid grid,
            Path out,
            String version,
            CurveReader curves,
            ComparisonListener listener,
            BooleanSupplier stopRequested) {
        this.grid = grid;
        this.out = out;
        this.version = version;
        this.curves = curves;
        this.listener = listener;
        this.stopRequested = stopRequested;
    }

    /// Trains what is not finished.
    ///
    /// @return how it ended
    /// @throws org.fourierlearner.config.ConfigException if a model cannot be built; nothing has been trained then
    /// @throws org.fourierlearner.storage.FolderInUseException if another process uses the folder
    /// @throws IOException if data cannot be read or results cannot be written
    public Outcome run() throws IOException {
        try (FolderLock _ = FolderLock.acquire("comparison folder", out, "wait for it or choose another --out")) {
            AtomicFolder.recover(out);
            for (Grid.Run run : grid.runs()) {
                requireSame(run);
            }
            Map<String, ModelSize> sizes = check();
            return train(sizes);
        }
    }

    private RunFolder folder(Grid.Run run) {
        return new RunFolder(out.resolve(run.folder()), out.resolve("data"));
    }

    private void requireSame(Grid.Run run) throws IOException {
        RunFolder folder = folder(run);
        if (folder.exists() && !folder.config(List.of()).equals(run.config())) {
            throw new IOException(
                    "%s: expected a run of cell '%s' as it is configured now, got one with other settings; choose another --out or delete the run"
                            .formatted(folder.path(), run.cell()));
        }
    }

    /// Builds each model once: a contradiction is known before hours are spent.
    private Map<String, ModelSize> check() throws IOException {
        Map<String, ModelSize> sizes = new HashMap<>();
        for (Grid.Cell cell : grid.cells()) {
            if (stopRequested.getAsBoolean()) {
                break;
            }
            listener.checks(sizes.size() + 1, grid.cells().size());
            try {
                sizes.put(
                        cell.name().value(), ModelSize.of(cell.runs().getFirst().config(), out.resolve("data")));
            } catch (IllegalArgumentException e) {
                throw cell.name().refuse("cell '%s': %s".formatted(cell.name(), e.getMessage()));
            }
        }
        return sizes;
    }

    private Outcome train(Map<String, ModelSize> sizes) throws IOException {
        List<Grid.Run> runs = grid.runs();
        SequencedMap<Grid.Run, RunResult> results = new LinkedHashMap<>();
        for (Grid.Run run : runs) {
            RunResult.read(folder(run).path()).ifPresent(result -> results.put(run, result));
        }
        listener.begins(
                (int) results.values().stream()
                        .filter(result -> result.is(RunResult.Status.FINISHED))
                        .count(),
                runs.size());
        var report = new ComparisonReport(grid, out, curves);
        report.write(results);
        for (int number = 1; number <= runs.size() && !stopRequested.getAsBoolean(); number++) {
            Grid.Run run = runs.get(number - 1);
            Optional<RunResult> before = Optional.ofNullable(results.get(run));
            if (before.isPresent() && before.get().is(RunResult.Status.FINISHED)) {
                continue;
            }
            listener.begins(run, number);
            ModelSize size = Objects.requireNonNull(sizes.get(run.cell()));
            var training = new RunTraining(run, folder(run), size, curves, listener);
            RunResult result = training.train(version, before, stopRequested);
            results.put(run, result);
            report.write(results);
            listener.ends(run, result);
        }
        int failed = (int) results.values().stream()
                .filter(result -> result.is(RunResult.Status.FAILED))
                .count();
        return new Outcome(failed, stopRequested.getAsBoolean(), report.table(results));
    }
}
