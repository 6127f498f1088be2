package org.fourierlearner.train;

import java.io.IOException;
import java.nio.file.Path;
import org.fourierlearner.data.image.ImageSource;
import org.fourierlearner.data.image.augment.Augmentation;
import org.fourierlearner.model.VisionTransformerConfig;
import org.fourierlearner.task.ImageClassification;
import org.fourierlearner.task.ImageSize;
import org.fourierlearner.task.Task;

/// The training of a model that tells the labels of images.
///
/// @param seed of weights, frequencies and data order
/// @param data the images with their labels
/// @param image to which size images are brought
/// @param model the model
/// @param augmentation how images are changed at random in training
/// @param labelSmoothing the share of probability spread over all labels in training, as in Szegedy
///     et al. 2016 (arXiv:1512.00567), section 7; evaluation has none
/// @param train how to train
public record ImageClassificationRunConfig(
        long seed,
        ImageSource data,
        ImageSize image,
        VisionTransformerConfig model,
        Augmentation augmentation,
        double labelSmoothing,
        TrainConfig train)
        implements RunConfig {

    /// Checks the share.
    ///
    /// @throws IllegalArgumentException if it is not in `[0, 1)`
    public ImageClassificationRunConfig {
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new IllegalArgumentException(
                    "labelSmoothing: expected a number in [0, 1), got %s".formatted(labelSmoothing));
        }
    }

    /// {@return a small model of Fashion-MNIST}
    public static ImageClassificationRunConfig defaults() {
        return new ImageClassificationRunConfig(
                1,
                ImageSource.FashionMnist.defaults(),
                ImageSize.asTheyAre(),
                VisionTransformerConfig.defaults(),
                Augmentation.none(),
                0,
                TrainConfig.defaults());
    }

    @Override
    public Task createTask(Path cache) throws IOException {
        var batches = new ImageClassification.Batches(train.batchSize(), train.parts(), train.evaluationTokens());
        return new ImageClassification(model, image, data.open(), augmentation, batches, labelSmoothing, seed);
    }
}
