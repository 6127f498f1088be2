package org.fourierlearner.optimizer;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.fourierlearner.kernels.UpdateKernel;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// What a learned optimizer knows of a weight as a whole, and tells its network for tensors.
///
/// Nothing of what it tells changes when gradients are scaled.
final class TensorSummary implements AutoCloseable {
    /// Where features tell of the weights' root mean square.
    static final int WEIGHT = 3;

    /// Which is the level of the size of steps, and what it is multiplied by.
    static final int LEVEL_FEATURE = 8;

    static final double LEVEL_SCALE = 0.25;

    /// Which is the logarithm of the share of steps that is left, of which a little always is.
    static final int LEFT = 9;

    /// Those before what the memory tells.
    private static final int FEATURES = 10;

    private static final int MEAN_SQUARE = 0;
    private static final int LEVEL = 1;
    private static final int ALIGNMENT = 2;
    private static final int TOLD = 3;

    private static final double WEIGHT_SCALE = 1.0 / 3;
    private static final double LEAST_FEATURE = -3;
    private static final double MOST_FEATURE = 1;
    private static final double TINY = 1e-9;

    private static final double ALIGNMENT_DECAY = 0.9;
    private static final double LEAST_LEFT = 0.01;

    /// One over it, and [UpdateRule#FLOOR] times it, are normal numbers of single precision.
    private static final double LEAST_ROOT = 1e-30;

    /// Weights that are 0 still move.
    static final double LEAST_WEIGHT = 0.05;

    private final Tensor numbers;
    private final int width;
    private final long coordinates;
    private final boolean matrix;

    /// What a step begins with.
    ///
    /// @param root the root mean square of gradients so far
    /// @param weight that of the weights
    /// @param features for the network
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Beginning(double root, double weight, double[] features) {

        /// {@return whether gradients are too small for single precision to divide by, or were never there}
        boolean hasVanished() {
            return root < LEAST_ROOT;
        }
    }

    /// Begins.
    ///
    /// @param weight to be trained
    /// @param width the numbers that the memory tells of a coordinate
    TensorSummary(Tensor weight, int width) {
        this.width = width;
        try (var _ = Scope.withoutGradients()) {
            numbers = Tensor.zeros(ElementType.FLOAT64, TOLD + width).keep();
        }
        coordinates = weight.shape().size();
        matrix = weight.shape().rank() > 1;
    }

    /// {@return how many numbers the network sees}
    ///
    /// @param width the numbers that the memory tells of a coordinate
    static int features(int width) {
        return FEATURES + width;
    }

    /// {@return what is remembered; shared}
    Tensor numbers() {
        return numbers;
    }

    double level() {
        return get()[LEVEL];
    }

    private double[] get() {
        return numbers.memory().toArray(ValueLayout.JAVA_DOUBLE);
    }

    private void set(double[] values) {
        MemorySegment.copy(values, 0, numbers.memory(), ValueLayout.JAVA_DOUBLE, 0, values.length);
    }

    /// {@return what the network sees of the weights' root mean square}
    static Tensor weightFeature(Tensor root) {
        Tensor logarithm = root.add(TINY).log().multiply(WEIGHT_SCALE);
        return logarithm
                .maximum(Tensor.full(LEAST_FEATURE, 1))
                .negate()
                .maximum(Tensor.full(-MOST_FEATURE, 1))
                .negate();
    }

    /// Takes in a gradient.
    ///
    /// @param gradientSquares the sum of its squares
    /// @param weightSquares that of the weights
    /// @param step from 1
    /// @param horizon the number of steps
    Beginning begin(double gradientSquares, double weightSquares, long step, long horizon) {
        double[] n = get();
        double square = gradientSquares / (double) coordinates;
        double decay = UpdateRule.SECOND_DECAY;
        n[MEAN_SQUARE] = decay * n[MEAN_SQUARE] + (1 - decay) * square;
        set(n);
        double root = Math.sqrt(n[MEAN_SQUARE] * UpdateRule.unbiased(decay, step));
        double weight = Math.sqrt(weightSquares / (double) coordinates);
        double done = Math.min(1, (double) (step - 1) / (double) horizon);
        double[] f = new double[features(width)];
        f[0] = done;
        f[1] = Math.log((double) step) / 6;
        f[2] = Math.log((double) horizon) / 6;
        f[WEIGHT] = Math.clamp(Math.log(weight + TINY) * WEIGHT_SCALE, LEAST_FEATURE, MOST_FEATURE);
        f[4] = Math.log((double) coordinates) / 10;
        f[5] = matrix ? 1 : 0;
        f[6] = n[ALIGNMENT];
        f[7] = root > 0 ? Math.clamp(Math.log(Math.sqrt(square) / root + TINY) / 2, -1, 1) : 0;
        f[LEVEL_FEATURE] = n[LEVEL] * LEVEL_SCALE;
        f[LEFT] = Math.log(1 + LEAST_LEFT - done);
        for (int told = 0; told < width; told++) {
            f[FEATURES + told] = Math.sqrt(n[TOLD + told]);
        }
        return new Beginning(root, weight, f);
    }

    /// Takes in what came of a step.
    ///
    /// @param sums over the coordinates
    /// @param level of the size of steps from now on
    void end(UpdateKernel.Sums sums, double level) {
        double[] n = get();
        n[LEVEL] = level;
        for (int told = 0; told < width; told++) {
            n[TOLD + told] = sums.toldSquares()[told] / (double) coordinates;
        }
        double lengths = Math.sqrt(sums.before()) * Math.sqrt(sums.ratioSquares());
        double cosine = lengths > 0 ? Math.clamp(sums.alignment() / lengths, -1, 1) : 0;
        n[ALIGNMENT] = ALIGNMENT_DECAY * n[ALIGNMENT] + (1 - ALIGNMENT_DECAY) * cosine;
        set(n);
    }

    @Override
    public void close() {
        numbers.close();
    }
}
