package org.fourierlearner.rpe;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.ShapeMismatchException;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Where the tokens are: `[length, dim]` for all examples of a batch, or `[batch, length, dim]`.
///
/// They are double-precision numbers, because a phase `2πξ·r` needs the digits of `r` to its end.
public final class Coordinates {
    private final Tensor values;
    private final boolean consecutive;
    private final double @Nullable [] cells;
    private final @Nullable Map<Object, Object> made;

    private Coordinates(Tensor values, boolean consecutive) {
        this(values, consecutive, null);
    }

    private Coordinates(Tensor values, boolean consecutive, double @Nullable [] cells) {
        this(values, consecutive, cells, null);
    }

    private Coordinates(
            Tensor values, boolean consecutive, double @Nullable [] cells, @Nullable Map<Object, Object> made) {
        this.values = values;
        this.consecutive = consecutive;
        this.cells = cells;
        this.made = made;
    }

    /// {@return the indices `first, first + 1, …` of tokens in a sequence}
    ///
    /// @param first the index of the first token
    /// @param length the number of tokens
    public static Coordinates tokens(long first, int length) {
        return new Coordinates(Tensor.range(length).add((double) first).unsqueeze(1), true);
    }

    /// {@return the row and column of each cell of a grid, row by row}
    ///
    /// @param rows the number of rows
    /// @param columns the number of columns
    /// @param spacing the distance between neighbours
    /// @throws IllegalArgumentException if the spacing is not finite
    public static Coordinates grid(int rows, int columns, double spacing) {
        requireFinite("spacing", spacing);
        double[] values = new double[2 * rows * columns];
        for (int cell = 0; cell < rows * columns; cell++) {
            int row = cell / columns;
            values[2 * cell] = spacing * row;
            values[2 * cell + 1] = spacing * (cell % columns);
        }
        return new Coordinates(Tensor.of(values, rows * columns, 2), false);
    }

    /// {@return the times of events, which need not be regular}
    ///
    /// @param times in any unit, the same for all
    /// @throws IllegalArgumentException if one is not finite
    public static Coordinates times(double... times) {
        for (int t = 0; t < times.length; t++) {
            requireFinite("times[%d]".formatted(t), times[t]);
        }
        return new Coordinates(Tensor.of(times, times.length, 1), false);
    }

    /// {@return given coordinates}
    ///
    /// @param values `[length, dim]`, or `[batch, length, dim]` if examples differ; gradients
    ///     reach them
    /// @throws ShapeMismatchException if there are other axes
    /// @throws IllegalArgumentException if a value is not finite, be it of padding
    public static Coordinates of(Tensor values) {
        int rank = values.shape().rank();
        if (rank != 2 && rank != 3) {
            throw new ShapeMismatchException("values", "[length, dim] or [batch, length, dim]", values.shape());
        }
        requireFinite(values);
        return new Coordinates(values.to(ElementType.FLOAT64), false);
    }

    /// {@return the same in crystals: what is at a place is at all its translations too}
    ///
    /// @param vectors the three vectors of each example's cell, nine numbers for each; those of
    ///     one cell if all examples have the same coordinates
    /// @throws ShapeMismatchException if coordinates are not in space, or of another number of
    ///     examples
    /// @throws IllegalArgumentException if a cell has no volume
    public Coordinates inCells(double... vectors) {
        int batch = cellCount();
        if (dim() != 3 || vectors.length != 9 * batch) {
            String one = vectors.length == 9 ? "[length, 3] or " : "";
            throw new ShapeMismatchException(
                    "coordinates",
                    "%s[%d, length, 3], for %d numbers of cells".formatted(one, vectors.length / 9, vectors.length),
                    values.shape());
        }
        for (int b = 0; b < batch; b++) {
            double volume = Lattice.of(vectors, b).volume();
            if (!(volume > 0 && volume < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "vectors: expected cells with a volume, got one of %s in example %d".formatted(volume, b));
            }
        }
        return new Coordinates(values, false, vectors.clone());
    }

    /// {@return the same in the cells of others; in open space if those are}
    ///
    /// @param other of as many examples, or shared by all
    public Coordinates inCellsOf(Coordinates other) {
        double[] vectors = other.cells;
        if (vectors == null) {
            return new Coordinates(values, consecutive);
        }
        if (!other.areShared()) {
            return inCells(vectors);
        }
        double[] repeated = new double[9 * cellCount()];
        for (int i = 0; i < repeated.length; i++) {
            repeated[i] = vectors[i % 9];
        }
        return inCells(repeated);
    }

