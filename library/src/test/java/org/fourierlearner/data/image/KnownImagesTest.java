package org.fourierlearner.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.fourierlearner.data.catalog.Catalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Data sets as they are published, where they are at hand beside the project.
class KnownImagesTest {
    private static final Path DATA = Path.of("../../shared/data");

    private static Path folder(String name) {
        Path folder = DATA.resolve(name);
        assumeTrue(Files.isDirectory(folder), () -> "not tested: %s is not there".formatted(folder.toAbsolutePath()));
        return folder;
    }

    private static int[] countsOfLabels(LabelledImages images, int labels) {
        int[] counts = new int[labels];
        for (int i = 0; i < images.count(); i++) {
            counts[images.label(i)]++;
        }
        return counts;
    }

    private static double mean(LabelledImages images) throws IOException {
        long sum = 0;
        long values = 0;
        for (int i = 0; i < images.count(); i++) {
            byte[] bytes = images.image(i).values();
            for (byte value : bytes) {
                sum += Byte.toUnsignedInt(value);
            }
            values += bytes.length;
        }
        return (double) sum / values;
    }

    /// The files here are those of Debian's package.
    @Test
    void fashionMnistIsTakenByTheCatalogAndRead(@TempDir Path target) throws IOException {
        Path folder = folder("img-fashion-mnist");
        Catalog.take(Catalog.bundled().dataset("fashion-mnist"), folder, target);

        ImageSplit split = new ImageSource.FashionMnist(Optional.of(target.toString()), 5000).open();

        LabelledImages test = split.test().orElseThrow();
        assertThat(split.train().count()).isEqualTo(55_000);
        assertThat(split.validation().count()).isEqualTo(5_000);
        assertThat(countsOfLabels(test, 10)).containsOnly(1000);
        assertThat(split.labels().get(split.train().label(0))).isEqualTo("Ankle boot");
        assertThat(split.train().image(0)).hasToString("28 x 28 grey");
        assertThat(split.validation().name(0)).isEqualTo("train-images-idx3-ubyte.gz[55000]");
        // 0.2868, which is widely used to centre its pixels
        assertThat(mean(test) / 255).isBetween(0.285, 0.289);
    }

    @Test
    void mnist() throws IOException {
        Path folder = folder("img-mnist");

        LabelledImages test =
                IdxFile.read(folder.resolve("t10k-images-idx3-ubyte.gz"), folder.resolve("t10k-labels-idx1-ubyte.gz"));

        assertThat(countsOfLabels(test, 10)).containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
        assertThat(mean(test) / 255).isBetween(0.131, 0.134);
    }

    @Test
    void signDigits() throws IOException {
        Path folder = folder("img-sign-digits-rgb");

        ImageSplit split = new ImageSource.Cifar(
                        List.of(folder.resolve("train-32.bin.gz").toString()),
                        Optional.empty(),
                        160,
                        Optional.of(folder.resolve("test-32.bin.gz").toString()),
                        1,
                        List.of())
                .open();

        assertThat(split.labels()).hasSize(10);
        assertThat(split.train().count()).isEqualTo(1653 - 160);
        assertThat(split.validation().count()).isEqualTo(160);
        assertThat(split.test().orElseThrow().count()).isEqualTo(409);
        assertThat(split.train().image(0)).hasToString("32 x 32 colour");
    }
}
