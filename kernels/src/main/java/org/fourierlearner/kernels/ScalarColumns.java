package org.fourierlearner.kernels;

import org.jspecify.annotations.Nullable;

/// Plain loops, for a JVM without the module `jdk.incubator.vector`.
final class ScalarColumns implements ColumnArithmetic {
    private static final int WIDTH = 8;

    @Override
    public int width() {
        return WIDTH;
    }

    private static float squash(float x) {
        return x / (1 + Math.abs(x));
    }

    private static float clip(float x) {
        return Math.clamp(x, -UpdateKernel.BOUND, UpdateKernel.BOUND);
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
        for (int out = from; out < to; out++) {
            for (int column = 0; column < columns; column++) {
                float sum = biases == null ? 0 : biases[out];
                for (int in = 0; in < ins; in++) {
                    sum += weights[out * ins + in] * x[in * stride + column];
                }
                y[out * stride + column] = Math.clamp(sum, least, most);
            }
        }
    }

    @Override
    public void normalize(
            UpdateStep step, float[] seconds, float[] gradient, float[] roots, float[] ratios, int columns) {
        float kept = step.secondDecay();
        for (int c = 0; c < columns; c++) {
            seconds[c] = kept * seconds[c] + (1 - kept) * gradient[c] * gradient[c];
            roots[c] = (float) Math.sqrt(seconds[c] * step.secondScale()) + step.floor();
            ratios[c] = clip(gradient[c] / roots[c]);
        }
    }

    @Override
    public void squash(float[] x, float factor, float[] y, int to, int columns) {
        for (int c = 0; c < columns; c++) {
            y[to + c] = squash(factor * x[c]);
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
        int first = head * attention.features();
        float kept = time.kept()[head];
        float halfScale = attention.halfScale();
        for (int c = 0; c < columns; c++) {
            float value = tokens[attention.valueRow(head) * stride + c] + inputs[c];
            float numerator = 0;
            float denominator = 0;
            for (int m = first; m < first + attention.features(); m++) {
                float query = time.queryLogits()[m];
                float key = time.keyLogits()[m];
                for (int d = 0; d < attention.headDim(); d++) {
                    float omega = attention.directions()[m * attention.headDim() + d];
                    float k = tokens[(attention.keyRow(head) + d) * stride + c];
                    query += omega * tokens[(attention.queryRow(head) + d) * stride + c];
                    key += (omega - halfScale * k) * k;
                }
                query = (float) Math.exp(query);
                key = (float) Math.exp(key);
                int sum = attention.sumRow(m) * stride + c;
                state[sum] = kept * state[sum] + key * value;
                state[sum + stride] = kept * state[sum + stride] + key;
                numerator += query * state[sum];
                denominator += query * state[sum + stride];
            }
            inputs[(UpdateNetwork.INPUTS + head) * stride + c] = numerator / denominator;
        }
    }

    @Override
    public void change(UpdateStep step, float[] outs, float[] inputs, float[] weight, int stride, int columns) {
        for (int c = 0; c < columns; c++) {
            float direction = outs[c];
            direction += step.mix()[0] * inputs[c];
            for (int told = 1; told < step.mix().length; told++) {
                direction += step.mix()[told] * inputs[(UpdateNetwork.INPUTS - 1 + told) * stride + c];
            }
            weight[c] -= step.size() * direction * (1 + squash(outs[stride + c]));
        }
    }

    @Override
    public double dot(float[] a, int atA, float[] b, int atB, int columns) {
        double sum = 0;
        for (int column = 0; column < columns; column++) {
            sum += a[atA + column] * b[atB + column];
        }
        return sum;
    }
}
