package org.fourierlearner.optimizer;

/// The network of an [UpdateRule] for tensors, in plain numbers: too small for tensor operations.
///
/// @param in weights of the hidden layer
/// @param inBias its biases
/// @param out weights after it
/// @param outBias their biases
/// @param skip weights past it, of all that it tells but biases
@SuppressWarnings("ArrayRecordComponent") // never compared
record TensorNetwork(float[] in, float[] inBias, float[] out, float[] outBias, float[] skip) {

    // what it tells, in order: the size's logarithm, how the level changes, what the gradient and what the memory tells
    // count, and biases of the hidden layer for coordinates
    static final int SIZE = 0;
    static final int LEVEL_CHANGE = 1;
    static final int MIX = 2;

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
        int skipped = firstBias();
        for (int o = 0; o < told.length; o++) {
            told[o] = outBias[o] + product(out, o, hidden) + (o < skipped ? product(skip, o, features) : 0);
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

    /// {@return how much the gradient and what the memory tells count}
    float[] mix(double[] told) {
        return some(told, MIX, firstBias());
    }

    /// {@return those of the hidden layer for coordinates}
    float[] biases(double[] told) {
        return some(told, firstBias(), told.length);
    }

    private int firstBias() {
        return skip.length * inBias.length / in.length;
    }

    private static float[] some(double[] told, int from, int to) {
        float[] floats = new float[to - from];
        for (int k = 0; k < floats.length; k++) {
            floats[k] = (float) told[from + k];
        }
        return floats;
    }
}
