package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.fourierlearner.app.report.PlaneEncoding;
import org.fourierlearner.app.report.PlaneHead;
import org.fourierlearner.app.report.PlaneSpectrum;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.data.image.Image;
import org.fourierlearner.model.ImageInput;
import org.fourierlearner.model.VisionTransformer;
import org.fourierlearner.model.VisionTransformerConfig;
import org.fourierlearner.task.ImagePredictor;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// A head that has learned one bump in the plane: a wave along columns that fades.
final class PlaneInspectionTest {
    private static final String TINY = """
            patch = 2
            layers = 1
            modelDim = 8
            heads = 1
            attention.features.features = 8
            attention.rpe.frequencies = 5
            attention.rpe.spectrum = { kind = "gaussian-mixture", components = 1 }
            """;
    private static final int ROWS = 3;
    private static final int COLUMNS = 5;
    private static final int PATCH = 2;
    private static final double HEIGHT = 0.75;

    /// In cycles per pixel, less than the 0.25 of half a cycle per patch.
    private static final double FREQUENCY = 0.125;

    private static final double DEVIATION = 0.02;

    private final PlaneHead head = head(ROWS, COLUMNS);

    private static PlaneHead head(int rows, int columns) {
        var config = RecordReader.read(TINY, "tiny.toml", List.of(), VisionTransformerConfig.class);
        var input = new ImageInput(PATCH * rows, PATCH * columns, 1, List.of(0.5), List.of(0.25));
        try (var model = new VisionTransformer(config, input, 2, Randomness.seeded(3))) {
            Parameters learned =
                    model.attentions().getFirst().encoding().orElseThrow().parameters();
            set(learned.get("spectrum.height"), HEIGHT);
            set(learned.get("spectrum.center"), 0, FREQUENCY / DEVIATION);
            set(learned.get("spectrum.logDeviation"), Math.log(DEVIATION));
            byte[] pixels = new byte[3 * 7 * 3];
            new Random(4).nextBytes(pixels);
            var inspection = new PlaneInspection(new ImagePredictor(model, List.of("a", "b")));
            List<PlaneHead> heads = inspection.heads(new Image(3, 7, 3, pixels), columns + 1);
            assertThat(heads).hasSize(1);
            return heads.getFirst();
        }
    }

    private static void set(Tensor weight, double... values) {
        int[] extents = new int[weight.shape().rank()];
        Arrays.setAll(extents, weight::extent);
        try (var _ = Scope.withoutGradients()) {
            weight.copyInPlace(Tensor.of(values, extents).to(ElementType.FLOAT32));
        }
    }

    @Test
    void encodingIsGreatestAtOffsetZeroAndChangesItsSignAlongColumns() {
        PlaneEncoding encoding = head.encoding();
        double[][] f = encoding.closedForm();

        assertThat(encoding.spacing()).isEqualTo(PATCH);
        assertThat(f).hasNumberOfRows(2 * ROWS - 1);
        assertThat(f[0]).hasSize(2 * COLUMNS - 1);
        assertThat(f[ROWS - 1][COLUMNS - 1]).isCloseTo(HEIGHT, within(1e-6));
        assertThat(encoding.greatest()).isEqualTo(f[ROWS - 1][COLUMNS - 1]);
        // half a wave to the right, two patches
        double fading = Math.exp(-2 * Math.pow(Math.PI * DEVIATION * 2 * PATCH, 2));
        assertThat(f[ROWS - 1][COLUMNS + 1]).isCloseTo(-HEIGHT * fading, within(1e-5));
        assertThat(f[ROWS + 1][COLUMNS - 1]).isCloseTo(HEIGHT * fading, within(1e-5));
        assertThat(encoding.least()).isNegative();
    }

    @Test
    void estimateAtOffsetZeroIsTheSumOfAmplitudes() {
        double sum = head.spectrum().waves().stream()
                .mapToDouble(PlaneSpectrum.Wave::amplitude)
                .sum();

        assertThat(head.encoding().sampled()[ROWS - 1][COLUMNS - 1]).isCloseTo(sum, within(1e-5));
    }

    @Test
    void densityAndDrawsAreWhereTheWaveIs() {
        double[][] density = head.spectrum().density();
        int middle = density.length / 2;
        int right = (int) Math.round(middle + FREQUENCY / head.spectrum().reach() * density.length / 2);

        assertThat(head.spectrum().reach()).isEqualTo(0.25);
        assertThat(density[middle][right])
                .isEqualTo(Arrays.stream(density)
                        .flatMapToDouble(DoubleStream::of)
                        .max()
                        .orElseThrow());
        assertThat(head.spectrum().waves()).hasSize(5).allSatisfy(wave -> {
            assertThat(wave.across()).isCloseTo(FREQUENCY, within(5 * DEVIATION));
            assertThat(wave.down()).isCloseTo(0, within(5 * DEVIATION));
        });
        assertThat(head.effectiveSampleSize()).isCloseTo(5, within(1e-4));
    }

    @Test
    void attentionIsThatOfOnePatchToAll() {
        assertThat(head.attention()).hasDimensions(ROWS, COLUMNS);
        assertThat(Arrays.stream(head.attention())
                        .flatMapToDouble(DoubleStream::of)
                        .sum())
                .isCloseTo(1, within(1e-5));
        assertThat(head.totalVariation()).isBetween(0.0, 1.0);
    }

    @Test
    void largeGridsAreThinnedAroundZero() {
        PlaneEncoding encoding = head(2, 70).encoding();

        assertThat(encoding.spacing()).isEqualTo(3 * PATCH);
        assertThat(encoding.closedForm()).hasDimensions(1, 47);
        assertThat(encoding.closedForm()[0][23]).isCloseTo(HEIGHT, within(1e-6));
    }
}
