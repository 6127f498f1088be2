package org.fourierlearner.app.compare;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fourierlearner.config.Located;
import org.fourierlearner.train.RunConfig;

/// What is compared: each cell with each seed is a run.
///
/// @param title what it is called
/// @param seeds the seeds of each cell
/// @param cells the variants, in the order of the file
public record Grid(String title, List<Long> seeds, List<Cell> cells) {

    /// A variant.
    ///
    /// @param name of the row, and where it is written
    /// @param runs one for each seed
    public record Cell(Located<String> name, List<Run> runs) {}

    /// A variant with a seed.
    ///
    /// @param cell the name of the variant
    /// @param seed the seed
    /// @param folder below that of the comparison
    /// @param config what is trained
    public record Run(String cell, long seed, Path folder, RunConfig config) {}

    /// {@return all runs, first those with the first seed, so that there is a whole table early}
    public List<Run> runs() {
        return IntStream.range(0, seeds.size())
                .boxed()
                .flatMap(seed ->
                        cells.stream().flatMap(cell -> Stream.of(cell.runs().get(seed))))
                .toList();
    }
}
