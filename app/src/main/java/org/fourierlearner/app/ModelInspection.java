package org.fourierlearner.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.fourierlearner.app.report.AttentionRows;
import org.fourierlearner.app.report.Encoding;
import org.fourierlearner.app.report.LayerHead;
import org.fourierlearner.app.report.Spectrum;
import org.fourierlearner.attention.ApproximationError;
import org.fourierlearner.attention.Attention;
import org.fourierlearner.attention.ExactAttention;
import org.fourierlearner.attention.Visibility;
import org.fourierlearner.model.LanguageModel;
import org.fourierlearner.model.TextClassifier;
import org.fourierlearner.nn.MultiHeadAttention;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.FreeSpectrum;
import org.fourierlearner.rpe.Frequencies;
import org.fourierlearner.rpe.RelativePositionalEncoding;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// Measures the heads of a model of texts.
///
/// @param attentions of each layer
/// @param projections queries, keys and values of each layer for tokens `[batch, length]`
/// @param visibility which tokens see each other
/// @param contextLength how far encodings reach
record ModelInspection(
        List<Attention> attentions,
        Function<Tensor, List<MultiHeadAttention.Projections>> projections,
        Visibility visibility,
        int contextLength) {
    private static final int SPECTRUM_POINTS = 400;
    private static final double NYQUIST_FREQUENCY = 0.5;

    static ModelInspection of(LanguageModel model) {
        return new ModelInspection(
                model.attentions(),
                model::projections,
                Visibility.upToSelf(),
                model.config().contextLength());
    }

    static ModelInspection of(TextClassifier model) {
        return new ModelInspection(
                model.attentions(),
                model::projections,
                Visibility.all(),
                model.config().contextLength());
    }

    /// {@return all heads, with their attention in the first tokens of a text}
    List<LayerHead> heads(int[] tokens, int length) {
        long[] ids = new long[length];
        Arrays.setAll(ids, t -> tokens[t]);
        List<LayerHead> heads = new ArrayList<>();
        try (var _ = Scope.withoutGradients()) {
            List<MultiHeadAttention.Projections> layers = projections.apply(Tensor.of(ids, 1, length));
            for (int layer = 0; layer < layers.size(); layer++) {
                try (var _ = Scope.open()) {
                    heads.addAll(heads(layer, layers.get(layer)));
                }
            }
        }
        return heads;
    }

    private List<LayerHead> heads(int layer, MultiHeadAttention.Projections p) {
        Attention attention = attentions.get(layer);
        int length = p.query().extent(2);
        int count = p.query().extent(1);
        Coordinates at = Coordinates.tokens(0, length);
        Tensor exact =
                ExactAttention.with(p.query().extent(3), attention).weights(p.query(), p.key(), at, at, visibility);
        Tensor implied = attention.weights(p.query(), p.key(), at, at, visibility);
        Tensor errors = ApproximationError.totalVariation(implied, exact);
        List<Learned> learned =
                attention.encoding().map(this::learned).orElseGet(() -> Collections.nCopies(count, Learned.NOTHING));
        List<LayerHead> heads = new ArrayList<>();
        for (int h = 0; h < count; h++) {
            double error = errors.select(1, h).to(ElementType.FLOAT64).mean().item();
            Learned l = learned.get(h);
            heads.add(new LayerHead(
                    layer,
                    h,
                    l.spectrum().drawnFrequencies().length,
                    l.effectiveSampleSize(),
                    l.decay(),
                    l.selfLogit(),
                    l.encoding(),
                    l.spectrum(),
                    new AttentionRows(rows(exact, h), rows(implied, h), error)));
        }
        return heads;
    }

    private static double[][] rows(Tensor weights, int head) {
        int queries = weights.extent(2);
        int keys = weights.extent(3);
        double[] flat = weights.select(0, 0).select(0, head).toDoubles();
        double[][] rows = new double[queries][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * keys, (i + 1) * keys));
        return rows;
    }

    /// What one head has learned about positions.
    private record Learned(
            Encoding encoding, Spectrum spectrum, double decay, double selfLogit, double effectiveSampleSize) {
        static final Learned NOTHING = new Learned(Encoding.none(), Spectrum.none(), 0, 0, 0);
    }

    private List<Learned> learned(RelativePositionalEncoding encoding) {
        Frequencies frequencies = encoding.frequencies();
        int heads = frequencies.frequencies().extent(0);
        double[] offsets = new double[2 * contextLength - 1];
        Arrays.setAll(offsets, i -> i - contextLength + 1.0);
        double[] grid = new double[SPECTRUM_POINTS];
        Arrays.setAll(grid, i -> NYQUIST_FREQUENCY * (i + 0.5) / SPECTRUM_POINTS);
        Tensor at = Tensor.of(offsets, offsets.length, 1);
        double[][] closedForm = perHead(encoding.encodingAt(at), heads);
        double[][] sampled = perHead(frequencies.encodingAt(at), heads);
        double[][] density = density(encoding, heads, grid);
        double[][] drawn = perHead(frequencies.frequencies(), heads);
        double[][] amplitudes = perHead(frequencies.amplitudes(), heads);
        double[] sizes = encoding.effectiveSampleSizes();
        Tensor decay = encoding.decay();
        double[] decays = decay == null ? new double[heads] : decay.toDoubles();
        Tensor self = encoding.selfLogits();
        double[] selfLogits = self == null ? new double[heads] : self.toDoubles();
        List<Learned> learned = new ArrayList<>();
        for (int h = 0; h < heads; h++) {
            learned.add(new Learned(
                    new Encoding(offsets, closedForm[h], sampled[h]),
                    new Spectrum(grid, density[h], drawn[h], amplitudes[h]),
                    decays[h],
                    selfLogits[h],
                    sizes[h]));
        }
        return learned;
    }

    private static double[][] density(RelativePositionalEncoding encoding, int heads, double[] grid) {
        if (encoding.config().spectrum() instanceof FreeSpectrum) {
            return new double[heads][grid.length];
        }
        Tensor points = Tensor.of(grid, 1, grid.length, 1).to(ElementType.FLOAT32);
        return perHead(encoding.densityAt(points.expand(heads, grid.length, 1)), heads);
    }

    private static double[][] perHead(Tensor values, int heads) {
        double[] flat = values.toDoubles();
        int count = flat.length / heads;
        double[][] perHead = new double[heads][];
        Arrays.setAll(perHead, h -> Arrays.copyOfRange(flat, h * count, (h + 1) * count));
        return perHead;
    }
}
