package org.fourierlearner.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Some coordinates of a tensor, as columns: a row is a number of each. For [UpdateKernel].
///
/// Each loop writes one row only: the compiler cannot tell that two rows of an array do not
/// overlap, and would not use vectors.
final class UpdateTile {
    /// Rows of a tile stay within a core's cache.
    static final int COLUMNS = 512;

    /// Squares of three momenta, the alignment with one, and its squares.
    static final int SUMS = UpdateNetwork.MOMENTA + 2;

    private static final int INPUTS = UpdateNetwork.INPUTS;
    private static final int MOMENTA = UpdateNetwork.MOMENTA;

    private final Arithmetic arithmetic;
    private final UpdateNetwork network;
    private final int heads;
    private final int features;
    private final int headDim;

    private final float[] weight = new float[COLUMNS];
    private final float[] gradient = new float[COLUMNS];
    private final float[] state;

    /// The network's inputs, and behind them what attention tells.
    private final float[] inputs;

    private final float[] momenta = new float[MOMENTA * COLUMNS];
    private final float[] roots = new float[COLUMNS];
    private final float[] ratio = new float[COLUMNS];
    private final float[] tokens;
    private final float[] queries;
    private final float[] keys;

    /// Keys, and behind them their squares.
    private final float[] keyTerms;

    private final float[] queryWeights;
    private final float[] keyWeights;
    private final float[] values = new float[COLUMNS];
    private final float[] hidden;
    private final float[] outs = new float[2 * COLUMNS];

    UpdateTile(Arithmetic arithmetic, UpdateNetwork network) {
        this.arithmetic = arithmetic;
        this.network = network;
        heads = network.heads();
        features = network.features();
        headDim = network.headDim();
        state = new float[network.slots() * COLUMNS];
        inputs = new float[(INPUTS + heads) * COLUMNS];
        tokens = new float[(2 * heads * headDim + heads) * COLUMNS];
        queries = new float[heads * features * COLUMNS];
        keys = new float[heads * features * COLUMNS];
        int width = heads * headDim;
        keyTerms = new float[2 * width * COLUMNS];
        queryWeights = new float[heads * features * width];
        keyWeights = new float[2 * heads * features * width];
        weigh(width);
        hidden = new float[network.hidden() * COLUMNS];
    }

    /// What logits are sums of: for queries the directions of their head, for keys half their
    /// squares too.
    private void weigh(int width) {
        for (int row = 0; row < heads * features; row++) {
            for (int d = 0; d < headDim; d++) {
                int column = row / features * headDim + d;
                float omega = network.directions()[row * headDim + d];
                queryWeights[row * width + column] = omega;
                keyWeights[row * 2 * width + column] = omega;
                keyWeights[row * 2 * width + width + column] = (float) (-0.5 / Math.sqrt(headDim));
            }
        }
    }

    /// @param sums of all tiles, `SUMS` each
    void run(
            UpdateStep step,
            int index,
            MemorySegment weights,
            MemorySegment gradients,
            MemorySegment states,
            long coordinates,
            double[] sums) {
        long first = (long) index * COLUMNS;
        int count = (int) Math.min(COLUMNS, coordinates - first);
        int columns = Arithmetic.roundUp(count, arithmetic.panelWidth());
        load(weights, first, count, weight, 0);
        load(gradients, first, count, gradient, 0);
        for (int slot = 0; slot < network.slots(); slot++) {
            load(states, slot * coordinates + first, count, state, slot * COLUMNS);
        }
        observe(step, columns, sums, index * SUMS);
        arithmetic.dense(network.tokens(), 2 * heads * headDim + heads, INPUTS, null, inputs, tokens, COLUMNS, columns);
        bound(tokens, 2 * heads * headDim, columns, UpdateKernel.REACH);
        attend(step, columns);
        arithmetic.dense(
                network.in(), network.hidden(), INPUTS + heads, step.biases(), inputs, hidden, COLUMNS, columns);
        bound(hidden, network.hidden(), columns, 1);
        arithmetic.dense(network.out(), 2, network.hidden(), null, hidden, outs, COLUMNS, columns);
        change(step, columns);
        store(weights, first, count, weight, 0);
        for (int slot = 0; slot < network.slots(); slot++) {
            store(states, slot * coordinates + first, count, state, slot * COLUMNS);
        }
    }

    /// With zeros behind the last number, so that sums need not know how many there are.
    static void load(MemorySegment from, long first, int count, float[] to, int at) {
        MemorySegment.copy(from, JAVA_FLOAT_UNALIGNED, first * Float.BYTES, to, at, count);
        if (count < COLUMNS) {
            Arrays.fill(to, at + count, at + COLUMNS, 0);
        }
    }

    private static void store(MemorySegment to, long first, int count, float[] from, int at) {
        MemorySegment.copy(from, at, to, JAVA_FLOAT_UNALIGNED, first * Float.BYTES, count);
    }

