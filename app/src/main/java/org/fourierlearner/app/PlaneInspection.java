package org.fourierlearner.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.fourierlearner.app.report.PlaneEncoding;
import org.fourierlearner.app.report.PlaneHead;
import org.fourierlearner.app.report.PlaneSpectrum;
import org.fourierlearner.attention.ApproximationError;
import org.fourierlearner.attention.Attention;
import org.fourierlearner.attention.Visibility;
import org.fourierlearner.data.image.Image;
import org.fourierlearner.model.VisionTransformer;
import org.fourierlearner.nn.MultiHeadAttention;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.FreeSpectrum;
import org.fourierlearner.rpe.Frequencies;
import org.fourierlearner.rpe.RelativePositionalEncoding;
import org.fourierlearner.task.ImagePredictor;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// Measures the heads of a model of images.
///
/// @param predictor with the model; left open
record PlaneInspection(ImagePredictor predictor) {
    /// Offsets on each side of 0 in an encoding.
    private static final int MOST_OFFSETS = 32;

    private static final int SPECTRUM_POINTS = 65;
    private static final double NYQUIST_FREQUENCY = 0.5;

    /// The error of more patches is that of some at equal distances.
    private static final int MOST_QUERIES = 256;

    private VisionTransformer model() {
        return predictor.model();
    }

    int rows() {
        return model().input().height() / model().config().patch();
    }

    int columns() {
        return model().input().width() / model().config().patch();
    }

    /// {@return all heads, with the attention of a patch}
    ///
    /// @param image of any size and color
    /// @param patch its number, row by row
    List<PlaneHead> heads(Image image, int patch) {
        List<PlaneHead> heads = new ArrayList<>();
        try (var _ = Scope.withoutGradients()) {
            List<MultiHeadAttention.Projections> layers = model().projections(predictor.pixels(image));
            for (int layer = 0; layer < layers.size(); layer++) {
                try (var _ = Scope.open()) {
                    heads.addAll(heads(layer, layers.get(layer), patch));
                }
            }
        }
        return heads;
    }

    private List<PlaneHead> heads(int layer, MultiHeadAttention.Projections p, int patch) {
        Attention attention = model().attentions().get(layer);
        Coordinates places = model().places();
        double[] errors = errors(attention, p, places);
        Tensor query = p.query().narrow(2, patch, 1);
        double[][] weights = perHead(
                attention.weights(query, p.key(), places.narrow(patch, 1), places, Visibility.all()), errors.length);
        List<Learned> learned = attention
                .encoding()
                .map(this::learned)
                .orElseGet(() -> Collections.nCopies(errors.length, Learned.NOTHING));
        List<PlaneHead> heads = new ArrayList<>();
        for (int h = 0; h < errors.length; h++) {
            Learned l = learned.get(h);
            heads.add(new PlaneHead(
                    layer,
                    h,
                    l.effectiveSampleSize(),
                    l.encoding(),
                    l.spectrum(),
                    errors[h],
                    inRows(weights[h], columns())));
        }
        return heads;
    }

    /// {@return the mean total variation of each head}
    private static double[] errors(Attention attention, MultiHeadAttention.Projections p, Coordinates places) {
        long count = Math.min(MOST_QUERIES, places.length());
        long[] some =
                LongStream.range(0, count).map(i -> i * places.length() / count).toArray();
        Tensor indices = Tensor.of(some, some.length);
        return ApproximationError.totalVariation(
                        attention,
                        p.query().indexSelect(2, indices),
                        p.key(),
                        Coordinates.of(places.values().indexSelect(0, indices)),
                        places,
                        Visibility.all())
                .select(0, 0)
                .to(ElementType.FLOAT64)
                .mean(-1)
                .toDoubles();
    }

    /// What one head has learned about places.
    private record Learned(PlaneEncoding encoding, PlaneSpectrum spectrum, double effectiveSampleSize) {
        static final Learned NOTHING = new Learned(PlaneEncoding.none(), PlaneSpectrum.none(), 0);
    }

    private List<Learned> learned(RelativePositionalEncoding encoding) {
        Frequencies frequencies = encoding.frequencies();
        int heads = frequencies.frequencies().extent(0);
        int patch = model().config().patch();
        int stride = Math.max(1, Math.ceilDiv(Math.max(rows(), columns()) - 1, MOST_OFFSETS));
        double spacing = (double) patch * stride;
        int width = 2 * ((columns() - 1) / stride) + 1;
        Tensor offsets = around((rows() - 1) / stride, (columns() - 1) / stride, spacing);
        double[][] closedForm = perHead(encoding.encodingAt(offsets), heads);
        double[][] sampled = perHead(frequencies.encodingAt(offsets), heads);
        double reach = NYQUIST_FREQUENCY / patch;
        double[][] density = density(encoding, heads, reach);
        double[][] drawn = perHead(frequencies.frequencies(), heads);
        double[][] amplitudes = perHead(frequencies.amplitudes(), heads);
        double[] sizes = encoding.effectiveSampleSizes();
        List<Learned> learned = new ArrayList<>();
        for (int h = 0; h < heads; h++) {
            learned.add(new Learned(
                    new PlaneEncoding(spacing, inRows(closedForm[h], width), inRows(sampled[h], width)),
                    new PlaneSpectrum(reach, inRows(density[h], SPECTRUM_POINTS), waves(drawn[h], amplitudes[h])),
                    sizes[h]));
        }
        return learned;
    }

    private static double[][] density(RelativePositionalEncoding encoding, int heads, double reach) {
        if (encoding.config().spectrum() instanceof FreeSpectrum) {
            return new double[heads][0];
        }
        int side = SPECTRUM_POINTS / 2;
        // cells end where the picture does
        Tensor points = around(side, side, 2 * reach / SPECTRUM_POINTS).to(ElementType.FLOAT32);
        int count = SPECTRUM_POINTS * SPECTRUM_POINTS;
        return perHead(encoding.densityAt(points.unsqueeze(0).expand(heads, count, 2)), heads);
    }

    private static List<PlaneSpectrum.Wave> waves(double[] frequencies, double[] amplitudes) {
        List<PlaneSpectrum.Wave> waves = new ArrayList<>();
        for (int s = 0; s < amplitudes.length; s++) {
            waves.add(new PlaneSpectrum.Wave(frequencies[2 * s + 1], frequencies[2 * s], amplitudes[s]));
        }
        return waves;
    }

    /// {@return a grid around 0, row by row, `[count, 2]`}
    ///
    /// @param rows above and below
    /// @param columns to the left and to the right
    private static Tensor around(int rows, int columns, double spacing) {
        Tensor middle = Tensor.of(new double[] {rows * spacing, columns * spacing}, 1, 2);
        return Coordinates.grid(2 * rows + 1, 2 * columns + 1, spacing).values().subtract(middle);
    }

    private static double[][] perHead(Tensor values, int heads) {
        double[] flat = values.toDoubles();
        return inRows(flat, flat.length / heads);
    }

    private static double[][] inRows(double[] flat, int width) {
        double[][] rows = new double[flat.length / width][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * width, (i + 1) * width));
        return rows;
    }
}
