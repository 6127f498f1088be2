package org.fourierlearner.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fourierlearner.storage.MalformedDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarTest {
    @TempDir
    Path folder;

    private String file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes).toString();
    }

    /// {@return records whose red is the label, whose green the column and whose blue the row}
    private static byte[] records(int labelBytes, int... labels) {
        ByteBuffer records = ByteBuffer.allocate(labels.length * (labelBytes + 3072));
        for (int label : labels) {
            records.put(new byte[labelBytes - 1]).put((byte) label);
            for (int plane = 0; plane < 3; plane++) {
                for (int pixel = 0; pixel < 1024; pixel++) {
                    records.put((byte) (plane == 0 ? label : plane == 1 ? pixel % 32 : pixel / 32));
                }
            }
        }
        return records.array();
    }

    private static ImageSource.Cifar source(List<String> train, int labelBytes, List<String> labels) {
        return new ImageSource.Cifar(train, Optional.empty(), 2, Optional.empty(), labelBytes, labels);
    }

    @Test
    void filesFollowEachOtherAndPlanesBecomePixels() throws IOException {
        var train = List.of(file("a.bin", records(1, 2, 0)), file("b.bin.gz", TestImages.gzip(records(1, 200, 1, 0))));
        var source = new ImageSource.Cifar(
                train, Optional.empty(), 2, Optional.of(file("t.bin", records(1, 7))), 1, List.of());

        ImageSplit split = source.open();

        assertThat(split.labels()).hasSize(201).startsWith("0", "1").endsWith("200");
        assertThat(split.train().count()).isEqualTo(3);
        assertThat(split.train().label(2)).isEqualTo(200);
        assertThat(split.train().name(2)).isEqualTo("b.bin.gz[0]");
        Image image = split.train().image(2);
        assertThat(image).hasToString("32 x 32 colour");
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 32; x++) {
                assertThat(List.of(image.at(x, y, 0), image.at(x, y, 1), image.at(x, y, 2)))
                        .containsExactly(200, x, y);
            }
        }
        assertThat(split.validation().label(0)).isEqualTo(1);
        assertThat(split.test().orElseThrow().label(0)).isEqualTo(7);
        assertThat(source(List.of(train.getFirst(), file("b.bin", records(1, 200, 1, 0))), 1, List.of())
                        .open()
                        .train()
                        .sha256())
                .isEqualTo(split.train().sha256());
    }

    @Test
    void ofTwoLabelsTheLastCounts() throws IOException {
        var source = source(List.of(file("a.bin", records(2, 3, 99, 4))), 2, List.of());

        assertThat(source.open().labels()).hasSize(100);
        assertThat(source.open().train().label(0)).isEqualTo(3);
        assertThat(source.open().train().image(0).at(0, 0, 0)).isEqualTo(3);
    }

    @Test
    void validationMayHaveAFile() throws IOException {
        String train = file("a.bin", records(1, 0, 1, 2));
        String validation = file("v.bin", records(1, 0, 3));
        var source = new ImageSource.Cifar(
                List.of(train), Optional.of(validation), 2, Optional.empty(), 1, List.of("x", "y", "z", "w"));

        assertThat(source.open().train().count()).isEqualTo(3);
        assertThat(source.open().validation().label(1)).isEqualTo(3);
        assertThatThrownBy(new ImageSource.Cifar(
                        List.of(train), Optional.of(validation), 2, Optional.empty(), 1, List.of())::open)
                .hasMessage(validation + ": expected labels from 0 to 2, got 3 for v.bin[1]");
    }

    @Test
    void faultyFilesAreRefused() throws IOException {
        String cut = file("cut.bin", Arrays.copyOf(records(1, 0, 1), 6000));
        String empty = file("empty.bin", new byte[0]);
        String two = file("two.bin", records(2, 0, 1, 2));

        assertThatThrownBy(source(List.of(cut), 1, List.of())::open)
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(
                        cut
                                + ": expected records of 3073 bytes, got 6000 bytes, which are 1 records and 2927 bytes more; it is cut off, or another file");
        assertThatThrownBy(source(List.of(two), 1, List.of())::open)
                .hasMessage(
                        two
                                + ": expected records of 3073 bytes, got 9222 bytes, which are 3 records and 3 bytes more; set data.labelBytes to 2");
        assertThatThrownBy(source(List.of(empty), 1, List.of())::open)
                .hasMessage(empty + ": expected records of 3073 bytes, got nothing; the file is empty");
        assertThatThrownBy(source(List.of(two), 2, List.of("x", "y"))::open)
                .hasMessage(two + ": expected labels from 0 to 1, got 2 for two.bin[2]");
        assertThatThrownBy(() -> source(List.of(two), 3, List.of()))
                .hasMessage("labelBytes: expected 1 (CIFAR-10) or 2 (CIFAR-100), got 3");
        assertThatThrownBy(ImageSource.Cifar.defaults()::open)
                .hasMessage(
                        "data.train: expected files in the binary format of CIFAR, got ''; name it, as in --set data.train=PATH");
    }
}
