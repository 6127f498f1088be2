package org.fourierlearner.tensor;

import java.util.Arrays;

/// The extents of a tensor, outermost first.
public final class Shape {
    private final int[] extents;

    private Shape(int[] extents) {
        this.extents = extents;
    }

    /// {@return the shape with these extents}
    ///
    /// @param extents outermost first; none for a scalar
    /// @throws IllegalArgumentException if an extent is negative
    public static Shape of(int... extents) {
        for (int extent : extents) {
            if (extent < 0) {
                throw new IllegalArgumentException(
                        "extents: expected no negative extent, got %s".formatted(Arrays.toString(extents)));
            }
        }
        return new Shape(extents.clone());
    }

    static Shape of(long[] extents) {
        return new Shape(Arrays.stream(extents).mapToInt(Math::toIntExact).toArray());
    }

    /// {@return the number of axes}
    public int rank() {
        return extents.length;
    }

    /// {@return the extent of an axis}
    ///
    /// @param axis `0 ≤ axis < rank`, or negative to count from the innermost, which is −1
    /// @throws IndexOutOfBoundsException if there is no such axis
    public int extent(int axis) {
        return extents[axis < 0 ? axis + extents.length : axis];
    }

    /// {@return the number of elements}
    public long size() {
        long size = 1;
        for (int extent : extents) {
            size = Math.multiplyExact(size, extent);
        }
        return size;
    }

    /// {@return the extents, outermost first; a copy}
    public int[] extents() {
        return extents.clone();
    }

    long[] toLongs() {
        return Arrays.stream(extents).asLongStream().toArray();
    }

    /// {@return this shape with an axis of another extent}
    ///
    /// @param axis the axis, negative to count from the innermost
    /// @param extent the new extent
    public Shape with(int axis, int extent) {
        int[] changed = extents.clone();
        changed[axis < 0 ? axis + extents.length : axis] = extent;
        return of(changed);
    }

    /// Checks an argument's shape.
    ///
    /// @param argument the argument's name, as the caller wrote it
    /// @param expected the shape it must have
    /// @throws ShapeMismatchException if this shape differs from `expected`
    public void require(String argument, Shape expected) {
        if (!equals(expected)) {
            throw new ShapeMismatchException(argument, expected.toString(), this);
        }
    }

    /// Checks an argument's number of axes.
    ///
    /// @param argument the argument's name, as the caller wrote it
    /// @param axes the names of the expected axes, such as `[batch, length]`
    /// @param rank how many they are
    /// @throws ShapeMismatchException if this shape has another rank
    public void requireRank(String argument, String axes, int rank) {
        if (rank() != rank) {
            throw new ShapeMismatchException(argument, axes, this);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(extents, shape.extents);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(extents);
    }

    @Override
    public String toString() {
        return Arrays.toString(extents);
    }
}
