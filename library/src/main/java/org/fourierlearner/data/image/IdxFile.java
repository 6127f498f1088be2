package org.fourierlearner.data.image;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.storage.Sha256;

/// The format of MNIST: a number that tells type and dimensions, the extent of each, then unsigned bytes. Numbers
/// have four bytes, the highest first.
///
/// Source: LeCun, Cortes and Burges, The MNIST database of handwritten digits, "File formats".
final class IdxFile {
    private static final int LABELS = 0x801;
    private static final int GREY = 0x803;
    private static final int COLOUR = 0x804;

    private IdxFile() {}

    /// What a file of images holds.
    ///
    /// @param count of images
    /// @param strip the images, one below the other
    record Pixels(int count, Image strip) {}

    static ImageSplit open(ImageSource.Idx source) throws IOException {
        PackedImages train = read(Path.of(source.trainImages()), Path.of(source.trainLabels()));
        List<String> labels = train.classes(source.labels());
        Optional<LabelledImages> test = Optional.empty();
        if (source.testImages().isPresent() && source.testLabels().isPresent()) {
            Path images = Path.of(source.testImages().get());
            Path itsLabels = Path.of(source.testLabels().get());
            test = Optional.of(DeferredImages.of(
                    List.of(images, itsLabels), () -> read(images, itsLabels).requireLabels(labels.size())));
        }
        if (source.validationImages().isPresent() && source.validationLabels().isPresent()) {
            PackedImages validation = read(
                    Path.of(source.validationImages().get()),
                    Path.of(source.validationLabels().get()));
            return new ImageSplit(labels, train, validation.requireLabels(labels.size()), test);
        }
        return new SetAside(labels, train, test).last(source.validationCount());
    }

    /// {@return images with their labels, from two files, each plain or gzip}
    static PackedImages read(Path images, Path labels) throws IOException {
        MessageDigest digest = Sha256.digest();
        Pixels pixels;
        try (ByteFile file = ByteFile.open(images, digest)) {
            pixels = pixels(file);
        }
        byte[] numbers;
        try (ByteFile file = ByteFile.open(labels, digest)) {
            numbers = labels(file);
        }
        if (numbers.length != pixels.count) {
            throw new MalformedDataException(
                    labels,
                    "expected %d labels, one for each image of %s, got %d"
                            .formatted(pixels.count, images, numbers.length));
        }
        String name = images.getFileName().toString();
        return new PackedImages(
                labels,
                pixels.strip,
                numbers,
                index -> "%s[%d]".formatted(name, index),
                HexFormat.of().formatHex(digest.digest()));
    }

    static Pixels pixels(ByteFile file) throws IOException {
        int kind = file.readInt("the beginning of IDX images");
        if (kind != GREY && kind != COLOUR) {
            throw file.fault("expected IDX images, which begin with %08x, or %08x with channels, got %s"
                    .formatted(GREY, COLOUR, beginning(kind)));
        }
        int count = extent(file, "images");
        int height = extent(file, "rows");
        int width = extent(file, "columns");
        int channels = kind == COLOUR ? extent(file, "channels") : 1;
        if (channels != 1 && channels != 3) {
            throw file.fault("expected 1 or 3 channels as the last dimension, got " + channels);
        }
        long imageBytes = (long) height * width;
        if (imageBytes > ByteFile.MOST_BYTES || imageBytes * channels > ByteFile.MOST_BYTES / count) {
            throw file.fault("expected at most 2 GiB of pixels, got %d images of %d x %d pixels declared"
                    .formatted(count, width, height));
        }
        byte[] values = file.readRest((int) (count * imageBytes * channels), "pixels");
        return new Pixels(count, new Image(width, count * height, channels, values));
    }

    static byte[] labels(ByteFile file) throws IOException {
        int kind = file.readInt("the beginning of IDX labels");
        if (kind != LABELS) {
            throw file.fault("expected IDX labels, which begin with %08x, got %s".formatted(LABELS, beginning(kind)));
        }
        int count = extent(file, "labels");
        return file.readRest(count, "labels");
    }

    private static int extent(ByteFile file, String what) throws IOException {
        int extent = file.readInt("the number of " + what);
        if (extent < 1 || extent > ByteFile.MOST_BYTES) {
            throw file.fault("expected a number of %s between 1 and %d, got %s"
                    .formatted(what, ByteFile.MOST_BYTES, Integer.toUnsignedString(extent)));
        }
        return extent;
    }

    private static String beginning(int kind) {
        return "%08x%s"
                .formatted(
                        kind,
                        switch (kind) {
                            case LABELS -> "; it is a file of labels";
                            case GREY, COLOUR -> "; it is a file of images";
                            default -> "";
                        });
    }
}
