package org.fourierlearner.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fourierlearner.storage.MalformedDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/// IDX files, and Fashion-MNIST, which is four of them.
class IdxTest {
    private static final byte[] PIXELS = TestImages.bytes(5 * 3 * 2, 1);
    private static final byte[] IMAGES = TestImages.idx(0x803, PIXELS, 5, 3, 2);
    private static final byte[] LABELS = TestImages.idx(0x801, new byte[] {1, 0, 2, 2, 0}, 5);

    @TempDir
    Path folder;

    private String file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes).toString();
    }

    private ImageSource.Idx source(byte[] images, byte[] labels) throws IOException {
        return source(images, labels, 2, List.of());
    }

    private ImageSource.Idx source(byte[] images, byte[] labels, int validationCount, List<String> names)
            throws IOException {
        return new ImageSource.Idx(
                file("images", images),
                file("labels", labels),
                Optional.empty(),
                Optional.empty(),
                validationCount,
                Optional.empty(),
                Optional.empty(),
                names);
    }

    @Test
    void theLastImagesAreSetAside() throws IOException {
        ImageSplit split = source(IMAGES, LABELS).open();

        assertThat(split.labels()).containsExactly("0", "1", "2");
        assertThat(split.train().count()).isEqualTo(3);
        assertThat(split.validation().count()).isEqualTo(2);
        assertThat(split.test()).isEmpty();
        assertThat(split.train().label(2)).isEqualTo(2);
        assertThat(split.validation().label(1)).isZero();
        assertThat(split.train().image(0)).isEqualTo(new Image(2, 3, 1, Arrays.copyOf(PIXELS, 6)));
        assertThat(split.validation().image(1)).isEqualTo(new Image(2, 3, 1, Arrays.copyOfRange(PIXELS, 24, 30)));
        assertThat(split.validation().name(0)).isEqualTo("images[3]");
        assertThat(split.validation().sha256())
                .isEqualTo(split.train().sha256())
                .hasSize(64);
    }

    @Test
    void gzipIsReadAsPlainFilesAre() throws IOException {
        ImageSplit plain = source(IMAGES, LABELS).open();
        ImageSplit packed =
                source(TestImages.gzip(IMAGES), TestImages.gzip(LABELS)).open();

        assertThat(packed.train().image(1)).isEqualTo(plain.train().image(1));
        assertThat(packed.train().sha256()).isEqualTo(plain.train().sha256());
    }

    @Test
    void imagesMayHaveChannels() throws IOException {
        byte[] pixels = TestImages.bytes(2 * 3 * 2 * 3, 1);
        ImageSplit split = source(
                        TestImages.idx(0x804, pixels, 2, 3, 2, 3),
                        TestImages.idx(0x801, new byte[] {0, 1}, 2),
                        1,
                        List.of())
                .open();

        assertThat(split.validation().image(0)).isEqualTo(new Image(2, 3, 3, Arrays.copyOfRange(pixels, 18, 36)));
    }

    @Test
    void namedPartsAreTakenAndTheTestIsReadLater() throws IOException {
        var source = new ImageSource.Idx(
                file("images", IMAGES),
                file("labels", LABELS),
                Optional.of(file("images-v", TestImages.idx(0x803, PIXELS, 1, 5, 6))),
                Optional.of(file("labels-v", TestImages.idx(0x801, new byte[] {2}, 1))),
                2,
                Optional.of(file("images-t", IMAGES)),
                Optional.of(file("labels-t", TestImages.idx(0x801, new byte[] {1, 0, 2, 3, 0}, 5))),
                List.of("x", "y", "z"));

        ImageSplit split = source.open();

        assertThat(split.labels()).containsExactly("x", "y", "z");
        assertThat(split.train().count()).isEqualTo(5);
        assertThat(split.validation().image(0)).isEqualTo(new Image(6, 5, 1, PIXELS));
        LabelledImages test = split.test().orElseThrow();
        String message = folder.resolve("labels-t") + ": expected labels from 0 to 2, got 3 for images-t[3]";
        assertThatThrownBy(test::count).isInstanceOf(UncheckedIOException.class).hasRootCauseMessage(message);
        assertThatThrownBy(() -> test.image(0))
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(message);

        file("labels-t", LABELS);
        assertThat(test.count()).isEqualTo(5);
        assertThat(test.label(0)).isEqualTo(1);
        assertThat(test.name(4)).isEqualTo("images-t[4]");
        assertThat(test.image(4)).isEqualTo(split.train().image(4));
        assertThat(test.sha256()).isEqualTo(split.train().sha256());

        Files.delete(folder.resolve("labels-t"));
        assertThatThrownBy(source::open).isInstanceOf(NoSuchFileException.class);
    }

    /// The images, the labels, which of the files is at fault, and how.
    static final List<Arguments> everyFault = List.of(
            Arguments.of(
                    new byte[0],
                    LABELS,
                    "images: expected the beginning of IDX images, got the end of the file; it is cut off"),
            Arguments.of(
                    LABELS,
                    IMAGES,
                    "images: expected IDX images, which begin with 00000803, or 00000804 with channels, got 00000801; it is a file of labels"),
            Arguments.of(
                    IMAGES,
                    IMAGES,
                    "labels: expected IDX labels, which begin with 00000801, got 00000803; it is a file of images"),
            Arguments.of(
                    TestImages.idx(0x1234, PIXELS),
                    LABELS,
                    "images: expected IDX images, which begin with 00000803, or 00000804 with channels, got 00001234"),
            Arguments.of(
                    Arrays.copyOf(IMAGES, 14),
                    LABELS,
                    "images: expected the number of columns, got the end of the file; it is cut off"),
            Arguments.of(
                    Arrays.copyOf(IMAGES, 40),
                    LABELS,
                    "images: expected 30 bytes of pixels, got 24; the file is cut off"),
            Arguments.of(
                    Arrays.copyOf(IMAGES, 47),
                    LABELS,
                    "images: expected 30 bytes of pixels, got more; it is another file, or damaged"),
            Arguments.of(
                    TestImages.idx(0x803, PIXELS, 0, 3, 2),
                    LABELS,
                    "images: expected a number of images between 1 and 2147483639, got 0"),
            Arguments.of(
                    TestImages.idx(0x803, PIXELS, 5, -1, 2),
                    LABELS,
                    "images: expected a number of rows between 1 and 2147483639, got 4294967295"),
            Arguments.of(
                    TestImages.idx(0x803, PIXELS, 5, 100_000, 100_000),
                    LABELS,
                    "images: expected at most 2 GiB of pixels, got 5 images of 100000 x 100000 pixels declared"),
            Arguments.of(
                    TestImages.idx(0x803, PIXELS, 2_000_000_000, 1, 1),
                    LABELS,
                    "images: expected 2000000000 bytes of pixels, got 30; the file is cut off"),
            Arguments.of(
                    TestImages.idx(0x804, PIXELS, 5, 3, 32, 32),
                    LABELS,
                    "images: expected 1 or 3 channels as the last dimension, got 32"),
            Arguments.of(
                    IMAGES,
                    TestImages.idx(0x801, new byte[] {1, 0, 2, 2}, 4),
                    "labels: expected 5 labels, one for each image of FOLDER/images, got 4"),
            Arguments.of(
                    IMAGES,
                    Arrays.copyOf(LABELS, 12),
                    "labels: expected 5 bytes of labels, got 4; the file is cut off"),
            Arguments.of(
                    IMAGES,
                    TestImages.idx(0x801, new byte[] {1, 0, 9, 2, 0}, 5),
                    "labels: expected labels from 0 to 2, got 9 for images[2]"),
            Arguments.of(
                    IMAGES,
                    TestImages.idx(0x801, new byte[] {4, 4, 4, 4, 4}, 5),
                    "labels: expected images of at least two labels, got only 4; there is nothing to tell apart"));

    @ParameterizedTest
    @FieldSource("everyFault")
    void faultyFilesAreRefused(byte[] images, byte[] labels, String message) throws IOException {
        var source = source(images, labels, 2, List.of("x", "y", "z"));

        assertThatThrownBy(source::open)
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(folder + "/" + message.replace("FOLDER", folder.toString()));
    }

    @Test
    void damagedGzipIsRefused() throws IOException {
        byte[] packed = TestImages.gzip(IMAGES);
        var source = source(Arrays.copyOf(packed, packed.length - 10), LABELS);

        assertThatThrownBy(source::open)
                .isInstanceOf(MalformedDataException.class)
                .hasMessageStartingWith(folder.resolve("images") + ": expected gzip data, got a damaged file (");
        packed[2] = 0;
        file("images", packed);
        assertThatThrownBy(source::open).isInstanceOf(MalformedDataException.class);
    }

    @Test
    void impossibleSettingsAreRefused() throws IOException {
        assertThatThrownBy(() -> ImageSource.Idx.defaults().open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "data.trainImages: expected an IDX file of images, got ''; name it, as in --set data.trainImages=PATH");
        assertThatThrownBy(() -> source(IMAGES, LABELS, 0, List.of()))
                .hasMessage("validationCount: expected at least 1, got 0");
        assertThatThrownBy(() -> source(IMAGES, LABELS, 2, List.of("x", "x")))
                .hasMessage("labels: expected distinct names, got [x, x]");
        assertThatThrownBy(() -> new ImageSource.Idx(
                        "i", "l", Optional.of("v"), Optional.empty(), 2, Optional.empty(), Optional.empty(), List.of()))
                .hasMessage("validationLabels: expected a file for the labels of v, got none");
        var all = source(IMAGES, LABELS, 5, List.of());
        assertThatThrownBy(all::open)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "data.validationCount: expected to set aside some of the 5 training images, but not all, got 5");
        Files.delete(folder.resolve("images"));
        assertThatThrownBy(all::open).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void fashionMnistIsFoundPlainOrPacked() throws IOException {
        for (String name : List.of("train-images-idx3-ubyte", "t10k-images-idx3-ubyte.gz")) {
            file(name, name.endsWith("gz") ? TestImages.gzip(IMAGES) : IMAGES);
        }
        var source = new ImageSource.FashionMnist(Optional.of(folder.toString()), 2);
        file("train-labels-idx1-ubyte.gz", TestImages.gzip(LABELS));
        assertThatThrownBy(source::open)
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage(
                        "fashion-mnist: expected the files [train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte], plain or with .gz, in one of the folders [%s], got not all of them; fetch them by 'flt data fashion-mnist', install Debian's package dataset-fashion-mnist, or name their folder, as in --set data.folder=FOLDER"
                                .formatted(folder));

        file("t10k-labels-idx1-ubyte", LABELS);
        ImageSplit split = source.open();

        assertThat(split.labels())
                .hasSize(10)
                .startsWith("T-shirt/top", "Trouser")
                .endsWith("Bag", "Ankle boot");
        assertThat(split.train().count()).isEqualTo(3);
        assertThat(split.test().orElseThrow().count()).isEqualTo(5);
        assertThat(FashionMnistFiles.find(List.of(folder.resolve("none"), folder))
                        .trainLabels())
                .isEqualTo(folder.resolve("train-labels-idx1-ubyte.gz"));
    }
}
