package org.fourierlearner.app;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.fourierlearner.app.report.ContactSheet;
import org.fourierlearner.data.image.Image;
import org.fourierlearner.data.image.LabelledImages;
import org.fourierlearner.storage.AtomicFile;
import org.fourierlearner.task.ClassificationResult;
import org.fourierlearner.task.Judgement;

/// What an image classifier says of images whose labels are known.
///
/// @param labels the classes, in their order
/// @param images the images
/// @param indices which of them were judged
/// @param judgements of these, in their order
@SuppressWarnings("ArrayRecordComponent")
record ImageMeasurement(List<String> labels, LabelledImages images, int[] indices, List<Judgement> judgements) {
    private static final int MOST_MISTAKES = 40;
    private static final int COLUMNS = 8;
    private static final int TOP = 5;

    ConfusionReport confusion() {
        return new ConfusionReport("images", ClassificationResult.of(labels, judgements));
    }

    /// The share of images whose label is among the likeliest ones.
    ///
    /// @param top how many count
    double accuracy(int top) {
        return (double) judgements.stream().filter(j -> j.rank() < top).count() / judgements.size();
    }

    /// Further measures by name.
    Map<String, Double> further() {
        Map<String, Double> further = new LinkedHashMap<>();
        if (labels.size() > TOP) {
            further.put("top_%d".formatted(TOP), accuracy(TOP));
        }
        return further;
    }

    /// Writes pictures and a table into a folder.
    ///
    /// @return the files, by what they show
    Map<String, Path> write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path confusion = folder.resolve("confusion.png");
        confusion().draw(confusion);
        Path mistakes = folder.resolve("mistakes.png");
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(mistakes(), "png", bytes);
        AtomicFile.write(mistakes, bytes.toByteArray());
        Path predictions = folder.resolve("predictions.csv");
        AtomicFile.write(predictions, predictions().getBytes(StandardCharsets.UTF_8));
        Map<String, Path> files = new LinkedHashMap<>();
        files.put("picture", confusion);
        files.put("mistakes", mistakes);
        files.put("predictions", predictions);
        return files;
    }

    private BufferedImage mistakes() throws IOException {
        List<Integer> worst = IntStream.range(0, indices.length)
                .filter(k -> judgements.get(k).told() != judgements.get(k).right())
                .boxed()
                .sorted(Comparator.comparingDouble(k -> -probability(judgements.get(k))))
                .limit(MOST_MISTAKES)
                .toList();
        var tiles = new ArrayList<ContactSheet.Tile>();
        for (int k : worst) {
            Judgement judgement = judgements.get(k);
            tiles.add(new ContactSheet.Tile(
                    picture(images.image(indices[k])),
                    String.format(Locale.ROOT, "%s %.2f", labels.get(judgement.told()), probability(judgement)),
                    "is " + labels.get(judgement.right())));
        }
        long wrong = judgements.stream().filter(j -> j.told() != j.right()).count();
        String title = "%,d most confident of %,d mistakes".formatted(tiles.size(), wrong);
        return new ContactSheet(title, COLUMNS, tiles).draw();
    }

    private static double probability(Judgement judgement) {
        return Math.exp(judgement.logProbabilities()[judgement.told()]);
    }

    static BufferedImage picture(Image image) {
        Image color = image.toChannels(3);
        var picture = new BufferedImage(color.width(), color.height(), BufferedImage.TYPE_INT_RGB);
        byte[] values = color.values();
        for (int pixel = 0; pixel < color.width() * color.height(); pixel++) {
            int rgb = ((values[3 * pixel] & 0xff) << 16)
                    | ((values[3 * pixel + 1] & 0xff) << 8)
                    | (values[3 * pixel + 2] & 0xff);
            picture.setRGB(pixel % color.width(), pixel / color.width(), rgb);
        }
        return picture;
    }

    private String predictions() {
        var csv = new StringBuilder("image,right,told,probability\n");
        for (int k = 0; k < indices.length; k++) {
            Judgement judgement = judgements.get(k);
            csv.append(String.format(
                    Locale.ROOT,
                    "%s,%s,%s,%.6f\n",
                    quoted(images.name(indices[k])),
                    quoted(labels.get(judgement.right())),
                    quoted(labels.get(judgement.told())),
                    probability(judgement)));
        }
        return csv.toString();
    }

    private static String quoted(String field) {
        return field.matches("[^,\"\\s]+") ? field : '"' + field.replace("\"", "\"\"") + '"';
    }
}
