package org.fourierlearner.app.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The cells of a grid, each over its seeds.
///
/// @param measure what the score is
/// @param rows cells with a score, the best first: by accuracy if they tell labels, else by score
/// @param bestLinear the best whose state is of a constant size
/// @param failures what failed
record Summary(String measure, List<Row> rows, Optional<Row> bestLinear, List<Failure> failures) {

    /// A cell over those of its seeds that are finished.
    ///
    /// @param cell what was trained
    /// @param results of the finished runs, at least one
    record Row(Grid.Cell cell, List<RunResult> results) {

        String name() {
            return cell.name().value();
        }

        double[] scores() {
            return results.stream()
                    .mapToDouble(result -> result.score().orElseThrow())
                    .toArray();
        }

        Statistic score() {
            return Statistic.of(scores());
        }

        /// {@return the accuracy of each seed; empty if no labels are told}
        double[] accuracies() {
            return results.stream()
                    .flatMap(result -> result.accuracy().stream())
                    .mapToDouble(accuracy -> accuracy)
                    .toArray();
        }

        /// {@return the mean over seeds; NaN if no labels are told}
        Statistic accuracy() {
            return Statistic.of(accuracies());
        }

        RunResult first() {
            return results.getFirst();
        }

        boolean isLinear() {
            return first().stateFloats().isPresent();
        }

        /// {@return the mean speed; NaN if none is known}
        double stepsPerSecond() {
            return results.stream()
                    .flatMap(result -> result.stepsPerSecond().stream())
                    .mapToDouble(speed -> speed)
                    .average()
                    .orElse(Double.NaN);
        }

        Optional<Long> peakBytes() {
            return results.stream()
                    .flatMap(result -> result.peakBytes().stream())
                    .max(Comparator.naturalOrder());
        }
    }

    /// A run that failed.
    ///
    /// @param run what was trained
    /// @param message why it ended
    record Failure(Grid.Run run, String message) {}

    static Summary of(Grid grid, Map<Grid.Run, RunResult> results) {
        List<Row> rows = new ArrayList<>();
        for (Grid.Cell cell : grid.cells()) {
            List<RunResult> finished = cell.runs().stream()
                    .flatMap(run -> Optional.ofNullable(results.get(run)).stream())
                    .filter(result -> result.is(RunResult.Status.FINISHED)
                            && result.score().isPresent())
                    .toList();
            if (!finished.isEmpty()) {
                rows.add(new Row(cell, finished));
            }
        }
        rows.sort(
                tellsLabels(rows)
                        ? Comparator.comparingDouble((Row row) -> row.accuracy().mean())
                                .reversed()
                        : Comparator.comparingDouble(row -> row.score().mean()));
        return new Summary(
                results.values().stream()
                        .map(RunResult::measure)
                        .filter(measure -> !measure.isEmpty())
                        .findFirst()
                        .orElse("score")
                        .replace('_', ' '),
                List.copyOf(rows),
                rows.stream().filter(Row::isLinear).findFirst(),
                results.entrySet().stream()
                        .filter(entry -> entry.getValue().is(RunResult.Status.FAILED))
                        .map(entry ->
                                new Failure(entry.getKey(), entry.getValue().message()))
                        .toList());
    }

    /// {@return whether there is an accuracy, which then decides what is best}
    boolean tellsLabels() {
        return tellsLabels(rows);
    }

    private static boolean tellsLabels(List<Row> rows) {
        return !rows.isEmpty()
                && rows.stream().noneMatch(row -> Double.isNaN(row.accuracy().mean()));
    }

    boolean isBestLinear(Row row) {
        return bestLinear.filter(row::equals).isPresent();
    }
}
