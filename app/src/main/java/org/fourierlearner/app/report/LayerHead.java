package org.fourierlearner.app.report;

/// One attention head.
///
/// @param layer index of its layer, from 0
/// @param head its index in the layer, from 0
/// @param frequencies how many frequencies it draws; 0 without a relative positional encoding
/// @param effectiveSampleSize how many equally weighted draws estimate as well, from 0 to `frequencies`
/// @param decay the rate of the factor `exp(−decay·|Δ|)`, per unit of position; 0 if there is none
/// @param selfLogit what a token's logit to itself has beside the encoding; 0 if there is nothing
/// @param encoding its positional encoding
/// @param spectrum the Fourier transform of that encoding
/// @param attention attention rows of an example
public record LayerHead(
        int layer,
        int head,
        int frequencies,
        double effectiveSampleSize,
        double decay,
        double selfLogit,
        Encoding encoding,
        Spectrum spectrum,
        AttentionRows attention) {
    private static final double COLLAPSED_SHARE = 0.1;

    /// {@return whether so few of the draws carry the estimate that it cannot be trusted}
    public boolean collapsed() {
        return frequencies > 0 && !(effectiveSampleSize >= COLLAPSED_SHARE * frequencies);
    }

    String name() {
        return "layer " + layer + ", head " + head;
    }
}