    private int cellCount() {
        return areShared() ? 1 : values.extent(0);
    }

    private static void requireFinite(Tensor values) {
        double[] numbers;
        try (var _ = Scope.withoutGradients()) {
            numbers = values.detach().toDoubles();
        }
        int length = values.extent(-2);
        int dim = values.extent(-1);
        for (int i = 0; i < numbers.length; i++) {
            if (!Double.isFinite(numbers[i])) {
                String token = "%d, %d".formatted(i / dim % length, i % dim);
                String index = values.shape().rank() == 2 ? token : "%d, %s".formatted(i / dim / length, token);
                throw notFinite("values[%s]".formatted(index), numbers[i], "; padding needs a position too");
            }
        }
    }

    private static void requireFinite(String where, double value) {
        if (!Double.isFinite(value)) {
            throw notFinite(where, value, "");
        }
    }

    private static IllegalArgumentException notFinite(String where, double value, String advice) {
        return new IllegalArgumentException("%s: expected a finite number, got %s%s".formatted(where, value, advice));
    }

    /// {@return the same for one pass through layers: what one makes of them serves the others}
    /// To be dropped with the pass, in the scope and on the thread of which all layers run.
    public Coordinates forOnePass() {
        return new Coordinates(values, consecutive, cells, new HashMap<>());
    }

    /// {@return what is made of these coordinates, or was in the same pass}
    ///
    /// @param key of an own class, equal where the same is made
    /// @param maker makes it, in the scope of the pass and in none within
    @SuppressWarnings("unchecked") // a key has one maker
    <T> T once(Object key, Supplier<T> maker) {
        return made == null ? maker.get() : (T) made.computeIfAbsent(key, _ -> maker.get());
    }

    /// {@return the coordinates, `[length, dim]` or `[batch, length, dim]`, in double precision}
    public Tensor values() {
        return values;
    }

    /// The vectors of each example's cell, of one cell if coordinates are shared; null in open
    /// space.
    double @Nullable [] cells() {
        return cells;
    }

    /// {@return whether what is at a place is at all its translations by a cell too}
    public boolean isPeriodic() {
        return cells != null;
    }

    /// {@return whether all examples of a batch have the same coordinates}
    public boolean areShared() {
        return values.shape().rank() == 2;
    }

    /// Whether these are indices one after another, so that a pair of tokens has one of few lags.
    boolean areConsecutive() {
        return consecutive;
    }

    /// {@return the number of tokens}
    public int length() {
        return values.extent(-2);
    }

    /// {@return the dimension of the space}
    public int dim() {
        return values.extent(-1);
    }

    /// {@return the coordinates of a run of tokens}
    ///
    /// @param start the first of them
    /// @param count how many
    public Coordinates narrow(int start, int count) {
        return new Coordinates(values.narrow(-2, start, count), consecutive, cells);
    }

    /// {@return coordinates of each example of a batch, `[batch, length, dim]`}
    ///
    /// @param batch the number of examples
    /// @throws ShapeMismatchException if these coordinates are of another number of examples
    public Tensor perExample(int batch) {
        if (!areShared() && values.extent(0) != batch) {
            throw new ShapeMismatchException(
                    "coordinates", "[%d, %d, %d]".formatted(batch, length(), dim()), values.shape());
        }
        return areShared() ? values.unsqueeze(0).expand(batch, length(), dim()) : values;
    }

    /// {@return `rᵢ − r′ⱼ` for all pairs, `[…, length, otherLength, dim]`}
    ///
    /// @param other the positions to subtract
    /// @throws ShapeMismatchException if the dimensions differ
    public Tensor offsetsFrom(Coordinates other) {
        if (other.dim() != dim()) {
            throw new ShapeMismatchException("other", "[…, %d]".formatted(dim()), other.values.shape());
        }
        return values.unsqueeze(-2).subtract(other.values.unsqueeze(-3));
    }

    /// Takes the coordinates out of their scope, see [Tensor#keep].
    ///
    /// @return these coordinates
    public Coordinates keep() {
        values.keep();
        return this;
    }

    /// {@return the smallest distance, along each axis, that holds all coordinates}
    public double extent() {
        try (var _ = Scope.withoutGradients()) {
            Tensor flat = values.detach().reshape(-1, dim());
            if (flat.extent(0) == 0) {
                return 0;
            }
            return flat.max(0).add(flat.negate().max(0)).max().item();
        }
    }
}
