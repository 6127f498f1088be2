package org.fourierlearner.kernels;

/// What all coordinates of a tensor share in one step: see [UpdateKernel].
///
/// @param time of this step
/// @param secondDecay how much of the mean square is kept
/// @param secondScale what makes the mean square unbiased
/// @param floor added to its root
/// @param inverseRoot 1 over the tensor's root mean square gradient
/// @param inverseWeight 1 over the tensor's root mean square weight
/// @param mix how much the gradient, and each number that the memory tells, counts for the direction
/// @param biases of the hidden layer
/// @param size the size of the step
@SuppressWarnings("ArrayRecordComponent") // never compared
public record UpdateStep(
        Time time,
        float secondDecay,
        float secondScale,
        float floor,
        float inverseRoot,
        float inverseWeight,
        float[] mix,
        float[] biases,
        float size) {

    void requireSizesOf(UpdateNetwork network) {
        UpdateNetwork.require("mix", mix, 1 + network.memory().width());
        UpdateNetwork.require("biases", biases, network.hidden());
        int heads = 0;
        int features = 0;
        if (network.memory() instanceof UpdateMemory.Attention attention) {
            heads = attention.heads();
            features = heads * attention.features();
        }
        UpdateNetwork.require("queryLogits", time.queryLogits(), features);
        UpdateNetwork.require("keyLogits", time.keyLogits(), features);
        UpdateNetwork.require("kept", time.kept(), heads);
    }

    /// How attention encodes the time of a step; empty for a memory without.
    ///
    /// @param queryLogits position logits of this step, `[heads][features]`
    /// @param keyLogits those of it as a key
    /// @param kept the share of the past that each head keeps
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Time(float[] queryLogits, float[] keyLogits, float[] kept) {

        /// {@return that of a memory that does not encode it}
        public static Time none() {
            return new Time(new float[0], new float[0], new float[0]);
        }
    }
}
