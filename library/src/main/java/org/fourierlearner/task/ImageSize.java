package org.fourierlearner.task;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.fourierlearner.data.image.Image;
import org.fourierlearner.data.image.LabelledImages;
import org.fourierlearner.model.ImageInput;

/// To which size all images are brought; 0 stands for that of the first image for training.
///
/// @param height in pixels
/// @param width in pixels
/// @param channels 1 for grey, 3 for color
public record ImageSize(int height, int width, int channels) {

    /// Checks the components.
    ///
    /// @throws IllegalArgumentException if one is negative, or there are 2 or more than 3 channels
    public ImageSize {
        if (height < 0 || width < 0) {
            throw new IllegalArgumentException(
                    "height and width: expected numbers ≥ 0, got %d and %d".formatted(height, width));
        }
        if (channels != 0 && channels != 1 && channels != 3) {
            throw new IllegalArgumentException("channels: expected 0, 1 or 3, got %d".formatted(channels));
        }
    }

    /// {@return that of the images}
    public static ImageSize asTheyAre() {
        return new ImageSize(0, 0, 0);
    }

    /// {@return the size, and the mean and deviation of each channel over all images}
    ///
    /// @param images for training
    /// @throws IOException if an image cannot be read
    public ImageInput measure(LabelledImages images) throws IOException {
        Image first = images.image(0);
        var reader = new PixelReader(
                height == 0 ? first.height() : height,
                width == 0 ? first.width() : width,
                channels == 0 ? first.channels() : channels);
        double[] sums = new double[reader.channels()];
        double[] squares = new double[reader.channels()];
        float[] pixels = new float[reader.count()];
        int plane = reader.height() * reader.width();
        for (int index = 0; index < images.count(); index++) {
            reader.read(images.image(index), pixels, 0);
            for (int k = 0; k < pixels.length; k++) {
                sums[k / plane] += pixels[k];
                squares[k / plane] += pixels[k] * pixels[k];
            }
        }
        double count = (double) plane * images.count();
        List<Double> means = new ArrayList<>();
        List<Double> deviations = new ArrayList<>();
        for (int channel = 0; channel < sums.length; channel++) {
            double mean = sums[channel] / count;
            double variance = squares[channel] / count - mean * mean;
            means.add(mean);
            // of one color throughout
            deviations.add(variance > 1e-12 ? Math.sqrt(variance) : 1);
        }
        return new ImageInput(reader.height(), reader.width(), reader.channels(), means, deviations);
    }
}
