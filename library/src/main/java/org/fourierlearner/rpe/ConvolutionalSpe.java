package org.fourierlearner.rpe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// `P_d(z) = Σₚ a(p) b(p + z)` with learned filters `a` and `b` of each channel, 0 beyond their ends: a
/// function of whole differences shorter than the filters. The processes are `Q̄_d(r) = Σₚ a(p) x(r +
/// p)` and `K̄_d(r) = Σₚ b(p) x(r + p)` of white noise `x`.
///
/// Positions are whole numbers from 0 to the extent of the range, as far as there is noise: texts cannot
/// be longer than the context. The noise is stored, `headDim·realizations` numbers for each head and
/// position.
///
/// Source: Liutkus et al. 2021 (arXiv:2105.08399), section on convolutional SPE; first values as in the
/// authors' program.
///
/// @param taps how long the filters are
/// @param realizations the width of new queries and keys
/// @param gated whether each channel learns what share positions leave as it is
public record ConvolutionalSpe(int taps, int realizations, boolean gated) implements Stochastic {

    /// Positions filtered at once, by a product with a band of as many rows.
    private static final int BLOCK = 64;

    /// Checks the counts.
    ///
    /// @throws IllegalArgumentException if one is not positive
    public ConvolutionalSpe {
        StochasticEncoding.requirePositive("taps", taps);
        StochasticEncoding.requirePositive("realizations", realizations);
    }

    /// {@return filters as long as 32 tokens, 64 realizations and a gate}
    public static ConvolutionalSpe defaults() {
        return new ConvolutionalSpe(32, 64, true);
    }

    @Override
    public Parameters initialize(int heads, int headDim, CoordinateRange range, Randomness random) {
        range.requireLine("convolutional-spe");
        int positions = (int) Math.floor(range.extent()) + 1;
        double scale = Math.sqrt(2.0 / taps);
        var weights = new Parameters();
        weights.weight("queryFilter", random.uniform(heads, headDim, taps).multiply(scale));
        weights.weight("keyFilter", random.uniform(heads, headDim, taps).multiply(scale));
        weights.constant("noise", random.normal(heads, headDim, positions + taps - 1, realizations));
        return weights;
    }

    @Override
    public Tensor queries(Parameters weights, Tensor places) {
        return processes(weights.get("queryFilter"), weights.get("noise"), places);
    }

    @Override
    public Tensor keys(Parameters weights, Tensor places) {
        return processes(weights.get("keyFilter"), weights.get("noise"), places);
    }

    private Tensor processes(Tensor filter, Tensor noise, Tensor places) {
        long[] indices = indices(places, noise.extent(2) - taps);
        int first = (int) Arrays.stream(indices).min().orElse(0);
        int last = (int) Arrays.stream(indices).max().orElse(0);
        for (int n = 0; n < indices.length; n++) {
            indices[n] -= first;
        }
        return filtered(filter, noise.narrow(2, first, last - first + taps))
                .indexSelect(2, Tensor.of(indices, indices.length));
    }

    private static long[] indices(Tensor places, int last) {
        double[] values;
        try (var _ = Scope.withoutGradients()) {
            values = places.detach().toDoubles();
        }
        long[] indices = new long[values.length];
        for (int n = 0; n < indices.length; n++) {
            if (!(values[n] >= 0 && values[n] <= last && values[n] == Math.rint(values[n]))) {
                throw new IllegalArgumentException(
                        "at: expected whole positions from 0 to %d, where convolutional-spe has noise, got %s; take a longer context or another encoding"
                                .formatted(last, values[n]));
            }
            indices[n] = (long) values[n];
        }
        return indices;
    }

    /// `Σₚ filter(p) noise(r + p)` for all `r` where no index is beyond the end, `[heads, headDim,
    /// count, realizations]`.
    private Tensor filtered(Tensor filter, Tensor noise) {
        int count = noise.extent(2) - taps + 1;
        Tensor band = band(filter, Math.min(count, BLOCK));
        List<Tensor> blocks = new ArrayList<>();
        for (int start = 0; start < count; start += BLOCK) {
            int rows = Math.min(BLOCK, count - start);
            int columns = rows + taps - 1;
            blocks.add(band.narrow(2, 0, rows).narrow(3, 0, columns).matmul(noise.narrow(2, start, columns)));
        }
        return Tensor.concatenate(2, blocks.toArray(Tensor[]::new));
    }

    /// Rows with the filter, each one column further to the right, `[heads, headDim, rows, rows + taps −
    /// 1]`.
    private Tensor band(Tensor filter, int rows) {
        int heads = filter.extent(0);
        int headDim = filter.extent(1);
        int columns = rows + taps - 1;
        // repeated rows of one column more, read as rows of one column less
        return Tensor.concatenate(-1, filter, Tensor.zeros(heads, headDim, rows))
                .unsqueeze(2)
                .expand(heads, headDim, rows, columns + 1)
                .reshape(heads, headDim, rows * (columns + 1))
                .narrow(-1, 0, rows * columns)
                .reshape(heads, headDim, rows, columns);
    }
}
