package org.fourierlearner.train;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.fourierlearner.config.RecordReader;

/// Runs of an image classifier that take a moment.
final class TinyImageRun {
    private static final int SIDE = 8;

    private static final String CONFIG = """
            seed = 5
            [model]
            patch = 2
            layers = 2
            modelDim = 6
            heads = 2
            mlpDim = 11
            absolutePositions = "learned"
            activation = "gelu"
            norm = "layer"
            pooling = "class-token"
            attention.features.features = 5
            attention.rpe.frequencies = 4
            [train]
            steps = 20
            batchSize = 3
            schedule = { kind = "constant", rate = 0.01 }
            evaluateEvery = 5
            """;

    private TinyImageRun() {}

    static ImageClassificationRunConfig config(Path folder, String... overrides) throws IOException {
        Path images = folder.resolve("images");
        if (Files.notExists(images)) {
            write(images.resolve("train"), 20, 1);
            write(images.resolve("test"), 10, 2);
        }
        String data = "data = { kind = 'folders', train = '%s', test = '%s' }\n"
                .formatted(images.resolve("train"), images.resolve("test"));
        return RecordReader.read(data + CONFIG, "tiny.toml", List.of(overrides), ImageClassificationRunConfig.class);
    }

    /// Grey pictures with noise of three labels: lines across, lines down, and squares.
    private static void write(Path folder, int each, long seed) throws IOException {
        var random = new SplittableRandom(seed);
        for (int i = 0; i < 3 * each; i++) {
            String label = List.of("across", "down", "squares").get(i % 3);
            var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
            for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
                int row = pixel / SIDE;
                int column = pixel % SIDE;
                int bright = (i % 3 == 1 ? 0 : row) + (i % 3 == 0 ? 0 : column);
                image.getRaster().setSample(column, row, 0, 150 * (bright % 2) + random.nextInt(100));
            }
            Path file = folder.resolve(label, "%d.png".formatted(i));
            Files.createDirectories(file.resolveSibling("."));
            ImageIO.write(image, "png", file.toFile());
        }
    }
}
