package org.fourierlearner.storage;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// A tensor inside an open [SafetensorsFile]; its bytes live as long as the file is open.
public final class StoredTensor {
    private final String name;
    private final SafetensorsType type;
    private final long[] shape;
    private final MemorySegment data;

    StoredTensor(String name, SafetensorsType type, long[] shape, MemorySegment data) {
        this.name = name;
        this.type = type;
        this.shape = shape;
        this.data = data;
    }

    /// {@return the name within the file}
    public String name() {
        return name;
    }

    /// {@return the element type}
    public SafetensorsType type() {
        return type;
    }

    /// {@return a copy of the extents, outermost first; empty for a scalar}
    public long[] shape() {
        return shape.clone();
    }

    /// {@return the elements, little-endian and row-major, read-only, shared with the file}
    ///
    /// Files from other writers may hold tensors that are not aligned to their width: use the
    /// `…_UNALIGNED` layouts.
    public MemorySegment data() {
        return data;
    }

    @Override
    public String toString() {
        return "%s %s %s".formatted(name, type, Arrays.toString(shape));
    }
}
