package org.fourierlearner.app.report;

/// One attention head of a model of images.
///
/// @param layer index of its layer, from 0
/// @param head its index in the layer, from 0
/// @param effectiveSampleSize how many equally weighted draws estimate as well, from 0 to their number
/// @param encoding its positional encoding
/// @param spectrum the Fourier transform of that encoding
/// @param totalVariation half the absolute difference of a row of attention and the exact one, averaged
///     over rows; 0 to 1
/// @param attention what one patch gives to each, `[rows, columns]`
@SuppressWarnings("ArrayRecordComponent")
public record PlaneHead(
        int layer,
        int head,
        double effectiveSampleSize,
        PlaneEncoding encoding,
        PlaneSpectrum spectrum,
        double totalVariation,
        double[][] attention) {

    String name() {
        return "layer " + layer + ", head " + head;
    }
}
