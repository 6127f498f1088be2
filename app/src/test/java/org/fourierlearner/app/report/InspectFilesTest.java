package org.fourierlearner.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InspectFilesTest {
    @TempDir
    Path folder;

    @Test
    void writesThePageAndFourPictures() throws IOException {
        var files = InspectFiles.write(SampleReports.of("run", 2, 3, 17), folder.resolve("new"));
        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .containsExactly("inspect.html", "encodings.png", "spectra.png", "attention.png", "training.png");
        assertThat(files).allSatisfy(file -> assertThat(file).isNotEmptyFile());
    }

    @Test
    void picturesHaveTheirSizeAndAreNotBlank() throws IOException {
        InspectFiles.write(SampleReports.of("run", 2, 3, 17), folder);
        assertThat(picture("training.png").getWidth()).isEqualTo(800 * Canvas.PIXELS_PER_POINT);
        assertThat(picture("training.png").getHeight()).isEqualTo(420 * Canvas.PIXELS_PER_POINT);
        assertThat(picture("encodings.png").getWidth()).isEqualTo((3 * 310 + 24) * Canvas.PIXELS_PER_POINT);
        assertThat(picture("attention.png").getWidth()).isEqualTo((4 * 310 + 24) * Canvas.PIXELS_PER_POINT);
        for (var name : new String[] {"training.png", "encodings.png", "spectra.png", "attention.png"}) {
            assertThat(inkedShare(picture(name))).as(name).isGreaterThan(0.02);
        }
    }

    @ParameterizedTest
    @MethodSource
    void reportsWithNothingToDrawSaySo(InspectReport report) throws IOException {
        InspectFiles.write(report, folder);
        for (var name : new String[] {"training.png", "encodings.png", "spectra.png", "attention.png"}) {
            assertThat(inkedShare(picture(name))).as(name).isBetween(1e-4, 0.05);
        }
    }

    static Stream<InspectReport> reportsWithNothingToDrawSaySo() {
        return Stream.of(SampleReports.empty(), SampleReports.withoutEncodings());
    }

    private BufferedImage picture(String name) throws IOException {
        try (var stream = Files.newInputStream(folder.resolve(name))) {
            return ImageIO.read(stream);
        }
    }

    private static double inkedShare(BufferedImage image) {
        var white = Palette.BACKGROUND.getRGB();
        var pixels = (double) image.getWidth() * image.getHeight();
        var inked = IntStream.range(0, image.getHeight())
                .mapToLong(y -> IntStream.range(0, image.getWidth())
                        .filter(x -> image.getRGB(x, y) != white)
                        .count())
                .sum();
        return inked / pixels;
    }
}
