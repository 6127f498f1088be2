package org.fourierlearner.app.bench;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/// A table with a row for each contender and a column for each length.
///
/// @param out where to
/// @param lengths the columns
record Grid(PrintWriter out, List<Integer> lengths) {
    private static final String NAME = "  %-26s";

    /// What stands in a cell, if anything does.
    interface Cell extends BiFunction<Contender, Integer, Optional<String>> {}

    void heading(String title) {
        out.printf("%n%s%n" + NAME, title, "tokens");
        lengths.forEach(length -> out.printf(" %10s", "%,d".formatted(length)));
        out.println();
    }

    /// Rows where nothing stands are left out, and a block of nothing altogether.
    ///
    /// @param title what the numbers are
    /// @param cell what stands where
    void block(String title, Cell cell) {
        List<Contender> rows = List.of(Contender.values()).stream()
                .filter(contender -> lengths.stream()
                        .anyMatch(length -> cell.apply(contender, length).isPresent()))
                .toList();
        if (rows.isEmpty()) {
            return;
        }
        out.println(title);
        for (Contender contender : rows) {
            out.printf(NAME, contender.label());
            for (int length : lengths) {
                out.printf(" %10s", cell.apply(contender, length).orElse("–"));
            }
            out.println();
        }
    }
}
