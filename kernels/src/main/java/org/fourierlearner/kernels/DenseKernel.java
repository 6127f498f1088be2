package org.fourierlearner.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/// The inner loops of small dense layers over many columns: some outputs of two vectors of columns, in registers.
///
/// Accumulators are named one by one, because the compiler keeps no arrays of vectors in registers.
final class DenseKernel {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private DenseKernel() {}

    /// Four outputs.
    ///
    /// @param weights `[outs, ins]`
    /// @param out the first output
    /// @param biases one for each output, or none
    /// @param bounded whether there are bounds
    /// @param least lower outputs become this
    /// @param most higher ones this
    /// @param x `[ins, stride]`
    /// @param y `[outs, stride]`, changed
    /// @param column the first column
    static void rows4(
            float[] weights,
            int out,
            int ins,
            float @Nullable [] biases,
            boolean bounded,
            float least,
            float most,
            float[] x,
            float[] y,
            int stride,
            int column) {
        FloatVector left0 = FloatVector.broadcast(SPECIES, biases == null ? 0 : biases[out]);
        FloatVector left1 = FloatVector.broadcast(SPECIES, biases == null ? 0 : biases[out + 1]);
        FloatVector left2 = FloatVector.broadcast(SPECIES, biases == null ? 0 : biases[out + 2]);
        FloatVector left3 = FloatVector.broadcast(SPECIES, biases == null ? 0 : biases[out + 3]);
        FloatVector right0 = left0;
        FloatVector right1 = left1;
        FloatVector right2 = left2;
        FloatVector right3 = left3;
        int weight = out * ins;
        for (int in = 0; in < ins; in++) {
            FloatVector left = FloatVector.fromArray(SPECIES, x, in * stride + column);
            FloatVector right = FloatVector.fromArray(SPECIES, x, in * stride + column + LANES);
            FloatVector w0 = FloatVector.broadcast(SPECIES, weights[weight + in]);
            left0 = w0.fma(left, left0);
            right0 = w0.fma(right, right0);
            FloatVector w1 = FloatVector.broadcast(SPECIES, weights[weight + ins + in]);
            left1 = w1.fma(left, left1);
            right1 = w1.fma(right, right1);
            FloatVector w2 = FloatVector.broadcast(SPECIES, weights[weight + 2 * ins + in]);
            left2 = w2.fma(left, left2);
            right2 = w2.fma(right, right2);
            FloatVector w3 = FloatVector.broadcast(SPECIES, weights[weight + 3 * ins + in]);
            left3 = w3.fma(left, left3);
            right3 = w3.fma(right, right3);
        }
        if (bounded) {
            left0 = left0.blend(least, left0.compare(VectorOperators.LT, least))
                    .blend(most, left0.compare(VectorOperators.GT, most));
            right0 = right0.blend(least, right0.compare(VectorOperators.LT, least))
                    .blend(most, right0.compare(VectorOperators.GT, most));
            left1 = left1.blend(least, left1.compare(VectorOperators.LT, least))
                    .blend(most, left1.compare(VectorOperators.GT, most));
            right1 = right1.blend(least, right1.compare(VectorOperators.LT, least))
                    .blend(most, right1.compare(VectorOperators.GT, most));
            left2 = left2.blend(least, left2.compare(VectorOperators.LT, least))
                    .blend(most, left2.compare(VectorOperators.GT, most));
            right2 = right2.blend(least, right2.compare(VectorOperators.LT, least))
                    .blend(most, right2.compare(VectorOperators.GT, most));
            left3 = left3.blend(least, left3.compare(VectorOperators.LT, least))
                    .blend(most, left3.compare(VectorOperators.GT, most));
            right3 = right3.blend(least, right3.compare(VectorOperators.LT, least))
                    .blend(most, right3.compare(VectorOperators.GT, most));
        }
        int at = out * stride + column;
        left0.intoArray(y, at);
        right0.intoArray(y, at + LANES);
        left1.intoArray(y, at + stride);
        right1.intoArray(y, at + stride + LANES);
        left2.intoArray(y, at + 2 * stride);
        right2.intoArray(y, at + 2 * stride + LANES);
        left3.intoArray(y, at + 3 * stride);
        right3.intoArray(y, at + 3 * stride + LANES);
    }

    /// Two outputs; see [#rows4].
    static void rows2(
            float[] weights,
            int out,
            int ins,
            float @Nullable [] biases,
            boolean bounded,
            float least,
            float most,
            float[] x,
            float[] y,
            int stride,
            int column) {
        FloatVector left0 = FloatVector.broadcast(SPECIES, biases == null ? 0 : biases[out]);
        FloatVector left1 = FloatVector.broadcast(SPECIES, biases == null ? 0 : biases[out + 1]);
        FloatVector right0 = left0;
        FloatVector right1 = left1;
        int weight = out * ins;
        for (int in = 0; in < ins; in++) {
            FloatVector left = FloatVector.fromArray(SPECIES, x, in * stride + column);
            FloatVector right = FloatVector.fromArray(SPECIES, x, in * stride + column + LANES);
            FloatVector w0 = FloatVector.broadcast(SPECIES, weights[weight + in]);
            left0 = w0.fma(left, left0);
            right0 = w0.fma(right, right0);
            FloatVector w1 = FloatVector.broadcast(SPECIES, weights[weight + ins + in]);
            left1 = w1.fma(left, left1);
            right1 = w1.fma(right, right1);
        }
        if (bounded) {
            left0 = left0.blend(least, left0.compare(VectorOperators.LT, least))
                    .blend(most, left0.compare(VectorOperators.GT, most));
            right0 = right0.blend(least, right0.compare(VectorOperators.LT, least))
                    .blend(most, right0.compare(VectorOperators.GT, most));
            left1 = left1.blend(least, left1.compare(VectorOperators.LT, least))
                    .blend(most, left1.compare(VectorOperators.GT, most));
            right1 = right1.blend(least, right1.compare(VectorOperators.LT, least))
                    .blend(most, right1.compare(VectorOperators.GT, most));
        }
        int at = out * stride + column;
        left0.intoArray(y, at);
        right0.intoArray(y, at + LANES);
        left1.intoArray(y, at + stride);
        right1.intoArray(y, at + stride + LANES);
    }

    /// One output; see [#rows4].
    static void rows1(
            float[] weights,
            int out,
            int ins,
            float @Nullable [] biases,
            boolean bounded,
            float least,
            float most,
            float[] x,
            float[] y,
            int stride,
            int column) {
        FloatVector left = FloatVector.broadcast(SPECIES, biases == null ? 0 : biases[out]);
        FloatVector right = left;
        for (int in = 0; in < ins; in++) {
            FloatVector w = FloatVector.broadcast(SPECIES, weights[out * ins + in]);
            left = w.fma(FloatVector.fromArray(SPECIES, x, in * stride + column), left);
            right = w.fma(FloatVector.fromArray(SPECIES, x, in * stride + column + LANES), right);
        }
        if (bounded) {
            left = left.blend(least, left.compare(VectorOperators.LT, least))
                    .blend(most, left.compare(VectorOperators.GT, most));
            right = right.blend(least, right.compare(VectorOperators.LT, least))
                    .blend(most, right.compare(VectorOperators.GT, most));
        }
        left.intoArray(y, out * stride + column);
        right.intoArray(y, out * stride + column + LANES);
    }
}
