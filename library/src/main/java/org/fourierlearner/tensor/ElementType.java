package org.fourierlearner.tensor;

import org.bytedeco.pytorch.global.torch.ScalarType;

/// What the elements of a tensor are.
public enum ElementType {
    /// IEEE 754 single precision, the type of weights and activations.
    FLOAT32(ScalarType.Float, 4),
    /// IEEE 754 double precision, the type of references and of phases.
    FLOAT64(ScalarType.Double, 8),
    /// The upper half of a single precision number.
    BFLOAT16(ScalarType.BFloat16, 2),
    /// Token ids and other indices.
    INT64(ScalarType.Long, 8),
    /// Bytes, such as a generator's state.
    UINT8(ScalarType.Byte, 1),
    /// Masks.
    BOOL(ScalarType.Bool, 1);

    private static final ElementType[] ALL = values();

    final ScalarType scalarType;
    private final int bytes;

    ElementType(ScalarType scalarType, int bytes) {
        this.scalarType = scalarType;
        this.bytes = bytes;
    }

    /// {@return the bytes of one element}
    public int bytes() {
        return bytes;
    }

    static ElementType of(ScalarType scalarType) {
        ScalarType interned = scalarType.intern();
        for (ElementType type : ALL) {
            if (type.scalarType == interned) {
                return type;
            }
        }
        throw new IllegalStateException(
                "the engine returned elements of type %s, which has no name here".formatted(interned));
    }
}
