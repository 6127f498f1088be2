package org.fourierlearner.app.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fourierlearner.config.ConfigException;
import org.fourierlearner.config.Located;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.train.RunConfig;

/// Reads a grid and refuses one that compares what cannot be compared.
public final class GridReader {
    private final String title;
    private final ComparisonConfig config;
    private final List<Located<String>> common = new ArrayList<>();
    private final List<Long> seeds;
    private final Optional<ComparisonConfig.Profile> profile;

    private GridReader(Path file, boolean quick, List<String> settings) {
        title = title(file, quick);
        config = RecordReader.read(file, List.of(), ComparisonConfig.class);
        profile = quick ? Optional.of(quick(file)) : Optional.empty();
        seeds = profile.flatMap(ComparisonConfig.Profile::seeds).orElse(config.seeds());
        profile.ifPresent(changes -> common.addAll(changes.settings()));
        settings.forEach(setting -> common.add(Located.onCommandLine(setting)));
    }

    /// {@return the grid of a file}
    ///
    /// @param file a TOML file
    /// @param quick whether to take the profile of that name
    /// @param settings of every run, as `key=value`, under those of the cells
    /// @throws ConfigException if the file is no comparison or its cells are not comparable
    /// @throws java.io.UncheckedIOException if the file cannot be read
    public static Grid read(Path file, boolean quick, List<String> settings) {
        return new GridReader(file, quick, settings).grid();
    }

    /// {@return what a comparison is called: its file without the ending, and its profile}
    ///
    /// @param file a TOML file
    /// @param quick whether to take the profile of that name
    public static String title(Path file, boolean quick) {
        return file.getFileName().toString().replaceFirst("\\.toml$", "") + (quick ? "-quick" : "");
    }

    private ComparisonConfig.Profile quick(Path file) {
        return config.profiles()
                .flatMap(ComparisonConfig.Profiles::quick)
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s: expected a table profiles.quick for --profile quick, got none".formatted(file)));
    }

    private Grid grid() {
        RunConfig base = base();
        Set<String> folders = new HashSet<>();
        Map<String, Grid.Cell> cells = new HashMap<>();
        List<Grid.Cell> ordered = new ArrayList<>();
        for (ComparisonConfig.Cell cell : config.cells()) {
            String folder = folder(cell.name());
            if (!folders.add(folder)) {
                throw cell.name()
                        .refuse("name: expected names that differ in more than punctuation, got '%s' a second time"
                                .formatted(cell.name()));
            }
            Grid.Cell made = cell(cell, folder, base);
            cells.put(cell.name().value(), made);
            ordered.add(made);
        }
        return new Grid(title, seeds, kept(ordered, cells));
    }

    private RunConfig base() {
        RunConfig base = config.base().with(common);
        if (base.train().maxMinutes() > 0) {
            throw config.base()
                    .refuse("base.train.maxMinutes: expected 0, so that all cells take as many steps, got %s"
                            .formatted(base.train().maxMinutes()));
        }
        if (base.train().patience() > 0) {
            throw config.base()
                    .refuse("base.train.patience: expected 0, so that all cells take as many steps, got %d"
                            .formatted(base.train().patience()));
        }
        return base;
    }

    private static String folder(Located<String> name) {
        String folder = name.value()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}+.]+", "-")
                .replaceAll("^[-.]+|[-.]+$", "");
        if (folder.isEmpty()) {
            throw name.refuse("name: expected letters or digits, got '%s'".formatted(name));
        }
        return folder;
    }

    private Grid.Cell cell(ComparisonConfig.Cell cell, String folder, RunConfig base) {
        String name = cell.name().value();
        List<Grid.Run> runs = new ArrayList<>();
        for (long seed : seeds) {
            Path path = Path.of("runs", folder, "seed-" + seed);
            runs.add(new Grid.Run(name, seed, path, config(cell, base, seed)));
        }
        return new Grid.Cell(cell.name(), runs);
    }

    private RunConfig config(ComparisonConfig.Cell cell, RunConfig base, long seed) {
        List<Located<String>> settings = new ArrayList<>(common);
        settings.addAll(cell.settings());
        EqualTerms.difference(base, bound(cell, settings)).ifPresent(difference -> {
            throw cell.name().refuse("cell '%s': %s".formatted(cell.name(), difference));
        });
        settings.add(Located.onCommandLine("seed=" + seed));
        return bound(cell, settings);
    }

    private RunConfig bound(ComparisonConfig.Cell cell, List<Located<String>> settings) {
        try {
            return config.base().with(settings);
        } catch (ConfigException e) {
            throw cell.name().refuse("cell '%s'".formatted(cell.name()), e);
        }
    }

    private List<Grid.Cell> kept(List<Grid.Cell> all, Map<String, Grid.Cell> byName) {
        Optional<List<Located<String>>> names = profile.flatMap(ComparisonConfig.Profile::cells);
        return names.isEmpty()
                ? all
                : names.get().stream()
                        .map(name -> Optional.ofNullable(byName.get(name.value()))
                                .orElseThrow(() -> name.refuse(
                                        "profiles.quick.cells: expected names of cells, got '%s'".formatted(name))))
                        .distinct()
                        .toList();
    }
}
