package org.fourierlearner.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/// The Vector API, at the width that the machine prefers.
///
/// Functions of vectors are written out in loops: the compiler may leave them as
/// calls, which put vectors into objects.
final class VectorColumns implements ColumnArithmetic {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int WIDTH = 2 * LANES;

    private final float[] lanes = new float[LANES];

    /// Logits of queries and keys, then their exponentials.
    private float[] terms = new float[0];

    private float[] zeros = new float[0];

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public void dense(
            float[] weights,
            int from,
            int to,
            int ins,
            float @Nullable [] biases,
            float least,
            float most,
            float[] x,
            float[] y,
            int stride,
            int columns) {
        boolean bounded = least > Float.NEGATIVE_INFINITY || most < Float.POSITIVE_INFINITY;
        for (int column = 0; column < columns; column += WIDTH) {
            int out = from;
            for (; out + 4 <= to; out += 4) {
                DenseKernel.rows4(weights, out, ins, biases, bounded, least, most, x, y, stride, column);
            }
            for (; out + 2 <= to; out += 2) {
                DenseKernel.rows2(weights, out, ins, biases, bounded, least, most, x, y, stride, column);
            }
            for (; out < to; out++) {
                DenseKernel.rows1(weights, out, ins, biases, bounded, least, most, x, y, stride, column);
            }
        }
    }

    @Override
    public void normalize(
            UpdateStep step, float[] seconds, float[] gradient, float[] roots, float[] ratios, int columns) {
        float kept = step.secondDecay();
        for (int c = 0; c < columns; c += LANES) {
            FloatVector g = FloatVector.fromArray(SPECIES, gradient, c);
            FloatVector second = g.mul(1 - kept)
                    .fma(g, FloatVector.fromArray(SPECIES, seconds, c).mul(kept));
            second.intoArray(seconds, c);
            FloatVector root = second.mul(step.secondScale()).sqrt().add(step.floor());
            root.intoArray(roots, c);
            FloatVector ratio = g.div(root);
            ratio.blend(UpdateKernel.BOUND, ratio.compare(VectorOperators.GT, UpdateKernel.BOUND))
                    .blend(-UpdateKernel.BOUND, ratio.compare(VectorOperators.LT, -UpdateKernel.BOUND))
                    .intoArray(ratios, c);
        }
    }

