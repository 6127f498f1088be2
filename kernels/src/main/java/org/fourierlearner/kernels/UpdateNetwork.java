package org.fourierlearner.kernels;

/// The small network that changes weights, one coordinate like the other: see [UpdateKernel].
///
/// @param heads of the attention over time
/// @param headDim the width of queries and keys
/// @param features the features of a head
/// @param hidden the width of the hidden layer
/// @param tokens rows of queries, keys and values, `[2·heads·headDim + heads][INPUTS]`
/// @param directions `ω` of the features, `[heads][features][headDim]`, with the scale of queries
///     and keys
/// @param in weights of the hidden layer, `[hidden][INPUTS + heads]`
/// @param out weights of direction and size, `[2][hidden]`
/// @param remembered what attention adds to the direction, `[heads]`
@SuppressWarnings("ArrayRecordComponent") // never compared
public record UpdateNetwork(
        int heads,
        int headDim,
        int features,
        int hidden,
        float[] tokens,
        float[] directions,
        float[] in,
        float[] out,
        float[] remembered) {

    /// The numbers that a coordinate's network sees: the gradient and three momenta, each over
    /// the root mean square of gradients, that root over the tensor's, and the weight over the
    /// tensor's.
    public static final int INPUTS = 6;

    /// The time scales of momenta.
    public static final int MOMENTA = 3;

    /// Checks the sizes.
    ///
    /// @throws IllegalArgumentException if an array is of another size
    public UpdateNetwork {
        require("tokens", tokens, (2 * heads * headDim + heads) * INPUTS);
        require("directions", directions, heads * features * headDim);
        require("in", in, hidden * (INPUTS + heads));
        require("out", out, 2 * hidden);
        require("remembered", remembered, heads);
    }

    private static void require(String name, float[] numbers, int expected) {
        if (numbers.length != expected) {
            throw new IllegalArgumentException(
                    "%s: expected %d numbers, got %d".formatted(name, expected, numbers.length));
        }
    }

    /// {@return the numbers that are remembered of a coordinate}
    public int slots() {
        return 1 + MOMENTA + 2 * heads * features;
    }

    int queryRow(int head) {
        return head * headDim;
    }

    int keyRow(int head) {
        return (heads + head) * headDim;
    }

    int valueRow(int head) {
        return 2 * heads * headDim + head;
    }

    int tokenRows() {
        return 2 * heads * headDim + heads;
    }

    /// Behind the inputs.
    int answerRow(int head) {
        return INPUTS + head;
    }

    /// Where a feature's `S` is remembered; its `z` is next.
    int sumRow(int feature) {
        return 1 + MOMENTA + 2 * feature;
    }

    /// What squares of keys count, in their logits.
    float halfScale() {
        return (float) (0.5 / Math.sqrt(headDim));
    }
}
