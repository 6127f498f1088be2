package org.fourierlearner.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fourierlearner.app.report.InspectFiles;
import org.fourierlearner.app.report.PlaneHead;
import org.fourierlearner.app.report.PlaneReport;
import org.fourierlearner.data.image.Image;
import org.fourierlearner.data.image.ImageReader;
import org.fourierlearner.data.image.LabelledImages;
import org.fourierlearner.model.ImageInput;
import org.fourierlearner.task.ImageClassifierFolder;
import org.fourierlearner.task.ImagePredictor;
import org.fourierlearner.train.ImageClassificationRunConfig;
import org.fourierlearner.train.RunFolder;
import org.jspecify.annotations.Nullable;

/// Draws what a classifier of images has learned.
///
/// @param run what was asked for
/// @param model the folder of its model
/// @param out where to write
record ImageInspection(Path run, Path model, Path out) {
    private static final Pattern PLACE = Pattern.compile("(\\d{1,9}),(\\d{1,9})");
    private static final String ADVICE = "; name an image with --image";

    /// Writes the files and tells their names, and a line for each head.
    ///
    /// @param file the image whose attention is drawn; null for the first one for validation
    /// @param at row and column of the patch, as `--at` has them; null for the middle one
    void write(@Nullable Path file, @Nullable String at, PrintWriter stdout) throws IOException {
        try (ImagePredictor predictor = ImageClassifierFolder.load(model)) {
            var inspection = new PlaneInspection(predictor);
            Place place = place(at, inspection);
            Named image = file == null ? forValidation() : new Named(file.toString(), ImageReader.read(file));
            List<PlaneHead> heads =
                    inspection.heads(image.image(), place.row() * inspection.columns() + place.column());
            ImageInput input = predictor.model().input();
            Image shown = image.image().toChannels(input.channels()).resized(input.width(), input.height());
            var report = new PlaneReport(
                    TrainingLog.of(run),
                    heads,
                    ImageMeasurement.picture(shown),
                    image.name(),
                    place.row(),
                    place.column());
            InspectFiles.write(report, out).forEach(stdout::println);
            heads.forEach(head -> stdout.println(line(head)));
        }
    }

    private static String line(PlaneHead head) {
        String encoding = head.encoding().isEmpty()
                ? "no encoding"
                : "f from %.3f to %.3f, %.1f of %d frequencies count"
                        .formatted(
                                head.encoding().least(),
                                head.encoding().greatest(),
                                head.effectiveSampleSize(),
                                head.spectrum().waves().size());
        return "layer %d head %d: %s, total variation %.3f"
                .formatted(head.layer(), head.head(), encoding, head.totalVariation());
    }

    private record Named(String name, Image image) {}

    private Named forValidation() throws IOException {
        var folder = new RunFolder(run);
        if (!folder.exists()) {
            throw new IOException(
                    "%s: expected the folder of a run, which knows its images, got a model%s".formatted(run, ADVICE));
        }
        if (!(folder.config(List.of()) instanceof ImageClassificationRunConfig config)) {
            throw new IOException("%s: expected the run of an image classifier, got another%s".formatted(run, ADVICE));
        }
        try {
            LabelledImages images = config.data().open().validation();
            return new Named(images.name(0), images.image(0));
        } catch (IOException e) {
            throw new IOException(Failures.messageOf(e).orElse(e.toString()) + ADVICE, e);
        }
    }

    private record Place(int row, int column) {}

    private static Place place(@Nullable String at, PlaneInspection inspection) {
        if (at == null) {
            return new Place(inspection.rows() / 2, inspection.columns() / 2);
        }
        Matcher matcher = PLACE.matcher(at.strip());
        if (matcher.matches()) {
            var place = new Place(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
            if (place.row() < inspection.rows() && place.column() < inspection.columns()) {
                return place;
            }
        }
        throw new IllegalArgumentException(
                "--at: expected a row from 0 to %d, a comma and a column from 0 to %d, got %s"
                        .formatted(inspection.rows() - 1, inspection.columns() - 1, at));
    }
}