    /// Moments of the gradient, and from them the network's inputs.
    private void observe(UpdateStep step, int columns, double[] sums, int at) {
        float kept = step.secondDecay();
        for (int c = 0; c < columns; c++) {
            state[c] = kept * state[c] + (1 - kept) * gradient[c] * gradient[c];
        }
        float scale = step.secondScale();
        for (int c = 0; c < columns; c++) {
            roots[c] = (float) Math.sqrt(state[c] * scale) + step.floor();
        }
        for (int c = 0; c < columns; c++) {
            ratio[c] = 1 / roots[c];
        }
        int place = (INPUTS - 2) * COLUMNS;
        for (int c = 0; c < columns; c++) {
            inputs[place + c] = roots[c] * step.inverseRoot();
        }
        int last = (INPUTS - 1) * COLUMNS;
        for (int c = 0; c < columns; c++) {
            inputs[last + c] = weight[c] * step.inverseWeight();
        }
        for (int c = 0; c < columns; c++) {
            inputs[c] = clip(gradient[c] * ratio[c]);
        }
        // what lies behind the last coordinate is 0
        sums[at + MOMENTA] = arithmetic.dot(gradient, 0, state, 2 * COLUMNS, columns);
        sums[at + MOMENTA + 1] = arithmetic.dot(state, 2 * COLUMNS, state, 2 * COLUMNS, columns);
        for (int a = 0; a < MOMENTA; a++) {
            float keep = step.momentumDecays()[a];
            float unbiased = step.momentumScales()[a];
            int row = (1 + a) * COLUMNS;
            for (int c = 0; c < columns; c++) {
                state[row + c] = keep * state[row + c] + (1 - keep) * gradient[c];
            }
            int to = a * COLUMNS;
            for (int c = 0; c < columns; c++) {
                momenta[to + c] = clip(state[row + c] * unbiased * ratio[c]);
            }
            System.arraycopy(momenta, to, inputs, row, columns);
            sums[at + a] = arithmetic.dot(momenta, a * COLUMNS, momenta, a * COLUMNS, columns);
        }
        // values take the gradient before it is bounded smoothly
        System.arraycopy(inputs, 0, gradient, 0, columns);
        bound(inputs, INPUTS, columns, 1);
    }

    private static float clip(float x) {
        return Math.max(-UpdateKernel.BOUND, Math.min(UpdateKernel.BOUND, x));
    }

    /// `reach·x/(1 + |x|)`.
    private static void bound(float[] rows, int count, int columns, float reach) {
        for (int row = 0; row < count; row++) {
            for (int c = row * COLUMNS; c < row * COLUMNS + columns; c++) {
                float x = rows[c];
                rows[c] = reach * x / (1 + Math.abs(x));
            }
        }
    }

    private void attend(UpdateStep step, int columns) {
        int width = heads * headDim;
        for (int row = 0; row < width; row++) {
            int from = (width + row) * COLUMNS;
            System.arraycopy(tokens, from, keyTerms, row * COLUMNS, columns);
            int square = (width + row) * COLUMNS;
            for (int c = 0; c < columns; c++) {
                keyTerms[square + c] = tokens[from + c] * tokens[from + c];
            }
        }
        int rows = heads * features;
        arithmetic.dense(queryWeights, rows, width, null, tokens, queries, COLUMNS, columns);
        arithmetic.exponentials(queries, COLUMNS, rows, columns, step.queryLogits());
        arithmetic.dense(keyWeights, rows, 2 * width, null, keyTerms, keys, COLUMNS, columns);
        arithmetic.exponentials(keys, COLUMNS, rows, columns, step.keyLogits());
        for (int head = 0; head < heads; head++) {
            int value = (2 * width + head) * COLUMNS;
            for (int c = 0; c < columns; c++) {
                values[c] = tokens[value + c] + gradient[c];
            }
            int first = head * features;
            arithmetic.remember(
                    state,
                    (1 + MOMENTA + 2 * first) * COLUMNS,
                    step.kept()[head],
                    features,
                    keys,
                    queries,
                    first * COLUMNS,
                    values,
                    inputs,
                    (INPUTS + head) * COLUMNS,
                    COLUMNS,
                    columns);
        }
    }

    private void change(UpdateStep step, int columns) {
        float[] mix = step.mix();
        for (int c = 0; c < columns; c++) {
            outs[c] += mix[0] * momenta[c] + mix[1] * momenta[COLUMNS + c] + mix[2] * momenta[2 * COLUMNS + c];
        }
        for (int head = 0; head < heads; head++) {
            float share = network.remembered()[head];
            int answer = (INPUTS + head) * COLUMNS;
            for (int c = 0; c < columns; c++) {
                outs[c] += share * inputs[answer + c];
            }
        }
        for (int c = 0; c < columns; c++) {
            float e = outs[COLUMNS + c];
            weight[c] -= step.size() * outs[c] * (1 + e / (1 + Math.abs(e)));
        }
    }
}
