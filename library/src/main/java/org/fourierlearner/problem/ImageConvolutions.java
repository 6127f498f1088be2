package org.fourierlearner.problem;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.fourierlearner.data.image.ImageSource;
import org.fourierlearner.nn.Linear;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// Two convolutions by 3 × 3 that halve an image of 14 × 14 pixels, and a linear layer.
///
/// @param data the images
/// @param channels the most channels of the first convolution; the second has twice as many
public record ImageConvolutions(ImageSource data, int channels) implements ProblemFamily {

    /// Checks the number.
    ///
    /// @throws IllegalArgumentException if it is below 4
    public ImageConvolutions {
        Sizes.requireAtLeast("channels", channels, 4);
    }

    /// {@return Fashion-MNIST, up to twelve channels}
    public static ImageConvolutions defaults() {
        return new ImageConvolutions(ImageSource.FashionMnist.defaults(), 12);
    }

    @Override
    public Problems open(Path cache) throws IOException {
        var images = new SmallImages(data);
        return Problems.of(seed -> drawn(images, seed), images.sha256(), images::close);
    }

    private Problem drawn(SmallImages images, long seed) {
        Draw draw = Draw.seeded(seed);
        try (var _ = Scope.withoutGradients()) {
            Randomness random = Randomness.seeded(draw.seed());
            var network = new Network(draw.count(4, channels), images.classes(), Layers.activation(draw), random);
            return new Classifier(
                    network.parameters, network::logits, images.some(draw), draw.count(16, 64), draw.seed());
        }
    }

    private static final class Network {
        /// The side of an image after the second convolution.
        private static final int LAST_SIDE = 4;

        private final Parameters parameters = new Parameters();
        private final UnaryOperator<Tensor> activation;
        private final Tensor first;
        private final Tensor firstBias;
        private final Tensor second;
        private final Tensor secondBias;
        private final Linear out;

        Network(int channels, int classes, UnaryOperator<Tensor> activation, Randomness random) {
            this.activation = activation;
            first = parameters.weight(
                    "first.weight", random.normal(channels, 1, 3, 3).multiply(Math.sqrt(1.5 / 9)));
            firstBias = parameters.weight("first.bias", Tensor.zeros(channels));
            second = parameters.weight(
                    "second.weight",
                    random.normal(2 * channels, channels, 3, 3).multiply(Math.sqrt(1.5 / (9 * channels))));
            secondBias = parameters.weight("second.bias", Tensor.zeros(2 * channels));
            int numbers = 2 * channels * LAST_SIDE * LAST_SIDE;
            out = new Linear(numbers, classes, true, Math.sqrt(1.5 / numbers), random);
            parameters.include("out", out.parameters());
        }

        Tensor logits(Tensor pixels) {
            int side = SmallImages.SIDE;
            Tensor image = pixels.reshape(pixels.extent(0), 1, side, side);
            Tensor halved = activation.apply(image.convolution(first, firstBias, 2, 1));
            Tensor quartered = activation.apply(halved.convolution(second, secondBias, 2, 1));
            return out.apply(quartered.reshape(pixels.extent(0), -1));
        }
    }
}
