package org.fourierlearner.rpe;

import org.fourierlearner.tensor.Tensor;

/// The mean of `R aₛ cos(2π ξₛ·z + θₛ)` over the draws of one head, which is `f̂(z)`, and its standard error.
///
/// Draws that are spread evenly over components vary less than the standard error says, never more.
record Estimate(double mean, double standardError) {

    static Estimate of(Frequencies drawn, int head, double[] offset) {
        int count = drawn.count();
        Tensor phased = drawn.phases();
        double[] frequencies = drawn.frequencies().select(0, head).toDoubles();
        double[] amplitudes = drawn.amplitudes().select(0, head).toDoubles();
        double[] phases =
                phased == null ? new double[count] : phased.select(0, head).toDoubles();
        double sum = 0;
        double squares = 0;
        for (int s = 0; s < count; s++) {
            double turns = 0;
            for (int k = 0; k < offset.length; k++) {
                turns += frequencies[s * offset.length + k] * offset[k];
            }
            double draw = count * amplitudes[s] * Math.cos(2 * Math.PI * turns + phases[s]);
            sum += draw;
            squares += draw * draw;
        }
        double mean = sum / count;
        return new Estimate(mean, Math.sqrt(Math.max(0, squares / count - mean * mean) / count));
    }
}
