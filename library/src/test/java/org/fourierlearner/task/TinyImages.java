package org.fourierlearner.task;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.fourierlearner.data.image.Image;
import org.fourierlearner.data.image.ImageSplit;
import org.fourierlearner.data.image.LabelledImages;
import org.fourierlearner.data.image.augment.Augmentation;
import org.fourierlearner.model.TinyVision;

/// Images that any model can tell apart, of the labels in turn: lines across, lines down, and squares, with noise.
///
/// @param count how many
/// @param seed of the noise
/// @param channels 1 or 3
record TinyImages(int count, long seed, int channels) implements LabelledImages {
    static final List<String> LABELS = List.of("across", "down", "squares");
    static final int SIDE = 8;

    @Override
    public int label(int index) {
        return index % 3;
    }

    @Override
    public Image image(int index) {
        var random = new SplittableRandom(seed + index);
        byte[] values = new byte[SIDE * SIDE * channels];
        for (int n = 0; n < values.length; n++) {
            int row = n / channels / SIDE;
            int column = n / channels % SIDE;
            int bright = switch (label(index)) {
                case 0 -> row % 2;
                case 1 -> column % 2;
                default -> (row + column) % 2;
            };
            values[n] = (byte) (150 * bright + random.nextInt(100));
        }
        return new Image(SIDE, SIDE, channels, values);
    }

    @Override
    public String name(int index) {
        return "tiny[%d]".formatted(index);
    }

    @Override
    public String sha256() {
        return "ab".repeat(32);
    }

    static ImageSplit split() {
        return new ImageSplit(
                LABELS, new TinyImages(31, 1, 1), new TinyImages(30, 100, 1), Optional.of(new TinyImages(29, 200, 1)));
    }

    static ImageClassification task(int size, int parts, long seed, String... overrides) throws IOException {
        return task(new ImageClassification.Batches(size, parts, 0), Augmentation.none(), 0, seed, overrides);
    }

    static ImageClassification task(
            ImageClassification.Batches batches,
            Augmentation augmentation,
            double labelSmoothing,
            long seed,
            String... overrides)
            throws IOException {
        return new ImageClassification(
                TinyVision.config(overrides),
                ImageSize.asTheyAre(),
                split(),
                augmentation,
                batches,
                labelSmoothing,
                seed);
    }
}
