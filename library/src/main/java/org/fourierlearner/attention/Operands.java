package org.fourierlearner.attention;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.fourierlearner.kernels.Operand;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Tensors as the kernels take them, without copies where they can.
final class Operands {

    private Operands() {}

    static @Nullable MemorySegment memory(@Nullable Tensor tensor, Arena arena) {
        return tensor == null ? null : tensor.strided(arena).memory();
    }

    static @Nullable Operand optional(@Nullable Tensor tensor, Arena arena) {
        return tensor == null ? null : operand(tensor, arena);
    }

    static Operand operand(Tensor tensor, Arena arena) {
        Tensor whole = tensor.shape().rank() == 3 ? tensor.unsqueeze(0) : tensor;
        Tensor.Strided strided = whole.strided(arena);
        if (strided.strides().getLast() != 1 && whole.extent(-1) > 1) {
            strided = whole.contiguous().strided(arena);
        }
        return new Operand(
                strided.memory(),
                whole.extent(0),
                whole.extent(1),
                whole.extent(2),
                whole.extent(3),
                strided.strides().get(0),
                strided.strides().get(1),
                strided.strides().get(2),
                false);
    }
}
