package org.fourierlearner.task;

import java.io.IOException;
import org.fourierlearner.data.image.Image;
import org.fourierlearner.data.image.LabelledImages;
import org.fourierlearner.tensor.Tensor;

/// Images as a model takes them: of one size and number of channels, from 0 to 1, channel by
/// channel.
///
/// @param height in pixels
/// @param width in pixels
/// @param channels the numbers of a pixel
record PixelReader(int height, int width, int channels) {
    private static final float WHITE = 255;

    int count() {
        return channels * height * width;
    }

    /// Puts an image of any size at a place of an array.
    void read(Image image, float[] target, int offset) {
        Image fitted = image.toChannels(channels).resized(width, height);
        byte[] values = fitted.values();
        for (int channel = 0; channel < channels; channel++) {
            int plane = offset + channel * height * width;
            for (int pixel = 0; pixel < height * width; pixel++) {
                target[plane + pixel] = (values[pixel * channels + channel] & 0xff) / WHITE;
            }
        }
    }

    /// {@return some images, one after another, `[images, channels, height, width]`}
    float[] read(LabelledImages images, int... indices) throws IOException {
        float[] pixels = new float[indices.length * count()];
        for (int b = 0; b < indices.length; b++) {
            read(images.image(indices[b]), pixels, b * count());
        }
        return pixels;
    }

    Tensor tensor(float[] pixels) {
        return Tensor.of(pixels, pixels.length / count(), channels, height, width);
    }
}
