package org.fourierlearner.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.fourierlearner.app.report.Axis;
import org.fourierlearner.app.report.ColorScale;
import org.fourierlearner.app.report.HeatMap;
import org.fourierlearner.storage.AtomicFile;
import org.fourierlearner.task.ClassificationResult;
import org.fourierlearner.task.Confusion;

/// What a classifier was measured to do, as text, JSON and a picture.
///
/// @param examples what is classified, in the plural
/// @param result the measurement
record ConfusionReport(String examples, ClassificationResult result) {
    private static final int LONGEST_NAME = 14;
    private static final int MARGIN = 200;
    private static final int CELL_HEIGHT = 30;
    private static final int CELL_WIDTH = 44;
    private static final int POINTS_PER_CHARACTER = 7;
    private static final int GREATEST_WIDTH = 2400;

    private Confusion confusion() {
        return result.confusion();
    }

    /// {@return a table for people}
    ///
    /// @param more what else to say, by name
    String text(Path model, Map<String, ?> more) {
        var text = new StringBuilder();
        line(text, "model", model.toString());
        line(text, examples, "%,d".formatted(confusion().count()));
        line(text, "loss", Measure.shown(result.loss()));
        line(text, "accuracy", Measure.shown(confusion().accuracy()));
        more.forEach((name, value) -> line(
                text,
                name.replace('_', ' '),
                value instanceof Double number ? Measure.shown(number) : value.toString()));
        List<String> labels = confusion().labels();
        int width = Math.max(
                "label".length(), labels.stream().mapToInt(String::length).max().orElse(0));
        String row = "%-" + width + "s  %8s  %9s  %9s%n";
        text.append("%n".formatted()).append(row.formatted("label", examples, "precision", "recall"));
        for (int label = 0; label < labels.size(); label++) {
            text.append(row.formatted(
                    labels.get(label),
                    "%,d".formatted(confusion().support(label)),
                    share(confusion().precision(label)),
                    share(confusion().recall(label))));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("%-20s %s%n".formatted(name, value));
    }

    private static String share(double value) {
        return Double.isNaN(value) ? "–" : "%.4f".formatted(value);
    }

    /// {@return the same for programs; shares that are not defined are absent}
    Map<String, Object> json(Path model, Map<String, ?> more) {
        List<Map<String, Object>> classes = new ArrayList<>();
        for (int label = 0; label < confusion().labels().size(); label++) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("label", confusion().labels().get(label));
            one.put(examples, confusion().support(label));
            putShare(one, "precision", confusion().precision(label));
            putShare(one, "recall", confusion().recall(label));
            one.put("told", confusion().counts()[label]);
            classes.add(one);
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("model", model.toString());
        report.put(examples, confusion().count());
        report.put("loss", result.loss());
        report.put("accuracy", confusion().accuracy());
        more.forEach((name, value) -> report.put(name, value instanceof Double ? value : value.toString()));
        report.put("classes", classes);
        return report;
    }

    private static void putShare(Map<String, Object> into, String name, double value) {
        if (!Double.isNaN(value)) {
            into.put(name, value);
        }
    }

    /// Draws the counts, a row for each right label.
    void draw(Path png) throws IOException {
        long[][] counts = confusion().counts();
        double[][] values = new double[counts.length][];
        double greatest = 1;
        for (int label = 0; label < counts.length; label++) {
            values[label] = Arrays.stream(counts[label]).asDoubleStream().toArray();
            greatest = Math.max(greatest, Arrays.stream(values[label]).max().orElse(0));
        }
        List<String> names =
                confusion().labels().stream().map(ConfusionReport::shortened).toList();
        int longest = names.stream().mapToInt(String::length).max().orElse(0);
        int cell = Math.max(CELL_WIDTH, POINTS_PER_CHARACTER * longest);
        var map = new HeatMap(
                "accuracy %.4f over %,d %s"
                        .formatted(confusion().accuracy(), confusion().count(), examples),
                new Axis.Named("label that the model told", names),
                new Axis.Named("right label", names),
                values,
                ColorScale.sequential(0, greatest),
                false,
                Math.min(GREATEST_WIDTH, MARGIN + cell * names.size()),
                Math.min(GREATEST_WIDTH, MARGIN / 2 + CELL_HEIGHT * names.size()));
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(map.draw(), "png", bytes);
        AtomicFile.write(png, bytes.toByteArray());
    }

    private static String shortened(String label) {
        return label.length() <= LONGEST_NAME ? label : label.substring(0, LONGEST_NAME - 1) + "…";
    }
}
