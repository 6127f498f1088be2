package org.fourierlearner.data.image;

/// The definition of resizing, pixel by pixel over the whole image.
final class ResizingReference {
    private ResizingReference() {}

    static double at(Image image, int newWidth, int newHeight, int x, int y, int channel) {
        double sum = 0;
        for (int row = 0; row < image.height(); row++) {
            for (int column = 0; column < image.width(); column++) {
                sum += weight(image.height(), newHeight, y, row)
                        * weight(image.width(), newWidth, x, column)
                        * image.at(column, row, channel);
            }
        }
        return sum;
    }

    /// {@return what pixel `from` of the old axis adds to pixel `to` of the new}
    private static double weight(int length, int newLength, int to, int from) {
        double scale = (double) length / newLength;
        if (newLength < length) {
            double overlap = Math.min((to + 1) * scale, from + 1) - Math.max(to * scale, from);
            return Math.max(0, overlap) / scale;
        }
        double centre = Math.clamp((to + 0.5) * scale, 0.5, length - 0.5);
        return Math.max(0, 1 - Math.abs(centre - (from + 0.5)));
    }
}
