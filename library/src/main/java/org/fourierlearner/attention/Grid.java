package org.fourierlearner.attention;

import java.util.Optional;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// Cells of a regular grid, row by row, flattened onto a line with `columns − 1` gaps between two rows.
/// Each difference of two cells is then a difference of places on the line that no other pair has, so a
/// matrix of differences is a Toeplitz matrix. Equally spaced positions on a line are a grid of one row.
final class Grid {

    /// Differences of spacings that are rounding.
    private static final double ROUNDING = 1e-9;

    private final int rows;
    private final int columns;
    private final double[] firstOffset;
    private final double[] toNextRow;
    private final double[] toNextColumn;

    private Grid(int columns, double[] queries, double[] keys, int dim) {
        this.columns = columns;
        rows = queries.length / dim / columns;
        firstOffset = new double[dim];
        toNextRow = new double[dim];
        toNextColumn = new double[dim];
        for (int axis = 0; axis < dim; axis++) {
            firstOffset[axis] = queries[axis] - keys[axis];
            toNextRow[axis] = rows == 1 ? 0 : queries[columns * dim + axis] - queries[axis];
            toNextColumn[axis] = columns == 1 ? 0 : queries[dim + axis] - queries[axis];
        }
    }

    /// {@return the grid of queries, and of as many keys, which may be shifted; empty if positions are of
    /// examples, of more than two dimensions, or not such a grid}
    static Optional<Grid> of(Coordinates queryAt, Coordinates keyAt) {
        int length = queryAt.length();
        int dim = queryAt.dim();
        if (!queryAt.areShared()
                || !keyAt.areShared()
                || length == 0
                || length != keyAt.length()
                || dim > 2
                || dim != keyAt.dim()) {
            return Optional.empty();
        }
        try (var _ = Scope.withoutGradients()) {
            double[] queries = queryAt.values().toDoubles();
            double[] keys = keyAt.values().toDoubles();
            int columns = dim == 1 ? length : firstRow(queries);
            if (length % columns != 0) {
                return Optional.empty();
            }
            var grid = new Grid(columns, queries, keys, dim);
            return grid.has(queries) && grid.has(keys) ? Optional.of(grid) : Optional.empty();
        }
    }

    private static int firstRow(double[] places) {
        int columns = 1;
        while (2 * columns < places.length && places[2 * columns] == places[0]) {
            columns++;
        }
        return columns;
    }

    private boolean has(double[] places) {
        int dim = firstOffset.length;
        for (int n = 0; n < places.length; n++) {
            int axis = n % dim;
            int cell = n / dim;
            double expected = offset(cell / columns, cell % columns, axis);
            double spacing = Math.abs(toNextRow[axis]) + Math.abs(toNextColumn[axis]);
            if (Math.abs(places[n] - places[axis] - expected) > ROUNDING * spacing) {
                return false;
            }
        }
        return true;
    }

    private double offset(int rows, int columns, int axis) {
        return rows * toNextRow[axis] + columns * toNextColumn[axis];
    }

    /// {@return the number of places on the line}
    int length() {
        return (rows - 1) * (2 * columns - 1) + columns;
    }

    /// {@return positions of queries less those of keys, for the differences `1 − length` to `length − 1`
    /// of their places on the line, `[2·length − 1, dim]`}
    Tensor offsets() {
        int dim = firstOffset.length;
        int across = 2 * columns - 1;
        double[] offsets = new double[(2 * rows - 1) * across * dim];
        for (int n = 0; n < offsets.length; n++) {
            int axis = n % dim;
            int difference = n / dim;
            offsets[n] =
                    firstOffset[axis] + offset(difference / across - rows + 1, difference % across - columns + 1, axis);
        }
        return Tensor.of(offsets, offsets.length / dim, dim);
    }

    /// {@return numbers of the cells at their places on the line, and 0 in the gaps}
    ///
    /// @param cells `[batch, heads, rows·columns, features, width]`
    Tensor spread(Tensor cells) {
        if (rows == 1) {
            return cells;
        }
        int batch = cells.extent(0);
        int heads = cells.extent(1);
        int features = cells.extent(3);
        int width = cells.extent(4);
        Tensor gaps = Tensor.zeros(cells.type(), batch, heads, rows, columns - 1, features, width);
        return Tensor.concatenate(3, cells.reshape(batch, heads, rows, columns, features, width), gaps)
                .reshape(batch, heads, rows * (2 * columns - 1), features, width)
                .narrow(2, 0, length());
    }

    /// {@return what the cells have on the line, `[batch, heads, rows·columns, features, width]`}
    ///
    /// @param line `[batch, heads, length, features, width]`
    Tensor collect(Tensor line) {
        if (rows == 1) {
            return line;
        }
        return line.indexSelect(2, places(0));
    }

    /// {@return for each pair of a query and a key, row by row, which of the [#offsets] it has,
    /// `[(rows·columns)²]`}
    Tensor differences() {
        return places(length() - 1).unsqueeze(1).subtract(places(0)).reshape(-1);
    }

    /// The places of the cells on the line, if the first is at `first`.
    private Tensor places(int first) {
        long[] places = new long[rows * columns];
        for (int cell = 0; cell < places.length; cell++) {
            places[cell] = first + (long) (cell / columns) * (2 * columns - 1) + cell % columns;
        }
        return Tensor.of(places, places.length);
    }
}