    @Override
    public void squash(float[] x, float factor, float[] y, int to, int columns) {
        for (int c = 0; c < columns; c += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, c).mul(factor);
            v.div(v.abs().add(1)).intoArray(y, to + c);
        }
    }

    @Override
    public void attend(
            UpdateMemory.Attention attention,
            UpdateStep.Time time,
            int head,
            float[] tokens,
            float[] state,
            float[] inputs,
            int stride,
            int columns) {
        int features = attention.features();
        if (terms.length < 2 * features * WIDTH) {
            terms = new float[2 * features * WIDTH];
            zeros = new float[Math.max(LANES, 4 * features)];
        }
        if (attention.queriesCancel()) {
            attendByKeys(attention, time, head, tokens, state, inputs, stride, columns);
            return;
        }
        float kept = time.kept()[head];
        float halfScale = attention.halfScale();
        int sums = attention.sumRow(head * features) * stride;
        int value = attention.valueRow(head) * stride;
        int answer = (UpdateNetwork.INPUTS + head) * stride;
        // two vectors at once, because an exponential waits for itself
        for (int column = 0; column < columns; column += WIDTH) {
            logits(attention, time, head, halfScale, tokens, stride, column, 0);
            logits(attention, time, head, halfScale, tokens, stride, column + LANES, LANES);
            Exponential.replace(terms, 0, LANES, 4 * features, zeros, zeros, 0, null);
            for (int c = 0; c < WIDTH; c += LANES) {
                int at = sums + column + c;
                FloatVector v = FloatVector.fromArray(SPECIES, tokens, value + column + c)
                        .add(FloatVector.fromArray(SPECIES, inputs, column + c));
                FloatVector numerator = FloatVector.zero(SPECIES);
                FloatVector denominator = FloatVector.zero(SPECIES);
                for (int m = 0; m < features; m++) {
                    FloatVector query = FloatVector.fromArray(SPECIES, terms, 2 * m * WIDTH + c);
                    FloatVector key = FloatVector.fromArray(SPECIES, terms, (2 * m + 1) * WIDTH + c);
                    FloatVector s =
                            key.fma(v, FloatVector.fromArray(SPECIES, state, at).mul(kept));
                    FloatVector z = FloatVector.fromArray(SPECIES, state, at + stride)
                            .mul(kept)
                            .add(key);
                    s.intoArray(state, at);
                    z.intoArray(state, at + stride);
                    numerator = query.fma(s, numerator);
                    denominator = query.fma(z, denominator);
                    at += 2 * stride;
                }
                numerator.div(denominator).intoArray(inputs, answer + column + c);
            }
        }
    }

    /// One feature, whose `Q` is in both sums and cancels.
    private void attendByKeys(
            UpdateMemory.Attention attention,
            UpdateStep.Time time,
            int head,
            float[] tokens,
            float[] state,
            float[] inputs,
            int stride,
            int columns) {
        int dim = attention.headDim();
        float kept = time.kept()[head];
        float halfScale = attention.halfScale();
        int sums = attention.sumRow(head) * stride;
        int keys = attention.keyRow(head) * stride;
        int value = attention.valueRow(head) * stride;
        int answer = (UpdateNetwork.INPUTS + head) * stride;
        for (int column = 0; column < columns; column += WIDTH) {
            for (int c = 0; c < WIDTH; c += LANES) {
                FloatVector key = FloatVector.broadcast(SPECIES, time.keyLogits()[head]);
                for (int d = 0; d < dim; d++) {
                    FloatVector k = FloatVector.fromArray(SPECIES, tokens, keys + d * stride + column + c);
                    key = k.mul(-halfScale)
                            .add(attention.directions()[head * dim + d])
                            .fma(k, key);
                }
                key.intoArray(terms, c);
            }
            Exponential.replace(terms, 0, LANES, 2, zeros, zeros, 0, null);
            for (int c = 0; c < WIDTH; c += LANES) {
                int at = sums + column + c;
                FloatVector key = FloatVector.fromArray(SPECIES, terms, c);
                FloatVector v = FloatVector.fromArray(SPECIES, tokens, value + column + c)
                        .add(FloatVector.fromArray(SPECIES, inputs, column + c));
                FloatVector s =
                        key.fma(v, FloatVector.fromArray(SPECIES, state, at).mul(kept));
                FloatVector z = FloatVector.fromArray(SPECIES, state, at + stride)
                        .mul(kept)
                        .add(key);
                s.intoArray(state, at);
                z.intoArray(state, at + stride);
                s.div(z).intoArray(inputs, answer + column + c);
            }
        }
    }

    /// Those of a query and of a key in turn, for each feature of a head.
    private void logits(
            UpdateMemory.Attention attention,
            UpdateStep.Time time,
            int head,
            float halfScale,
            float[] tokens,
            int stride,
            int column,
            int to) {
        int features = attention.features();
        int dim = attention.headDim();
        int queries = attention.queryRow(head) * stride + column;
        int keys = attention.keyRow(head) * stride + column;
        FloatVector halfSquare = FloatVector.zero(SPECIES);
        for (int d = 0; d < dim; d++) {
            FloatVector k = FloatVector.fromArray(SPECIES, tokens, keys + d * stride);
            halfSquare = k.mul(-halfScale).fma(k, halfSquare);
        }
        for (int m = 0; m < features; m++) {
            int feature = head * features + m;
            FloatVector query = FloatVector.broadcast(SPECIES, time.queryLogits()[feature]);
            FloatVector key = halfSquare.add(time.keyLogits()[feature]);
            for (int d = 0; d < dim; d++) {
                FloatVector omega = FloatVector.broadcast(SPECIES, attention.directions()[feature * dim + d]);
                query = omega.fma(FloatVector.fromArray(SPECIES, tokens, queries + d * stride), query);
                key = omega.fma(FloatVector.fromArray(SPECIES, tokens, keys + d * stride), key);
            }
            query.intoArray(terms, 2 * m * WIDTH + to);
            key.intoArray(terms, (2 * m + 1) * WIDTH + to);
        }
    }

    @Override
    public void change(UpdateStep step, float[] outs, float[] inputs, float[] weight, int stride, int columns) {
        float[] mix = step.mix();
        for (int c = 0; c < columns; c += LANES) {
            FloatVector direction =
                    FloatVector.fromArray(SPECIES, inputs, c).mul(mix[0]).add(FloatVector.fromArray(SPECIES, outs, c));
            for (int told = 1; told < mix.length; told++) {
                int row = (UpdateNetwork.INPUTS - 1 + told) * stride;
                direction = FloatVector.broadcast(SPECIES, mix[told])
                        .fma(FloatVector.fromArray(SPECIES, inputs, row + c), direction);
            }
            FloatVector e = FloatVector.fromArray(SPECIES, outs, stride + c);
            FloatVector share = e.div(e.abs().add(1)).add(1);
            FloatVector.fromArray(SPECIES, weight, c)
                    .sub(direction.mul(share).mul(step.size()))
                    .intoArray(weight, c);
        }
    }

    @Override
    public double dot(float[] a, int atA, float[] b, int atB, int columns) {
        FloatVector left = FloatVector.zero(SPECIES);
        FloatVector right = FloatVector.zero(SPECIES);
        for (int column = 0; column < columns; column += WIDTH) {
            left = FloatVector.fromArray(SPECIES, a, atA + column)
                    .fma(FloatVector.fromArray(SPECIES, b, atB + column), left);
            right = FloatVector.fromArray(SPECIES, a, atA + column + LANES)
                    .fma(FloatVector.fromArray(SPECIES, b, atB + column + LANES), right);
        }
        return sum(left.add(right));
    }

    /// Not by `reduceLanes`, whose order is not the same before and after compilation.
    private double sum(FloatVector vector) {
        vector.intoArray(lanes, 0);
        double sum = 0;
        for (float lane : lanes) {
            sum += lane;
        }
        return sum;
    }
}
