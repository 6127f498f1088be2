package org.fourierlearner.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.fourierlearner.storage.MalformedDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
    @TempDir
    Path folder;

    private ImageSource.Folders source(String train, Optional<String> validation, double fraction) {
        return new ImageSource.Folders(
                folder.resolve(train).toString(),
                validation.map(name -> folder.resolve(name).toString()),
                Optional.empty(),
                fraction);
    }

    private static List<String> names(LabelledImages images) {
        return IntStream.range(0, images.count()).mapToObj(images::name).toList();
    }

    @Test
    void classesAndFilesAreInAlphabeticalOrder() throws IOException {
        for (String name : List.of("dog/b.png", "dog/a.PNG", "cat/2.png", "cat/10.png", "cat/1.png", "dog/c.png")) {
            TestImages.write(folder.resolve("train").resolve(name), name.length());
        }
        Files.writeString(folder.resolve("train/README"), "not a class");
        Files.writeString(folder.resolve("train/cat/.DS_Store"), "hidden");
        Files.createDirectory(folder.resolve("train/.git"));

        ImageSplit split = source("train", Optional.empty(), 0.34).open();

        assertThat(split.labels()).containsExactly("cat", "dog");
        assertThat(names(split.train())).containsExactly("cat/1.png", "cat/10.png", "dog/a.PNG", "dog/b.png");
        assertThat(names(split.validation())).containsExactly("cat/2.png", "dog/c.png");
        assertThat(split.train().label(1)).isZero();
        assertThat(split.train().label(2)).isEqualTo(1);
        assertThat(split.train().image(1).values())
                .startsWith(0, 0, "cat/10.png".length())
                .hasSize(18);
        assertThat(split.test()).isEmpty();
    }

    @Test
    void validationAndTestMayLackClassesButHaveNoOthers() throws IOException {
        TestImages.write(folder.resolve("train/cat/1.png"), 1);
        TestImages.write(folder.resolve("train/dog/1.png"), 2);
        TestImages.write(folder.resolve("valid/dog/2.png"), 3);
        var source = new ImageSource.Folders(
                folder.resolve("train").toString(),
                Optional.of(folder.resolve("valid").toString()),
                Optional.of(folder.resolve("train").toString()),
                0.1);

        ImageSplit split = source.open();

        assertThat(split.train().count()).isEqualTo(2);
        assertThat(split.validation().label(0)).isEqualTo(1);
        assertThat(split.test().orElseThrow().sha256()).isEqualTo(split.train().sha256());

        TestImages.write(folder.resolve("valid/bird/2.png"), 3);
        assertThatThrownBy(source::open)
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(folder.resolve("valid/bird")
                        + ": expected a folder for one of the classes [cat, dog] of the training images, got another");
    }

    @Test
    void theHashIsOfNamesClassesAndContent() throws IOException {
        var source = source("train", Optional.of("train"), 0.1);
        TestImages.write(folder.resolve("train/cat/1.png"), 1);
        TestImages.write(folder.resolve("train/dog/1.png"), 2);
        String before = source.open().train().sha256();

        assertThat(source.open().train().sha256()).isEqualTo(before);

        TestImages.write(folder.resolve("train/dog/1.png"), 3);
        String changed = source.open().train().sha256();
        assertThat(changed).isNotEqualTo(before);
        Files.move(folder.resolve("train/dog/1.png"), folder.resolve("train/dog/2.png"));
        assertThat(source.open().train().sha256()).isNotEqualTo(before).isNotEqualTo(changed);
    }

    @Test
    void damagedFilesAreRefusedWhenAskedFor() throws IOException {
        TestImages.write(folder.resolve("train/cat/1.png"), 1);
        TestImages.write(folder.resolve("train/dog/1.png"), 1);
        Files.writeString(folder.resolve("train/cat/1.png"), "no image");

        ImageSplit split = source("train", Optional.of("train"), 0.1).open();

        assertThatThrownBy(() -> split.train().image(0))
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(folder.resolve("train/cat/1.png")
                        + ": expected a PNG, JPEG, GIF or BMP image, got another file");
        assertThat(split.train().image(1)).hasToString("3 x 2 colour");
    }

    @Test
    void faultyFoldersAreRefused() throws IOException {
        Path train = folder.resolve("train");
        var source = source("train", Optional.empty(), 0.1);
        assertThatThrownBy(source::open)
                .hasMessage(train + ": expected a folder with a folder for each class, got nothing; check the path");
        TestImages.write(train.resolve("cat/1.png"), 1);
        assertThatThrownBy(source::open)
                .hasMessage(train + ": expected a folder for each of at least two classes, got [cat]");
        Files.createDirectory(train.resolve("dog"));
        assertThatThrownBy(source::open)
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(train.resolve("dog")
                        + ": expected images of the class, got an empty folder; fill it or take it away");
        Files.writeString(train.resolve("dog/labels.txt"), "");
        assertThatThrownBy(source::open)
                .hasMessage(
                        train.resolve("dog/labels.txt")
                                + ": expected a file that ends in one of [.png, .jpg, .jpeg, .gif, .bmp], got another; convert it or take it away");
        Files.delete(train.resolve("dog/labels.txt"));
        TestImages.write(train.resolve("dog/1.png"), 1);
        assertThatThrownBy(source::open)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "data.validationFraction: expected to set aside some of the 2 training images, got 0.1, which leaves none; change it or name others in data.validation");
        assertThatThrownBy(() -> source("train", Optional.empty(), Double.NaN))
                .hasMessage("validationFraction: expected a number between 0 and 1, got NaN");
        assertThatThrownBy(ImageSource.Folders.defaults()::open)
                .hasMessage(
                        "data.train: expected a folder with a folder of images for each class, got ''; name it, as in --set data.train=PATH");
    }
}
