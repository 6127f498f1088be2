package org.fourierlearner.kernels;

/// The small network that changes weights, one coordinate like the other: see [UpdateKernel].
///
/// @param memory of past gradients
/// @param hidden the width of the hidden layer
/// @param in weights of the hidden layer, `[hidden][INPUTS + memory.width()]`
/// @param out weights of direction and size, `[2][hidden]`
@SuppressWarnings("ArrayRecordComponent") // never compared
public record UpdateNetwork(UpdateMemory memory, int hidden, float[] in, float[] out) {

    /// The numbers that a coordinate's network sees beside its memory: the gradient over the root mean square of
    /// gradients, that root over the tensor's, and the weight over the tensor's.
    public static final int INPUTS = 3;

    /// Checks the sizes.
    ///
    /// @throws IllegalArgumentException if an array is of another size
    public UpdateNetwork {
        require("in", in, hidden * (INPUTS + memory.width()));
        require("out", out, 2 * hidden);
    }

    static void require(String name, float[] numbers, int expected) {
        if (numbers.length != expected) {
            throw new IllegalArgumentException(
                    "%s: expected %d numbers, got %d".formatted(name, expected, numbers.length));
        }
    }

    /// {@return the numbers that are remembered of a coordinate: its mean square, and the memory's}
    public int slots() {
        return 1 + memory.slots();
    }

    /// {@return the numbers of a coordinate that the hidden layer sees, in the order of rows: inputs, and behind them
    /// what the memory tells}
    int seen() {
        return INPUTS + memory.width();
    }
}
