package org.fourierlearner.app.compare;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.fourierlearner.app.report.Axis;
import org.fourierlearner.app.report.IntervalChart;
import org.fourierlearner.app.report.Line;
import org.fourierlearner.app.report.LineChart;
import org.fourierlearner.app.report.Panels;
import org.fourierlearner.app.report.TrainingPoint;

/// Draws scores and validation curves.
record ComparisonPictures(Grid grid, Summary summary) {
    private static final int WIDTH = 760;
    private static final int PANEL_WIDTH = 400;
    private static final int PANEL_HEIGHT = 210;
    private static final int COLUMNS = 3;
    private static final String ACCURACY = "accuracy";
    private static final List<String> KINDS = List.of("linear", "the best linear one", "not linear");

    /// Scores, below accuracies if there are any.
    BufferedImage scores() {
        BufferedImage scores = intervals(
                summary.tellsLabels() ? "" : grid.title(), summary.measure(), Summary.Row::scores, Summary.Row::score);
        if (!summary.tellsLabels()) {
            return scores;
        }
        BufferedImage accuracies = intervals("", ACCURACY, Summary.Row::accuracies, Summary.Row::accuracy);
        return new Panels(grid.title(), "", List.of(), 1, List.of(accuracies, scores)).draw();
    }

    private BufferedImage intervals(
            String title,
            String measure,
            Function<Summary.Row, double[]> values,
            Function<Summary.Row, Statistic> statistic) {
        List<IntervalChart.Row> rows = summary.rows().stream()
                .map(row -> new IntervalChart.Row(
                        row.name(),
                        statistic.apply(row).mean(),
                        statistic.apply(row).standardError(),
                        values.apply(row),
                        summary.isBestLinear(row) ? 1 : row.isLinear() ? 0 : 2))
                .toList();
        return new IntervalChart(
                        title,
                        measure + ", mean ± standard error over seeds; small points are single seeds",
                        KINDS,
                        rows,
                        WIDTH)
                .draw();
    }

    /// {@return the scores while training}
    BufferedImage curves(Path out, CurveReader reader) throws IOException {
        return curves(summary.measure(), TrainingPoint::validationLoss, out, reader);
    }

    /// {@return the accuracies while training}
    BufferedImage accuracyCurves(Path out, CurveReader reader) throws IOException {
        return curves(ACCURACY, TrainingPoint::accuracy, out, reader);
    }

    /// A panel for each cell, the best first, with all others behind it.
    private BufferedImage curves(String measure, ToDoubleFunction<TrainingPoint> value, Path out, CurveReader reader)
            throws IOException {
        List<Line> lines = new ArrayList<>();
        for (Summary.Row row : summary.rows()) {
            lines.add(line(value, out, reader, row));
        }
        List<BufferedImage> panels = new ArrayList<>();
        for (Line line : lines) {
            panels.add(panel(line.name(), line, lines));
        }
        if (panels.isEmpty()) {
            panels.add(panel("", Line.of("", new double[0], new double[0], Line.Mark.SOLID), List.of()));
        }
        return new Panels(
                        "%s: %s while training".formatted(grid.title(), measure),
                        "mean over seeds, band of one standard error; the best first, all others in gray",
                        List.of(),
                        COLUMNS,
                        panels)
                .draw();
    }

    private static BufferedImage panel(String title, Line line, List<Line> all) {
        List<Line> lines = new ArrayList<>(List.of(line));
        all.stream()
                .filter(other -> !other.name().equals(line.name()))
                .map(other -> Line.of(other.name(), other.x(), other.y(), Line.Mark.FAINT))
                .forEach(lines::add);
        return new LineChart(
                        title, new Axis.Linear("steps"), new Axis.Linear(""), lines, false, PANEL_WIDTH, PANEL_HEIGHT)
                .draw();
    }

    private static Line line(ToDoubleFunction<TrainingPoint> value, Path out, CurveReader reader, Summary.Row row)
            throws IOException {
        SortedMap<Long, List<Double>> scores = new TreeMap<>();
        for (Grid.Run run : row.cell().runs()) {
            Path metrics = out.resolve(run.folder()).resolve("metrics.csv");
            if (Files.exists(metrics)) {
                for (TrainingPoint point : reader.read(metrics)) {
                    if (!Double.isNaN(value.applyAsDouble(point))) {
                        scores.computeIfAbsent(point.step(), _ -> new ArrayList<>())
                                .add(value.applyAsDouble(point));
                    }
                }
            }
        }
        List<Statistic> statistics = scores.values().stream()
                .map(values ->
                        Statistic.of(values.stream().mapToDouble(score -> score).toArray()))
                .toList();
        return new Line(
                row.name(),
                scores.keySet().stream().mapToDouble(step -> step).toArray(),
                statistics.stream().mapToDouble(Statistic::mean).toArray(),
                statistics.stream()
                        .flatMapToDouble(statistic -> DoubleStream.of(
                                Double.isNaN(statistic.standardError()) ? 0 : statistic.standardError()))
                        .toArray(),
                Line.Mark.BAND);
    }
}
