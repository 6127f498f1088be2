package org.fourierlearner.task;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.fourierlearner.data.image.Image;
import org.fourierlearner.data.image.LabelledImages;
import org.fourierlearner.model.VisionTransformer;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// Tells the labels of images.
///
/// @param model closed with this
/// @param labels the model's classes, in their order
public record ImagePredictor(VisionTransformer model, List<String> labels) implements AutoCloseable {

    /// {@return all labels, the likeliest first}
    ///
    /// @param image of any size and color
    /// @throws IllegalArgumentException if the model is damaged
    public List<Prediction> predict(Image image) {
        try (var _ = Scope.withoutGradients()) {
            Tensor logits = model.logits(pixels(image), null);
            return Prediction.ranked(labels, Judgement.logProbabilities(logits).getFirst());
        }
    }

    /// {@return an image as the model takes it, `[1, channels, height, width]`}
    ///
    /// @param image of any size and color
    public Tensor pixels(Image image) {
        PixelReader reader = reader(1);
        float[] pixels = new float[reader.count()];
        reader.read(image, pixels, 0);
        return reader.tensor(pixels);
    }

    /// How images are shown to a model.
    ///
    /// @param size their sides, in sides of the images that it was made for
    /// @param patch the sides of patches, in sides of those that it was made for
    public record Magnification(int size, int patch) {
        /// As in training.
        public static final Magnification NONE = new Magnification(1, 1);

        /// Checks the components.
        ///
        /// @throws IllegalArgumentException if one is not positive
        public Magnification {
            if (size < 1 || patch < 1) {
                throw new IllegalArgumentException(
                        "magnification: expected positive numbers, got %d and %d".formatted(size, patch));
            }
        }
    }

    /// {@return what the model says of some images whose labels are known, in their order}
    ///
    /// @param images with labels of the model
    /// @param indices which of them
    /// @param magnification how they are shown
    /// @throws IOException if an image cannot be read
    public List<Judgement> judge(LabelledImages images, int[] indices, Magnification magnification) throws IOException {
        PixelReader reader = reader(magnification.size());
        int tokens = Math.ceilDiv(
                model.tokens() * magnification.size() * magnification.size(),
                magnification.patch() * magnification.patch());
        int atOnce = TextEvaluation.batch(tokens);
        List<Judgement> judgements = new ArrayList<>();
        for (int first = 0; first < indices.length; first += atOnce) {
            int[] some = Arrays.copyOfRange(indices, first, Math.min(indices.length, first + atOnce));
            List<double[]> logarithms = logProbabilities(reader, reader.read(images, some), magnification.patch());
            for (int b = 0; b < some.length; b++) {
                judgements.add(new Judgement(images.label(some[b]), logarithms.get(b)));
            }
        }
        return judgements;
    }

    /// {@return the indices of images at equal distances}
    ///
    /// @param images where from
    /// @param most how many at most; 0 for all
    public static int[] some(LabelledImages images, long most) {
        int count = (int) (most == 0 ? images.count() : Math.min(most, images.count()));
        return IntStream.range(0, count)
                .map(i -> (int) (i * (long) images.count() / count))
                .toArray();
    }

    PixelReader reader(int magnification) {
        return new PixelReader(
                model.input().height() * magnification,
                model.input().width() * magnification,
                model.input().channels());
    }

    private List<double[]> logProbabilities(PixelReader reader, float[] pixels, int patch) {
        try (var _ = Scope.withoutGradients()) {
            Tensor shown = reader.tensor(pixels);
            return Judgement.logProbabilities(
                    model.logits(patch == 1 ? shown : VisionTransformer.averaged(shown, patch), null));
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
