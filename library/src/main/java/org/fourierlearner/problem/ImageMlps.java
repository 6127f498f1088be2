package org.fourierlearner.problem;

import java.io.IOException;
import java.nio.file.Path;
import org.fourierlearner.data.image.ImageSource;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;

/// Networks of one or two hidden layers that tell classes of images of 14 × 14 pixels.
///
/// @param data the images
/// @param hidden the greatest width of a hidden layer
public record ImageMlps(ImageSource data, int hidden) implements ProblemFamily {

    /// Checks the width.
    ///
    /// @throws IllegalArgumentException if it is below 8
    public ImageMlps {
        Sizes.requireAtLeast("hidden", hidden, 8);
    }

    /// {@return Fashion-MNIST, up to 48 hidden numbers}
    public static ImageMlps defaults() {
        return new ImageMlps(ImageSource.FashionMnist.defaults(), 48);
    }

    @Override
    public Problems open(Path cache) throws IOException {
        var images = new SmallImages(data);
        return Problems.of(seed -> drawn(images, seed), images.sha256(), images::close);
    }

    private Problem drawn(SmallImages images, long seed) {
        Draw draw = Draw.seeded(seed);
        int width = draw.count(8, hidden);
        int inputs = SmallImages.SIDE * SmallImages.SIDE;
        try (var _ = Scope.withoutGradients()) {
            Randomness random = Randomness.seeded(draw.seed());
            int[] widths = Layers.widths(draw, inputs, width, images.classes());
            var layers = new Layers(new Parameters(), Layers.activation(draw), random, widths);
            return new Classifier(
                    layers.parameters(), layers::apply, images.some(draw), draw.count(16, 64), draw.seed());
        }
    }
}
