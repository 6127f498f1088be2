package org.fourierlearner.data.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;

/// Small files of images.
final class TestImages {
    private TestImages() {}

    static byte[] bytes(int count, long seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static Image random(int width, int height, int channels, long seed) {
        return new Image(width, height, channels, bytes(width * height * channels, seed));
    }

    /// {@return an IDX file: its kind, its extents and content}
    static byte[] idx(int kind, byte[] content, int... extents) {
        ByteBuffer buffer =
                ByteBuffer.allocate(4 + 4 * extents.length + content.length).putInt(kind);
        for (int extent : extents) {
            buffer.putInt(extent);
        }
        return buffer.put(content).array();
    }

    static byte[] gzip(byte[] plain) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        }
        return packed.toByteArray();
    }

    /// {@return a decoded image of random colours}
    static BufferedImage noise(int width, int height, int type) {
        var image = new BufferedImage(width, height, type);
        var random = new Random(1);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        return image;
    }

    static byte[] encode(BufferedImage image, String format) throws IOException {
        var bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, bytes)) {
            throw new IllegalArgumentException("no " + format + " of " + image);
        }
        return bytes.toByteArray();
    }

    /// Writes an image of 3 x 2 pixels of one colour.
    static Path write(Path file, int rgb) throws IOException {
        var image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
        for (int pixel = 0; pixel < 6; pixel++) {
            image.setRGB(pixel % 3, pixel / 3, rgb);
        }
        Files.createDirectories(file.resolveSibling("."));
        return Files.write(file, encode(image, "png"));
    }

    /// {@return the beginning of a PNG of grey bytes, with nothing behind it}
    static byte[] pngHeader(int width, int height) {
        ByteBuffer png = ByteBuffer.allocate(33)
                .putLong(0x89504E470D0A1A0AL)
                .putInt(13)
                .putInt(0x49484452)
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 0, 0, 0, 0});
        var sum = new CRC32();
        sum.update(png.array(), 12, 17);
        return png.putInt((int) sum.getValue()).array();
    }
}
