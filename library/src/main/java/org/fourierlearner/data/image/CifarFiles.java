package org.fourierlearner.data.image;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.fourierlearner.storage.Sha256;

/// The binary format of CIFAR-10 and CIFAR-100: records of one or two labels, then 1,024 red, 1,024 green and
/// 1,024 blue bytes, row by row.
///
/// Source: Krizhevsky, The CIFAR-10 dataset, "Binary version".
final class CifarFiles {
    private static final int SIDE = 32;
    private static final int PLANE_BYTES = SIDE * SIDE;
    private static final int IMAGE_BYTES = 3 * PLANE_BYTES;

    private CifarFiles() {}

    static ImageSplit open(ImageSource.Cifar source) throws IOException {
        int labelBytes = source.labelBytes();
        PackedImages train = read(source.train().stream().map(Path::of).toList(), labelBytes);
        List<String> labels = train.classes(source.labels());
        Optional<LabelledImages> test = Optional.empty();
        if (source.test().isPresent()) {
            List<Path> paths = List.of(Path.of(source.test().get()));
            test = Optional.of(
                    DeferredImages.of(paths, () -> read(paths, labelBytes).requireLabels(labels.size())));
        }
        if (source.validation().isPresent()) {
            PackedImages validation = read(List.of(Path.of(source.validation().get())), labelBytes);
            return new ImageSplit(labels, train, validation.requireLabels(labels.size()), test);
        }
        return new SetAside(labels, train, test).last(source.validationCount());
    }

    /// {@return the images of all files in turn, each plain or gzip}
    ///
    /// @param paths at least one
    /// @param labelBytes how many labels a record has; the last one counts
    static PackedImages read(List<Path> paths, int labelBytes) throws IOException {
        MessageDigest digest = Sha256.digest();
        List<byte[]> files = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Path path : paths) {
            try (ByteFile file = ByteFile.open(path, digest)) {
                byte[] records = records(file, labelBytes);
                files.add(records);
                for (int i = 0; i < records.length / (labelBytes + IMAGE_BYTES); i++) {
                    names.add("%s[%d]".formatted(path.getFileName(), i));
                }
                if ((long) names.size() * IMAGE_BYTES > ByteFile.MOST_BYTES) {
                    throw file.fault("expected at most 2 GiB of pixels in all files, got more");
                }
            }
        }
        byte[] labels = new byte[names.size()];
        byte[] pixels = new byte[names.size() * IMAGE_BYTES];
        int image = 0;
        for (byte[] records : files) {
            for (int at = labelBytes; at < records.length; at += labelBytes + IMAGE_BYTES) {
                labels[image] = records[at - 1];
                putTogether(records, at, pixels, image * IMAGE_BYTES);
                image++;
            }
        }
        return new PackedImages(
                paths.getFirst(),
                new Image(SIDE, labels.length * SIDE, 3, pixels),
                labels,
                names::get,
                HexFormat.of().formatHex(digest.digest()));
    }

    static byte[] records(ByteFile file, int labelBytes) throws IOException {
        byte[] records = file.read(ByteFile.MOST_BYTES);
        int size = labelBytes + IMAGE_BYTES;
        if (records.length == 0) {
            throw file.fault("expected records of %d bytes, got nothing; the file is empty".formatted(size));
        }
        if (records.length % size != 0) {
            int otherLabelBytes = 3 - labelBytes;
            throw file.fault("expected records of %d bytes, got %d bytes, which are %d records and %d bytes more; %s"
                    .formatted(
                            size,
                            records.length,
                            records.length / size,
                            records.length % size,
                            records.length % (otherLabelBytes + IMAGE_BYTES) == 0
                                    ? "set data.labelBytes to " + otherLabelBytes
                                    : "it is cut off, or another file"));
        }
        return records;
    }

    private static void putTogether(byte[] planes, int from, byte[] pixels, int to) {
        for (int pixel = 0; pixel < PLANE_BYTES; pixel++) {
            for (int channel = 0; channel < 3; channel++) {
                pixels[to + 3 * pixel + channel] = planes[from + channel * PLANE_BYTES + pixel];
            }
        }
    }
}
