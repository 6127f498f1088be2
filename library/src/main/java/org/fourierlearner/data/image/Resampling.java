package org.fourierlearner.data.image;

import java.util.Arrays;

/// Weighted means along one axis: value `i` of the result is the sum over `j` of `weights[i][j]` times value
/// `first[i] + j`.
final class Resampling {
    private final int[] first;
    private final double[][] weights;

    private Resampling(int[] first, double[][] weights) {
        this.first = first;
        this.weights = weights;
    }

    static Image resample(Image image, int newWidth, int newHeight) {
        int channels = image.channels();
        Resampling across = along(image.width(), newWidth);
        Resampling down = along(image.height(), newHeight);
        byte[] values = new byte[Math.multiplyExact(Math.multiplyExact(newWidth, newHeight), channels)];
        double[] row = new double[image.width() * channels];
        for (int y = 0; y < newHeight; y++) {
            down.meanOfRows(image, y, row);
            for (int x = 0; x < newWidth; x++) {
                for (int channel = 0; channel < channels; channel++) {
                    values[(y * newWidth + x) * channels + channel] =
                            (byte) Math.round(across.meanOfColumns(row, x, channel, channels));
                }
            }
        }
        return new Image(newWidth, newHeight, channels, values);
    }

    private static Resampling along(int length, int newLength) {
        return newLength < length ? areas(length, newLength) : lines(length, newLength);
    }

    /// Areas are counted in parts of a pixel so small that old and new borders are whole numbers.
    private static Resampling areas(int length, int newLength) {
        int[] first = new int[newLength];
        double[][] weights = new double[newLength][];
        for (int i = 0; i < newLength; i++) {
            long from = (long) i * length;
            long to = from + length;
            first[i] = (int) (from / newLength);
            int last = (int) ((to - 1) / newLength);
            weights[i] = new double[last - first[i] + 1];
            for (int j = first[i]; j <= last; j++) {
                long covered = Math.min(to, (j + 1L) * newLength) - Math.max(from, (long) j * newLength);
                weights[i][j - first[i]] = (double) covered / length;
            }
        }
        return new Resampling(first, weights);
    }

    private static Resampling lines(int length, int newLength) {
        int[] first = new int[newLength];
        double[][] weights = new double[newLength][];
        for (int i = 0; i < newLength; i++) {
            double centre = (i + 0.5) * length / newLength - 0.5;
            double inside = Math.clamp(centre, 0, length - 1);
            first[i] = (int) inside;
            double beyond = inside - first[i];
            weights[i] = beyond == 0 ? new double[] {1} : new double[] {1 - beyond, beyond};
        }
        return new Resampling(first, weights);
    }

    private void meanOfRows(Image image, int y, double[] row) {
        Arrays.fill(row, 0);
        for (int j = 0; j < weights[y].length; j++) {
            int from = (first[y] + j) * row.length;
            for (int i = 0; i < row.length; i++) {
                row[i] += weights[y][j] * Byte.toUnsignedInt(image.values()[from + i]);
            }
        }
    }

    private double meanOfColumns(double[] row, int x, int channel, int channels) {
        double sum = 0;
        for (int j = 0; j < weights[x].length; j++) {
            sum += weights[x][j] * row[(first[x] + j) * channels + channel];
        }
        return sum;
    }
}
