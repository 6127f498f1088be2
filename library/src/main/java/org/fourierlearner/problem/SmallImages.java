package org.fourierlearner.problem;

import java.io.IOException;
import org.fourierlearner.data.image.Image;
import org.fourierlearner.data.image.ImageSource;
import org.fourierlearner.data.image.ImageSplit;
import org.fourierlearner.data.image.LabelledImages;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// Images made small, of which each problem takes some.
final class SmallImages implements AutoCloseable {
    /// The side of an image, in pixels.
    static final int SIDE = 14;

    /// Images that a family keeps.
    private static final int KEPT = 8000;

    private final Tensor pixels;
    private final Tensor labels;
    private final int classes;
    private final String sha256;

    /// @throws IOException if images cannot be read
    SmallImages(ImageSource source) throws IOException {
        ImageSplit split = source.open();
        LabelledImages images = split.train();
        int count = Math.min(KEPT, images.count());
        float[] all = new float[count * SIDE * SIDE];
        long[] known = new long[count];
        for (int n = 0; n < count; n++) {
            Image small = images.image(n).toChannels(1).resized(SIDE, SIDE);
            for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
                all[n * SIDE * SIDE + pixel] = ((small.values()[pixel] & 0xff) / 255f - 0.3f) / 0.35f;
            }
            known[n] = images.label(n);
        }
        classes = split.labels().size();
        sha256 = images.sha256();
        try (var _ = Scope.withoutGradients()) {
            pixels = Tensor.of(all, count, SIDE * SIDE).keep();
            labels = Tensor.of(known, count).keep();
        }
    }

    String sha256() {
        return sha256;
    }

    int classes() {
        return classes;
    }

    /// {@return some of the images, shared}
    Classifier.Examples some(Draw draw) {
        int count = Math.min(draw.count(500, 4000), pixels.extent(0));
        int first = draw.random().nextInt(pixels.extent(0) - count + 1);
        return new Classifier.Examples(
                pixels.narrow(0, first, count).keep(),
                labels.narrow(0, first, count).keep(),
                true);
    }

    @Override
    public void close() {
        pixels.close();
        labels.close();
    }
}
