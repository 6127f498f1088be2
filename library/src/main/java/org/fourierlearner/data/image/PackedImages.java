package org.fourierlearner.data.image;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.fourierlearner.storage.MalformedDataException;

/// Images of one size, in one array.
final class PackedImages implements LabelledImages {
    private final Path labelFile;
    private final Image strip;
    private final byte[] labels;
    private final IntFunction<String> names;
    private final String sha256;

    /// @param labelFile where the labels are from, for messages
    /// @param strip the images, one below the other
    /// @param labels unsigned, `[count]`
    /// @param names of the images, by index
    /// @param sha256 of their files
    PackedImages(Path labelFile, Image strip, byte[] labels, IntFunction<String> names, String sha256) {
        this.labelFile = labelFile;
        this.strip = strip;
        this.labels = labels;
        this.names = names;
        this.sha256 = sha256;
    }

    @Override
    public int count() {
        return labels.length;
    }

    @Override
    public int label(int index) {
        return Byte.toUnsignedInt(labels[index]);
    }

    @Override
    public Image image(int index) {
        Objects.checkIndex(index, count());
        int bytes = strip.values().length / count();
        return new Image(
                strip.width(),
                strip.height() / count(),
                strip.channels(),
                Arrays.copyOfRange(strip.values(), index * bytes, (index + 1) * bytes));
    }

    @Override
    public String name(int index) {
        return names.apply(Objects.checkIndex(index, count()));
    }

    @Override
    public String sha256() {
        return sha256;
    }

    /// {@return the names of the classes if these are the images to train on: those given, or else the numbers up to
    /// the greatest label}
    List<String> classes(List<String> given) throws MalformedDataException {
        int least = IntStream.range(0, count()).map(this::label).min().orElseThrow();
        int greatest = IntStream.range(0, count()).map(this::label).max().orElseThrow();
        if (least == greatest) {
            throw new MalformedDataException(
                    labelFile,
                    "expected images of at least two labels, got only %d; there is nothing to tell apart"
                            .formatted(least));
        }
        if (!given.isEmpty()) {
            requireLabels(given.size());
            return given;
        }
        return IntStream.rangeClosed(0, greatest).mapToObj(Integer::toString).toList();
    }

    /// {@return these images, if all their labels are below the number of classes}
    PackedImages requireLabels(int classes) throws MalformedDataException {
        for (int i = 0; i < count(); i++) {
            if (label(i) >= classes) {
                throw new MalformedDataException(
                        labelFile,
                        "expected labels from 0 to %d, got %d for %s".formatted(classes - 1, label(i), name(i)));
            }
        }
        return this;
    }
}
