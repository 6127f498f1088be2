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
            UpdateStep step,
            float[] seconds,
            float[] gradient,
            float[] roots,
            float[] inverses,
            float[] ratios,
            int columns) {
        float kept = step.secondDecay();
        for (int c = 0; c < columns; c++) {
            seconds[c] = kept * seconds[c] + (1 - kept) * gradient[c] * gradient[c];
            roots[c] = (float) Math.sqrt(seconds[c] * step.secondScale()) + step.floor();
            inverses[c] = 1 / roots[c];
            ratios[c] = clip(gradient[c] * inverses[c]);
        }
    }

    @Override
    public double accumulate(
            float kept,
            float scale,
            float[] momenta,
            int at,
            float[] gradient,
            float[] inverses,
            float[] clipped,
            int to,
            int columns) {
        double squares = 0;
        for (int c = 0; c < columns; c++) {
            momenta[at + c] = kept * momenta[at + c] + (1 - kept) * gradient[c];
            float ratio = clip(momenta[at + c] * scale * inverses[c]);
            clipped[to + c] = ratio;
            squares += ratio * ratio;
        }
        return squares;
    }

    @Override
    public void squash(float[] x, float factor, float[] y, int to, int columns) {
        for (int c = 0; c < columns; c++) {
            y[to + c] = squash(factor * x[c]);
        }
    }

    @Override
    public void attend(
            UpdateNetwork network,
            UpdateStep step,
            int head,
            float[] tokens,
            float[] state,
            float[] inputs,
            int stride,
            int columns) {
        int first = head * network.features();
        float kept = step.kept()[head];
        float halfScale = network.halfScale();
        for (int c = 0; c < columns; c++) {
            float value = tokens[network.valueRow(head) * stride + c] + inputs[c];
            float numerator = 0;
            float denominator = 0;
            for (int m = first; m < first + network.features(); m++) {
                float query = step.queryLogits()[m];
                float key = step.keyLogits()[m];
                for (int d = 0; d < network.headDim(); d++) {
                    float omega = network.directions()[m * network.headDim() + d];
                    float k = tokens[(network.keyRow(head) + d) * stride + c];
                    query += omega * tokens[(network.queryRow(head) + d) * stride + c];
                    key += (omega - halfScale * k) * k;
                }
                query = (float) Math.exp(query);
                key = (float) Math.exp(key);
                int sum = network.sumRow(m) * stride + c;
                state[sum] = kept * state[sum] + key * value;
                state[sum + stride] = kept * state[sum + stride] + key;
                numerator += query * state[sum];
                denominator += query * state[sum + stride];
            }
            inputs[network.answerRow(head) * stride + c] = numerator / denominator;
        }
    }

    @Override
    public void change(
            UpdateNetwork network,
            UpdateStep step,
            float[] outs,
            float[] inputs,
            float[] weight,
            int stride,
            int columns) {
        for (int c = 0; c < columns; c++) {
            float direction = outs[c];
            for (int a = 0; a < UpdateNetwork.MOMENTA; a++) {
                direction += step.mix()[a] * inputs[(1 + a) * stride + c];
            }
            for (int head = 0; head < network.heads(); head++) {
                direction += network.remembered()[head] * inputs[network.answerRow(head) * stride + c];
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
