package org.fourierlearner.app.compare;

import java.util.Locale;

/// Results for people, in Markdown.
final class ResultsTable {
    private static final int DECIMALS = 4;

    private ResultsTable() {}

    static String of(Grid grid, Summary summary) {
        var text = new StringBuilder("# %s\n".formatted(grid.title()));
        if (summary.rows().isEmpty()) {
            text.append("\nNo run is finished.\n");
        } else {
            appendRows(text, grid, summary);
        }
        if (!summary.failures().isEmpty()) {
            text.append("\n## Failed\n\n");
        }
        for (Summary.Failure failure : summary.failures()) {
            text.append("- %s, seed %d: %s\n"
                    .formatted(escaped(failure.run().cell()), failure.run().seed(), escaped(failure.message())));
        }
        return text.toString();
    }

    private static void appendRows(StringBuilder text, Grid grid, Summary summary) {
        boolean tellsLabels = summary.tellsLabels();
        text.append("""

                Score: %s on the validation data at the best evaluation, the lower the better; mean ± standard error over seeds.
                %sLinear: what a stream remembers does not grow; the best of these is in bold. State: floats for each layer.
                Peak memory: of the whole process, in MiB.

                | |%s score | seeds | linear | parameters | state | steps/s | peak memory |
                |---|%s---|---|---|---|---|---|---|
                """.formatted(
                        summary.measure(),
                        tellsLabels
                                ? "Accuracy: the share of right labels at that evaluation; the rows are in its order.\n"
                                : "",
                        tellsLabels ? " accuracy |" : "",
                        tellsLabels ? "---|" : ""));
        for (Summary.Row row : summary.rows()) {
            text.append(line(grid, summary, row));
        }
    }

    private static String line(Grid grid, Summary summary, Summary.Row row) {
        String mark = summary.isBestLinear(row) ? "**" : "";
        return String.format(
                Locale.ROOT,
                "| %s%s%s |%s %s%s%s | %d of %d | %s | %,d | %s | %s | %s |\n",
                mark,
                escaped(row.name()),
                mark,
                summary.tellsLabels()
                        ? " %s%s%s |".formatted(mark, row.accuracy().shown(DECIMALS), mark)
                        : "",
                mark,
                row.score().shown(DECIMALS),
                mark,
                row.results().size(),
                grid.seeds().size(),
                row.isLinear() ? "yes" : "no",
                row.first().parameters(),
                row.first().stateFloats().map("%,d"::formatted).orElse("–"),
                Double.isNaN(row.stepsPerSecond()) ? "–" : String.format(Locale.ROOT, "%.1f", row.stepsPerSecond()),
                row.peakBytes().map(bytes -> "%,d".formatted(bytes >> 20)).orElse("–"));
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|").replaceAll("\\R", " ");
    }
}
