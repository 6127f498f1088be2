package org.fourierlearner.app;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.fourierlearner.data.image.ImageSource;

/// Images of eight by eight pixels that are easily told apart, and runs that do so within seconds.
public final class TinyImages {
    static final List<String> LABELS = List.of("across", "down, I think", "squares");
    private static final int SIDE = 8;
    private static final int TRAINING = 60;
    private static final int TEST = 30;
    private static final int CIFAR_BYTES = 1 + 3 * 32 * 32;

    private TinyImages() {}

    /// {@return images of three labels in turn, as files in a folder for each label}
    ///
    /// @param folder where to
    public static ImageSource.Folders source(Path folder) throws IOException {
        Path train = folder.resolve("train");
        Path test = folder.resolve("test");
        if (Files.notExists(test)) {
            write(train, TRAINING, 1);
            write(test, TEST, 2);
        }
        return new ImageSource.Folders(train.toString(), Optional.empty(), Optional.of(test.toString()), 0.1);
    }

    private static void write(Path folder, int count, long seed) throws IOException {
        for (int i = 0; i < count; i++) {
            Path file = folder.resolve(LABELS.get(i % 3), "%02d.png".formatted(i));
            Files.createDirectories(file.resolveSibling("."));
            ImageIO.write(picture(values(i, seed)), "png", file.toFile());
        }
    }

    /// Lines across, lines down or squares, with noise.
    private static byte[] values(int image, long seed) {
        var random = new SplittableRandom(100 * seed + image);
        byte[] values = new byte[SIDE * SIDE];
        for (int pixel = 0; pixel < values.length; pixel++) {
            int place = (image % 3 == 1 ? 0 : pixel / SIDE) + (image % 3 == 0 ? 0 : pixel % SIDE);
            values[pixel] = (byte) (150 * (place % 2) + random.nextInt(100));
        }
        return values;
    }

    private static BufferedImage picture(byte[] values) {
        var picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        picture.getRaster().setDataElements(0, 0, SIDE, SIDE, values);
        return picture;
    }

    /// {@return settings by which a source reads such images instead of its own}
    ///
    /// @param folder for files
    static List<String> settings(Path folder, ImageSource source) throws IOException {
        writeIdx(folder, "train", TRAINING, 1);
        writeIdx(folder, "t10k", TEST, 2);
        return switch (source) {
            case ImageSource.FashionMnist _ -> List.of("data.folder=" + folder, "data.validationCount=9");
            case ImageSource.Idx _ ->
                List.of(
                        "data.trainImages=" + folder.resolve("train-images-idx3-ubyte"),
                        "data.trainLabels=" + folder.resolve("train-labels-idx1-ubyte"),
                        "data.testImages=" + folder.resolve("t10k-images-idx3-ubyte"),
                        "data.testLabels=" + folder.resolve("t10k-labels-idx1-ubyte"),
                        "data.validationCount=9");
            case ImageSource.Cifar _ ->
                List.of(
                        "data.train=['%s']".formatted(writeRecords(folder, "train", TRAINING, 1)),
                        "data.test=" + writeRecords(folder, "test", TEST, 2),
                        "data.validationCount=9");
            case ImageSource.Folders _, ImageSource.Table _ ->
                List.of("data.train=" + source(folder).train());
        };
    }

    /// A file of CIFAR-10.
    private static Path writeRecords(Path folder, String name, int count, long seed) throws IOException {
        var random = new SplittableRandom(seed);
        byte[] records = new byte[count * CIFAR_BYTES];
        random.nextBytes(records);
        for (int i = 0; i < count; i++) {
            records[i * CIFAR_BYTES] = (byte) (i % 3);
        }
        return Files.write(folder.resolve(name + ".bin"), records);
    }

    /// The files of MNIST.
    private static void writeIdx(Path folder, String name, int count, long seed) throws IOException {
        ByteBuffer images = ByteBuffer.allocate(16 + count * SIDE * SIDE)
                .putInt(0x803)
                .putInt(count)
                .putInt(SIDE)
                .putInt(SIDE);
        ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
        for (int i = 0; i < count; i++) {
            images.put(values(i, seed));
            labels.put((byte) (i % 3));
        }
        Files.write(folder.resolve(name + "-images-idx3-ubyte"), images.array());
        Files.write(folder.resolve(name + "-labels-idx1-ubyte"), labels.array());
    }

    /// The keys of a tiny classifier in TOML, under `kind`.
    static String run(Path folder, String table) throws IOException {
        ImageSource.Folders source = source(folder);
        return """
                [BASE]
                kind = "image-classification"
                data = { kind = "folders", train = "%s", test = "%s" }

                [BASE.model]
                patch = 2
                layers = 1
                modelDim = 16
                heads = 2
                attention.features.features = 16
                attention.rpe.frequencies = 4

                [BASE.train]
                steps = 60
                batchSize = 6
                schedule = { kind = "constant", rate = 0.01 }
                evaluateEvery = 30
                """.formatted(source.train(), source.test().orElseThrow())
                .replace("[BASE]\n", table.isEmpty() ? "" : "[%s]\n".formatted(table))
                .replace("BASE.", table.isEmpty() ? "" : table + ".");
    }

    /// Writes the configuration of a tiny classifier.
    static Path config(Path folder) throws IOException {
        return Files.writeString(folder.resolve("images.toml"), run(folder, ""));
    }
}
