package org.fourierlearner.optimizer;

import org.fourierlearner.kernels.UpdateNetwork;

/// The network of an [UpdateRule] for tensors, in plain numbers: too small for tensor operations.
///
/// @param in weights of the hidden layer
/// @param inBias its biases
/// @param out weights after it
/// @param outBias their biases
/// @param skip weights past it
@SuppressWarnings("ArrayRecordComponent") // never compared
record TensorNetwork(float[] in, float[] inBias, float[] out, float[] outBias, float[] skip) {

    // what it tells, in order: the size's logarithm, how the level changes, what momenta count, and
    // biases of the hidden layer for coordinates
    static final int SIZE = 0;
    static final int LEVEL_CHANGE = 1;
    static final int MIX = 2;
    static final int BIASES = MIX + UpdateNetwork.MOMENTA;

    /// The size of steps changes by the exponential of this at most, up or down, in all.
    static final double LEVEL_BOUND = 6;

    /// A level changes by less than this in a step: over hundreds of steps changes add up, and a little more or less of
    /// what is told must not decide between standing still and diverging.
    static final double LEVEL_STEP = 0.01;

    double[] tell(double[] features) {
        double[] hidden = new double[inBias.length];
        for (int h = 0; h < hidden.length; h++) {
            hidden[h] = UpdateRule.squash(inBias[h] + product(in, h, features));
        }
        double[] told = new double[outBias.length];
        for (int o = 0; o < told.length; o++) {
            told[o] = outBias[o] + product(out, o, hidden) + (o < BIASES ? product(skip, o, features) : 0);
        }
        return told;
    }

    private static double product(float[] weights, int row, double[] x) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += weights[row * x.length + k] * x[k];
        }
        return sum;
    }

    static double nextLevel(double level, double[] told) {
        double next = level + LEVEL_STEP * UpdateRule.squash(told[LEVEL_CHANGE]);
        return Math.clamp(next, -LEVEL_BOUND, LEVEL_BOUND);
    }

    static float[] mix(double[] told) {
        return floats(told, MIX, BIASES);
    }

    static float[] biases(double[] told) {
        return floats(told, BIASES, told.length);
    }

    private static float[] floats(double[] numbers, int from, int to) {
        float[] floats = new float[to - from];
        for (int k = 0; k < floats.length; k++) {
            floats[k] = (float) numbers[from + k];
        }
        return floats;
    }
}
