package org.fourierlearner.kernels;

/// What all coordinates of a tensor share in one step: see [UpdateKernel].
///
/// @param queryLogits position logits of this step, `[heads][features]`
/// @param keyLogits those of it as a key
/// @param kept the share of the past that each head keeps
/// @param momentumDecays how much of each momentum is kept
/// @param momentumScales what makes a momentum unbiased
/// @param secondDecay how much of the mean square is kept
/// @param secondScale what makes the mean square unbiased
/// @param floor added to its root
/// @param inverseRoot 1 over the tensor's root mean square gradient
/// @param inverseWeight 1 over the tensor's root mean square weight
/// @param mix how much each momentum counts for the direction
/// @param biases of the hidden layer
/// @param size the size of the step
@SuppressWarnings("ArrayRecordComponent") // never compared
public record UpdateStep(
        float[] queryLogits,
        float[] keyLogits,
        float[] kept,
        float[] momentumDecays,
        float[] momentumScales,
        float secondDecay,
        float secondScale,
        float floor,
        float inverseRoot,
        float inverseWeight,
        float[] mix,
        float[] biases,
        float size) {}
