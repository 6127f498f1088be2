package org.fourierlearner.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Images of 8 × 6 pixels that are bright on top or below, and runs that train on them within seconds.
final class TinyPictures {
    private static final int COUNT = 40;
    private static final int HEIGHT = 8;
    private static final int WIDTH = 6;

    private TinyPictures() {}

    /// {@return the folder of a run that was trained}
    ///
    /// @param more values that win over the tiny ones
    static Path trained(Path folder, String... more) throws IOException {
        Path run = folder.resolve("run");
        List<String> arguments = new ArrayList<>(List.of("train", config(folder).toString(), "--out", run.toString()));
        Arrays.asList(more).forEach(setting -> arguments.addAll(List.of("--set", setting)));
        Run training = Run.flt(arguments.toArray(String[]::new));
        if (training.exitCode() != 0) {
            throw new AssertionError(training.toString());
        }
        return run;
    }

    private static Path config(Path folder) throws IOException {
        var random = new SplittableRandom(1);
        ByteBuffer images = ByteBuffer.allocate(16 + COUNT * HEIGHT * WIDTH);
        ByteBuffer labels = ByteBuffer.allocate(8 + COUNT);
        images.putInt(0x803).putInt(COUNT).putInt(HEIGHT).putInt(WIDTH);
        labels.putInt(0x801).putInt(COUNT);
        for (int i = 0; i < COUNT; i++) {
            labels.put((byte) (i % 2));
            for (int pixel = 0; pixel < HEIGHT * WIDTH; pixel++) {
                boolean bright = pixel < HEIGHT * WIDTH / 2 == (i % 2 == 0);
                images.put((byte) (random.nextInt(60) + (bright ? 180 : 0)));
            }
        }
        Files.write(images(folder), images.array());
        Path labelFile = Files.write(folder.resolve("labels"), labels.array());
        return Files.writeString(folder.resolve("images.toml"), """
                kind = "image-classification"
                data = { kind = "idx", trainImages = "%s", trainLabels = "%s", validationCount = 10 }

                [model]
                patch = 2
                layers = 1
                modelDim = 16
                heads = 2
                attention.features.features = 16
                attention.rpe.frequencies = 8

                [train]
                steps = 4
                evaluateEvery = 2
                batchSize = 4
                """.formatted(images(folder), labelFile));
    }

    static Path images(Path folder) {
        return folder.resolve("images");
    }
}
