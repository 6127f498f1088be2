package org.fourierlearner.storage;

/// The element types that safetensors files hold, little-endian.
public enum SafetensorsType {
    /// IEEE 754 double.
    F64(8),
    /// IEEE 754 single.
    F32(4),
    /// IEEE 754 half.
    F16(2),
    /// The upper half of a single.
    BF16(2),
    /// Signed, 64 bits.
    I64(8),
    /// Signed, 32 bits.
    I32(4),
    /// Signed, 16 bits.
    I16(2),
    /// Signed, 8 bits.
    I8(1),
    /// Unsigned, 8 bits.
    U8(1),
    /// One byte, 0 or 1.
    BOOL(1);

    private final int widthBytes;

    SafetensorsType(int widthBytes) {
        this.widthBytes = widthBytes;
    }

    /// {@return the bytes that one element takes}
    public int widthBytes() {
        return widthBytes;
    }

    /// {@return the bytes that a tensor of this type takes}
    ///
    /// @param shape extents, none negative; empty for a scalar
    /// @throws ArithmeticException if the size does not fit a `long`
    /// @throws IllegalArgumentException if an extent is negative
    public long sizeBytes(long... shape) {
        long size = widthBytes;
        boolean empty = false;
        for (long extent : shape) {
            if (extent < 0) {
                throw new IllegalArgumentException("shape: expected extents of at least 0, got " + extent);
            }
            empty |= extent == 0;
        }
        for (long extent : shape) {
            size = empty ? 0 : Math.multiplyExact(size, extent);
        }
        return size;
    }
}
