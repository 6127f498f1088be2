package org.fourierlearner.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fourierlearner.app.report.TrainingPoint;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.task.ClassificationResult;

/// The `metrics.csv` of a run.
final class TrainingLog {

    private TrainingLog() {}

    /// {@return the points of a run; none if it has no log}
    static List<TrainingPoint> of(Path run) throws IOException {
        Path file = run.resolve("metrics.csv");
        return Files.exists(file) ? read(file) : List.of();
    }

    /// {@return the points, by rising step; rows of one step become one point}
    ///
    /// A last row without a line end is being written, or was when its writer ended; it is left out.
    ///
    /// @throws MalformedDataException if a row does not fit the header
    static List<TrainingPoint> read(Path file) throws IOException {
        // numbers are ASCII, and other bytes shall be named as a row that holds none
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        List<String> lines =
                text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        if (lines.isEmpty()) {
            return List.of();
        }
        List<String> columns = List.of(lines.getFirst().split(",", -1));
        if (!columns.contains("step")) {
            throw new MalformedDataException(file, 1, "expected a column 'step', got '%s'".formatted(lines.getFirst()));
        }
        Map<Long, TrainingPoint> points = new LinkedHashMap<>();
        for (int row = 1; row < lines.size(); row++) {
            String[] cells = lines.get(row).split(",", -1);
            if (cells.length != columns.size()) {
                throw new MalformedDataException(
                        file, row + 1, "expected %d values, got %d".formatted(columns.size(), cells.length));
            }
            try {
                long step = Long.parseLong(cells[columns.indexOf("step")]);
                var point = new TrainingPoint(
                        step,
                        value(cells, columns.indexOf("loss")),
                        value(cells, columns.indexOf("validation_score")),
                        value(cells, columns.indexOf("learning_rate")),
                        value(cells, columns.indexOf(ClassificationResult.ACCURACY)));
                points.merge(step, point, TrainingLog::join);
            } catch (NumberFormatException e) {
                throw new MalformedDataException(file, row + 1, "expected numbers, got '%s'".formatted(lines.get(row)));
            }
        }
        return new ArrayList<>(points.values());
    }

    private static double value(String[] cells, int column) {
        return column < 0 || cells[column].isEmpty() ? Double.NaN : Double.parseDouble(cells[column]);
    }

    private static TrainingPoint join(TrainingPoint first, TrainingPoint second) {
        return new TrainingPoint(
                first.step(),
                known(first.trainLoss(), second.trainLoss()),
                known(first.validationLoss(), second.validationLoss()),
                known(first.learningRate(), second.learningRate()),
                known(first.accuracy(), second.accuracy()));
    }

    private static double known(double first, double second) {
        return Double.isNaN(first) ? second : first;
    }
}
