package org.fourierlearner.rpe;

import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.ShapeMismatchException;
import org.fourierlearner.tensor.Tensor;

/// A learned number for each head and difference of two cells of a grid in the plane,
/// `f(z) = b[z / spacing]`: for patches of images.
///
/// The grid is the square that the expected positions give, `side = extent / spacing` cells wide and
/// high, which makes `(2·side − 1)²` numbers. Those of rows or columns that an oblong image does not
/// have stay as drawn. Differences between cells, or beyond the grid, have no number and are refused;
/// so is causal attention, for cells have no order.
///
/// Source: Luo et al. 2021, "Stable, Fast and Accurate: Kernelized Attention with Relative Positional
/// Encoding" (arXiv:2106.12566), for images.
public record GridTableBias() implements Bias {

    /// In cells; the spacing is kept in single precision.
    private static final double ROUNDING = 1e-4;

    @Override
    public Parameters initialize(int heads, CoordinateRange range, Randomness random) {
        range.requirePlane("grid-table");
        int differences = 2 * (int) Math.ceil(range.extent() / range.spacing()) - 1;
        var weights = new Parameters();
        weights.weight("bias", random.normal(heads, differences, differences).multiply(LagTable.INITIAL_DEVIATION));
        weights.constant("spacing", Tensor.full(range.spacing(), 1));
        return weights;
    }

    /// {@return `f(z)`, `[heads, count]`, in double precision}
    ///
    /// @param weights what [#initialize] made
    /// @param offsets `z`, `[count, 2]`, in units of position
    /// @throws IllegalArgumentException if one is not of whole cells, or goes beyond the table
    @Override
    public Tensor at(Parameters weights, Tensor offsets) {
        if (offsets.extent(-1) != 2) {
            throw new ShapeMismatchException("offsets", "[count, 2]", offsets.shape());
        }
        Tensor table = weights.get("bias");
        int differences = table.extent(1);
        int reach = differences / 2;
        double spacing = weights.get("spacing").item();
        double[] components = offsets.detach().toDoubles();
        long[] places = new long[components.length / 2];
        for (int n = 0; n < components.length; n++) {
            double cells = components[n] / spacing;
            long whole = Math.round(cells);
            if (!(Math.abs(cells - whole) <= ROUNDING) || Math.abs(whole) > reach) {
                int pair = n / 2 * 2;
                throw new IllegalArgumentException(
                        "positions: expected differences of whole cells of %s, at most %d along each axis, because the grid-table has no others, got (%s, %s)"
                                .formatted((float) spacing, reach, components[pair], components[pair + 1]));
            }
            places[n / 2] = places[n / 2] * differences + whole + reach;
        }
        return table.reshape(table.extent(0), differences * differences)
                .indexSelect(1, Tensor.of(places, places.length))
                .to(ElementType.FLOAT64);
    }
}
