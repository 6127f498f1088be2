package org.fourierlearner.app.compare;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.fourierlearner.storage.AtomicFile;

/// Writes results as a table, for programs and as pictures, each file whole or as it was.
record ComparisonReport(Grid grid, Path out, CurveReader curves) {

    void write(Map<Grid.Run, RunResult> results) throws IOException {
        write("results.csv", ResultsCsv.of(grid, results));
        write("table.md", table(results));
        if (!results.isEmpty()) {
            var summary = Summary.of(grid, results);
            var pictures = new ComparisonPictures(grid, summary);
            write("comparison.png", pictures.scores());
            write("curves.png", pictures.curves(out, curves));
            if (summary.tellsLabels()) {
                write("accuracy-curves.png", pictures.accuracyCurves(out, curves));
            }
        }
    }

    String table(Map<Grid.Run, RunResult> results) {
        return ResultsTable.of(grid, Summary.of(grid, results));
    }

    private void write(String name, String text) throws IOException {
        AtomicFile.write(out.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }

    private void write(String name, BufferedImage image) throws IOException {
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        AtomicFile.write(out.resolve(name), bytes.toByteArray());
    }
}
