package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `flt inspect` of image classifiers.
final class ImageInspectionTest {

    @TempDir
    private static Path folder;

    private static Path run;

    @BeforeAll
    static void train() throws IOException {
        run = TinyPictures.trained(folder);
    }

    @Test
    void everyFileThatIsNamedIsThereAndEveryHeadHasALine() {
        Run inspected = Run.flt("inspect", run.toString());

        assertThat(inspected.exitCode()).as(inspected.err()).isZero();
        assertThat(inspected.out().lines().filter(line -> !line.startsWith("layer ")))
                .containsExactlyElementsOf(Stream.of("encodings", "spectra", "attention", "training")
                        .map(name ->
                                run.resolve("inspect").resolve(name + ".png").toString())
                        .toList())
                .allSatisfy(line -> assertThat(Path.of(line)).isNotEmptyFile());
        assertThat(inspected.out().lines().filter(line -> line.startsWith("layer ")))
                .hasSize(2)
                .first()
                .asString()
                .matches(
                        "layer 0 head 0: f from -?\\d\\.\\d{3} to -?\\d\\.\\d{3}, \\d\\.\\d of 8 frequencies count, total variation 0\\.\\d{3}");
    }

    @Test
    void modelWithoutARunDrawsTheImageAndThePatchThatAreNamed() throws IOException {
        Path model = InspectCommandTest.copyOfTheModel(run, folder.resolve("model"));
        Path image = folder.resolve("red.png");
        var red = new BufferedImage(31, 17, BufferedImage.TYPE_INT_RGB);
        red.setRGB(3, 5, 0xFF0000);
        ImageIO.write(red, "png", image.toFile());
        Path first = folder.resolve("first");
        Path last = folder.resolve("last");

        Run inspected = Run.flt(inspect(model, image, "0,0", first));
        Run again = Run.flt(inspect(model, image, "3,2", last));

        assertThat(inspected.exitCode()).as(inspected.err()).isZero();
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(first.resolve("encodings.png")).hasSameBinaryContentAs(last.resolve("encodings.png"));
        assertThat(Files.mismatch(first.resolve("attention.png"), last.resolve("attention.png")))
                .isNotNegative();
        assertThat(model.resolve("inspect")).doesNotExist();
    }

    private static String[] inspect(Path model, Path image, String at, Path out) {
        return new String[] {
            "inspect", model.toString(), "--image", image.toString(), "--at", at, "--out", out.toString()
        };
    }

    @Test
    void modelWithoutEncodingIsDrawnAllTheSame() throws IOException {
        Path other = TinyPictures.trained(
                Files.createDirectory(folder.resolve("plain")), "model.attention.rpe.kind=none", "train.steps=2");

        Run inspected = Run.flt("inspect", other.toString());

        assertThat(inspected.exitCode()).as(inspected.err()).isZero();
        assertThat(inspected.out()).containsPattern("(?m)^layer 0 head 1: no encoding, total variation 0\\.\\d{3}$");
        assertThat(other.resolve("inspect/encodings.png")).isNotEmptyFile();
    }

    @Test
    void freeFrequenciesAreDrawnWithoutADensity() throws IOException {
        Path other = TinyPictures.trained(
                Files.createDirectory(folder.resolve("free")),
                "model.attention.rpe.spectrum={ kind = \"free\", count = 8 }",
                "train.steps=2");

        Run inspected = Run.flt("inspect", other.toString());

        assertThat(inspected.exitCode()).as(inspected.err()).isZero();
        assertThat(other.resolve("inspect/spectra.png")).isNotEmptyFile();
    }

    @Test
    void badOptionsAreNamed() throws IOException {
        Path model = InspectCommandTest.copyOfTheModel(run, folder.resolve("copy"));

        for (String bad : new String[] {"4,0", "0,3", "1", "-1,0", "a,b", "1,2,3"}) {
            assertThat(Run.flt("inspect", run.toString(), "--at", bad))
                    .isEqualTo(new Run(
                            1,
                            "",
                            "flt: --at: expected a row from 0 to 3, a comma and a column from 0 to 2, got %s%n"
                                    .formatted(bad)));
        }
        assertThat(Run.flt("inspect", run.toString(), "--text", "abc"))
                .isEqualTo(new Run(
                        2,
                        "",
                        "flt: --text: expected nothing, because an image classifier reads images, got abc%nTry 'flt inspect --help'.%n"
                                .formatted()));
        assertThat(Run.flt("inspect", model.toString()).err())
                .isEqualTo(
                        "flt: %s: expected the folder of a run, which knows its images, got a model; name an image with --image%n"
                                .formatted(model));
    }

    @Test
    void missingDataIsNamedWithWhatToDo() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("moved"));
        Path moved = TinyPictures.trained(elsewhere, "train.steps=2");
        Files.delete(TinyPictures.images(elsewhere));

        Run inspected = Run.flt("inspect", moved.toString());

        assertThat(inspected.exitCode()).isEqualTo(1);
        assertThat(inspected.err())
                .startsWith("flt: " + TinyPictures.images(elsewhere) + ": ")
                .endsWith("; name an image with --image%n".formatted());
        assertThat(moved.resolve("inspect")).doesNotExist();
    }
}
