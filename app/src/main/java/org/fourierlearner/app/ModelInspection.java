package org.fourierlearner.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.fourierlearner.app.report.AttentionRows;
import org.fourierlearner.app.report.Encoding;
import org.fourierlearner.app.report.LayerHead;
import org.fourierlearner.app.report.Spectrum;
import org.fourierlearner.attention.ApproximationError;
import org.fourierlearner.attention.Attention;
import org.fourierlearner.attention.ExactAttention;
import org.fourierlearner.attention.Visibility;
import org.fourierlearner.model.LanguageModel;
import org.fourierlearner.nn.MultiHeadAttention;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.FreeSpectrum;
import org.fourierlearner.rpe.Frequencies;
import org.fourierlearner.rpe.RelativePositionalEncoding;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// Measures the heads of a language model.
///
/// @param model the model
record ModelInspection(LanguageModel model) {
    private static final int SPECTRUM_POINTS = 400;
    private static final double NYQUIST_FREQUENCY = 0.5;

    /// {@return all heads, with their attention in the first tokens of a text}
    List<LayerHead> heads(int[] tokens, int length) {
        long[] ids = new long[length];
        Arrays.setAll(ids, t -> tokens[t]);
        List<LayerHead> heads = new ArrayList<>();
        try (var _ = Scope.withoutGradients()) {
            List<MultiHeadAttention.Projections> projections = model.projections(Tensor.of(ids, 1, length));
            for (int layer = 0; layer < projections.size(); layer++) {
                try (var _ = Scope.open()) {
                    heads.addAll(heads(layer, projections.get(layer)));
                }
            }
        }
        return heads;
    }

    private List<LayerHead> heads(int layer, MultiHeadAttention.Projections p) {
        Attention attention = model.attentions().get(layer);
        int length = p.query().extent(2);
        int count = p.query().extent(1);
        Coordinates at = Coordinates.tokens(0, length);
        Visibility causal = Visibility.upToSelf();
        Tensor exact = ExactAttention.with(p.query().extent(3), attention).weights(p.query(), p.key(), at, at, causal);
        Tensor implied = attention.weights(p.query(), p.key(), at, at, causal);
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
    private record Learned(Encoding encoding, Spectrum spectrum, double decay, double effectiveSampleSize) {
        static final Learned NOTHING = new Learned(Encoding.none(), Spectrum.none(), 0, 0);
    }

    private List<Learned> learned(RelativePositionalEncoding encoding) {
        Frequencies frequencies = encoding.frequencies();
        int heads = frequencies.frequencies().extent(0);
        int reach = model.config().contextLength();
        double[] offsets = new double[2 * reach - 1];
        Arrays.setAll(offsets, i -> i - reach + 1.0);
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
        List<Learned> learned = new ArrayList<>();
        for (int h = 0; h < heads; h++) {
            learned.add(new Learned(
                    new Encoding(offsets, closedForm[h], sampled[h]),
                    new Spectrum(grid, density[h], drawn[h], amplitudes[h]),
                    decays[h],
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
