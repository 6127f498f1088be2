package org.fourierlearner.app.report;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// The pictures of a [RadialReport], and its numbers.
///
/// @param report what to draw
record RadialPictures(RadialReport report) {
    private static final String TITLE = "Learned functions of distance";
    private static final int WIDTH = 380;
    private static final int HEIGHT = 300;
    private static final int MOST_COLUMNS = 3;

    /// More lines than this cannot be told apart, and become rows of a map.
    private static final int MOST_LINES = 12;

    /// {@return mask or encoding against distance, a panel for each layer}
    BufferedImage encodings() {
        if (report.curves().isEmpty()) {
            return Canvas.message(TITLE, "this model has no encoding of distances", 2 * WIDTH, HEIGHT);
        }
        Map<Integer, List<RadialCurve>> layers = report.curves().stream()
                .collect(Collectors.groupingBy(RadialCurve::layer, TreeMap::new, Collectors.toList()));
        var most = layers.values().stream().mapToInt(List::size).max().orElse(0);
        var panels = new ArrayList<BufferedImage>();
        layers.forEach((layer, curves) -> panels.add(most > MOST_LINES ? map(layer, curves) : lines(layer, curves)));
        var subtitle = most > MOST_LINES
                ? "A row is one %s; rows are sorted by the distance at which they are largest. One color scale."
                        .formatted(report.quantity())
                : "The %s of each head; bands are standard deviations over directions, where these differ."
                        .formatted(report.quantity());
        return new Panels(TITLE, subtitle, List.of(), MOST_COLUMNS, panels).draw();
    }

    private BufferedImage lines(int layer, List<RadialCurve> curves) {
        var lines = curves.stream()
                .map(curve -> new Line(
                        "head " + curve.head(),
                        curve.distances(),
                        curve.values(),
                        curve.deviations(),
                        curve.deviations().length == 0 ? Line.Mark.SOLID : Line.Mark.BAND))
                .toList();
        return new LineChart(
                        "layer " + layer,
                        new Axis.Linear("distance r (Å)"),
                        new Axis.Linear(report.quantity()),
                        lines,
                        lines.size() <= 4,
                        WIDTH,
                        HEIGHT)
                .draw();
    }

    private BufferedImage map(int layer, List<RadialCurve> curves) {
        var reach =
                report.curves().stream().mapToDouble(RadialCurve::reach).max().orElse(0);
        var rows = curves.stream()
                .sorted(Comparator.comparingDouble(RadialCurve::peak))
                .map(RadialCurve::values)
                .toArray(double[][]::new);
        var distances = curves.getFirst().distances();
        var unit = distances.length > 1 ? NumberLabel.of(distances[1]) : "";
        return new HeatMap(
                        "layer " + layer,
                        new Axis.Linear("distance r (in steps of " + unit + " Å)"),
                        new Axis.Linear("heads, sorted"),
                        rows,
                        ColorScale.diverging(reach > 0 ? reach : 1),
                        true,
                        WIDTH,
                        HEIGHT)
                .draw();
    }

    /// {@return the loss of training, and the score for validation, by step}
    BufferedImage training() {
        var panels = List.of(
                chart("Loss", "loss", report.curve(), TrainingPoint::trainLoss, Line.Mark.SOLID),
                chart(
                        "Validation",
                        report.score(),
                        TrainingPicture.evaluated(report.curve()),
                        TrainingPoint::validationLoss,
                        Line.Mark.JOINED_POINTS));
        return new Panels("Training", "", List.of(), panels.size(), panels).draw();
    }

    private static BufferedImage chart(
            String title,
            String label,
            List<TrainingPoint> points,
            ToDoubleFunction<TrainingPoint> value,
            Line.Mark mark) {
        var steps = points.stream().mapToDouble(TrainingPoint::step).toArray();
        var values = points.stream().mapToDouble(value).toArray();
        return new LineChart(
                        title,
                        new Axis.Linear("step"),
                        new Axis.Logarithmic(label + ", log scale"),
                        List.of(Line.of(title, steps, values, mark)),
                        false,
                        WIDTH,
                        HEIGHT)
                .draw();
    }

    /// {@return the numbers, a line for each head and distance}
    String csv() {
        var csv = new StringBuilder("layer,head,feature,distance,value,deviation\n");
        for (var curve : report.curves()) {
            for (var i = 0; i < curve.distances().length; i++) {
                csv.append(String.format(
                        Locale.ROOT,
                        "%d,%d,%d,%.4f,%.6g,%s\n",
                        curve.layer(),
                        curve.head(),
                        curve.feature(),
                        curve.distances()[i],
                        curve.values()[i],
                        curve.deviations().length == 0
                                ? "0"
                                : String.format(Locale.ROOT, "%.6g", curve.deviations()[i])));
            }
        }
        return csv.toString();
    }
}
