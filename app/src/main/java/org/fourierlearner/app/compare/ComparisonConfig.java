package org.fourierlearner.app.compare;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.fourierlearner.config.Located;
import org.fourierlearner.config.Template;
import org.fourierlearner.train.RunConfig;

/// What a file in `configs/compare` says.
///
/// @param base the run that all cells are variants of
/// @param seeds each cell is trained once with each
/// @param cells the variants
/// @param profiles other sizes of the same comparison
record ComparisonConfig(Template<RunConfig> base, List<Long> seeds, List<Cell> cells, Optional<Profiles> profiles) {

    ComparisonConfig {
        requireSeeds(seeds);
        if (cells.isEmpty()) {
            throw new IllegalArgumentException("cells: expected at least one, got none");
        }
    }

    private static void requireSeeds(List<Long> seeds) {
        if (seeds.isEmpty() || new HashSet<>(seeds).size() < seeds.size()) {
            throw new IllegalArgumentException(
                    "seeds: expected one or more different numbers, got %s".formatted(seeds));
        }
    }

    /// A variant.
    ///
    /// @param name of the row
    /// @param settings what differs from the base, as `key=value` with keys of a run
    record Cell(Located<String> name, List<Located<String>> settings) {}

    /// Other sizes, by name.
    ///
    /// @param quick for a first look
    record Profiles(Optional<Profile> quick) {}

    /// Another size.
    ///
    /// @param settings of all runs, under those of the cells
    /// @param seeds other seeds; those of the file if absent
    /// @param cells the names of the cells to keep; all if absent
    record Profile(List<Located<String>> settings, Optional<List<Long>> seeds, Optional<List<Located<String>>> cells) {

        Profile {
            seeds.ifPresent(ComparisonConfig::requireSeeds);
        }
    }
}
