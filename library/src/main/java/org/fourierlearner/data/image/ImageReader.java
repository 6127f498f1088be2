package org.fourierlearner.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import org.fourierlearner.storage.MalformedDataException;
import org.jspecify.annotations.Nullable;

/// Decodes image files: PNG, JPEG, GIF and BMP, which their first bytes tell.
///
/// Grey images, and those whose palette is grey, have one channel, all others red, green and blue. What is
/// transparent is laid on white. Samples of other depths than eight bits are scaled to 0 to 255. Of an animation the
/// first picture is taken. What a file says about orientation (EXIF) is ignored, and about colour if it is grey.
///
/// A size is checked before memory is taken for it.
public final class ImageReader {
    /// The most pixels of an image, as many as 8192 x 8192 has.
    public static final int MOST_PIXELS = 1 << 26;

    /// How names of image files end, in any case.
    static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".gif", ".bmp");

    private static final List<String> FORMATS = List.of("png", "jpeg", "gif", "bmp");
    private static final int WHITE = 255;

    private ImageReader() {}

    /// {@return the image in a file}
    ///
    /// @param file the file
    /// @throws MalformedDataException if it is no such image, damaged, or has more than [#MOST_PIXELS] pixels
    /// @throws IOException if it cannot be read
    public static Image read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString(), null, "expected an image, got nothing; check the path");
        }
        if (!Files.isRegularFile(file)) {
            throw new MalformedDataException(file, "expected an image, got a folder or something else");
        }
        try (var input = new FileImageInputStream(file.toFile())) {
            return decode(file, input);
        }
    }

    static boolean isNamedAsImage(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(name::endsWith);
    }

    /// {@return the image in a stream}
    ///
    /// @param name for messages
    /// @param input left open
    static Image decode(Path name, ImageInputStream input) throws IOException {
        javax.imageio.ImageReader decoder = decoder(input);
        if (decoder == null) {
            throw new MalformedDataException(name, "expected a PNG, JPEG, GIF or BMP image, got another file");
        }
        try {
            decoder.setInput(input, true, true);
            requireSize(name, decoder.getWidth(0), decoder.getHeight(0));
            List<String> warnings = new ArrayList<>();
            decoder.addIIOReadWarningListener((_, text) -> warnings.add(text));
            BufferedImage decoded = decoder.read(0);
            for (String warning : warnings) {
                if (tellsLoss(warning)) {
                    throw new MalformedDataException(name, "expected an intact image, got a fault: " + warning);
                }
            }
            return image(decoded);
        } catch (MalformedDataException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // decoders throw many kinds of exceptions at damaged data
            throw new MalformedDataException(name, "expected an intact image, got a fault: " + e.getMessage(), e);
        } finally {
            decoder.dispose();
        }
    }

    private static javax.imageio.@Nullable ImageReader decoder(ImageInputStream input) throws IOException {
        Iterator<javax.imageio.ImageReader> decoders = ImageIO.getImageReaders(input);
        while (decoders.hasNext()) {
            javax.imageio.ImageReader decoder = decoders.next();
            if (FORMATS.contains(decoder.getFormatName().toLowerCase(Locale.ROOT))) {
                return decoder;
            }
        }
        return null;
    }

    /// The decoder of JPEG invents what is lost, and also warns of bytes too many, which do no harm.
    private static boolean tellsLoss(String warning) {
        return warning.startsWith("Truncated")
                || (warning.startsWith("Corrupt JPEG data") && !warning.contains("extraneous"));
    }

    private static void requireSize(Path name, int width, int height) throws MalformedDataException {
        if (width < 1 || height < 1 || (long) width * height > MOST_PIXELS) {
            throw new MalformedDataException(
                    name,
                    "expected an image of 1 to %d pixels, got %d x %d declared".formatted(MOST_PIXELS, width, height));
        }
    }

    private static Image image(BufferedImage decoded) {
        int width = decoded.getWidth();
        int height = decoded.getHeight();
        ColorModel colours = decoded.getColorModel();
        if (colours.getNumColorComponents() == 1) {
            return new Image(width, height, 1, grey(decoded.getRaster(), colours));
        }
        int channels = colours instanceof IndexColorModel palette && isGrey(palette) ? 1 : 3;
        byte[] values = new byte[width * height * channels];
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            decoded.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++) {
                int alpha = row[x] >>> 24;
                for (int channel = 0; channel < channels; channel++) {
                    int value = (row[x] >> (16 - 8 * channel)) & 0xFF;
                    values[(y * width + x) * channels + channel] = (byte) onWhite(value, alpha, 255);
                }
            }
        }
        return new Image(width, height, channels, values);
    }

    /// Takes the samples as they are: a colour model would turn what it calls linear grey into another.
    private static byte[] grey(Raster raster, ColorModel colours) {
        int width = raster.getWidth();
        byte[] values = new byte[width * raster.getHeight()];
        int most = (1 << colours.getComponentSize(0)) - 1;
        int[] row = new int[width];
        int[] alphas = new int[width];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(0, y, width, 1, 0, row);
            if (colours.hasAlpha()) {
                raster.getSamples(0, y, width, 1, 1, alphas);
            }
            for (int x = 0; x < width; x++) {
                int value = (row[x] * 255 + most / 2) / most;
                values[y * width + x] = (byte) (colours.hasAlpha() ? onWhite(value, alphas[x], most) : value);
            }
        }
        return values;
    }

    private static int onWhite(int value, int alpha, int opaque) {
        return (value * alpha + WHITE * (opaque - alpha) + opaque / 2) / opaque;
    }

    private static boolean isGrey(IndexColorModel palette) {
        return IntStream.range(0, palette.getMapSize())
                .map(palette::getRGB)
                .allMatch(colour ->
                        ((colour >> 16) & 0xFF) == (colour & 0xFF) && ((colour >> 8) & 0xFF) == (colour & 0xFF));
    }
}
