package org.fourierlearner.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Some coordinates of a tensor, as columns: a row is a number of each. For [UpdateKernel].
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
    private final float[] ratio = new float[COLUMNS];
    private final float[] tokens;
    private final float[] queries;
    private final float[] keys;
    private final float[] halfSquares = new float[COLUMNS];
    private final float[] noNumbers = new float[COLUMNS];
    private final float[] denominators = new float[COLUMNS];
    private final float[] hidden;
    private final float[] outs = new float[2 * COLUMNS];
    private final float[] rowLogits;

    UpdateTile(Arithmetic arithmetic, UpdateNetwork network) {
        this.arithmetic = arithmetic;
        this.network = network;
        heads = network.heads();
        features = network.features();
        headDim = network.headDim();
        state = new float[network.slots() * COLUMNS];
        inputs = new float[(INPUTS + heads) * COLUMNS];
        tokens = new float[(2 * heads * headDim + heads) * COLUMNS];
        queries = new float[features * COLUMNS];
        keys = new float[features * COLUMNS];
        hidden = new float[network.hidden() * COLUMNS];
        rowLogits = new float[features];
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
        observe(step, columns, count, sums, index * SUMS);
        arithmetic.dense(
                network.tokens(), 2 * heads * headDim + heads, INPUTS, null, inputs, tokens, 0, COLUMNS, columns);
        bound(tokens, 2 * heads * headDim, columns, UpdateKernel.REACH);
        for (int head = 0; head < heads; head++) {
            attend(step, head, columns);
        }
        arithmetic.dense(
                network.in(), network.hidden(), INPUTS + heads, step.biases(), inputs, hidden, 0, COLUMNS, columns);
        bound(hidden, network.hidden(), columns, 1);
        arithmetic.dense(network.out(), 2, network.hidden(), null, hidden, outs, 0, COLUMNS, columns);
        change(step, columns);
        store(weights, first, count, weight, 0);
        for (int slot = 0; slot < network.slots(); slot++) {
            store(states, slot * coordinates + first, count, state, slot * COLUMNS);
        }
    }

    private static void load(MemorySegment from, long first, int count, float[] to, int at) {
        MemorySegment.copy(from, JAVA_FLOAT_UNALIGNED, first * Float.BYTES, to, at, count);
        if (count < COLUMNS) {
            Arrays.fill(to, at + count, at + COLUMNS, 0);
        }
    }

    private static void store(MemorySegment to, long first, int count, float[] from, int at) {
        MemorySegment.copy(from, at, to, JAVA_FLOAT_UNALIGNED, first * Float.BYTES, count);
    }

    /// Moments of the gradient, and from them the network's inputs.
    private void observe(UpdateStep step, int columns, int count, double[] sums, int at) {
        float kept = step.secondDecay();
        for (int c = 0; c < columns; c++) {
            float g = gradient[c];
            float second = kept * state[c] + (1 - kept) * g * g;
            state[c] = second;
            float root = (float) Math.sqrt(second * step.secondScale()) + step.floor();
            ratio[c] = 1 / root;
            inputs[(INPUTS - 2) * COLUMNS + c] = root * step.inverseRoot();
            inputs[(INPUTS - 1) * COLUMNS + c] = weight[c] * step.inverseWeight();
        }
        for (int c = 0; c < columns; c++) {
            inputs[c] = clip(gradient[c] * ratio[c]);
        }
        double alignment = 0;
        double before = 0;
        for (int c = 0; c < count; c++) {
            float momentum = state[2 * COLUMNS + c];
            alignment += gradient[c] * momentum;
            before += momentum * momentum;
        }
        sums[at + MOMENTA] = alignment;
        sums[at + MOMENTA + 1] = before;
        for (int a = 0; a < MOMENTA; a++) {
            float keep = step.momentumDecays()[a];
            float scale = step.momentumScales()[a];
            int row = (1 + a) * COLUMNS;
            for (int c = 0; c < columns; c++) {
                float momentum = keep * state[row + c] + (1 - keep) * gradient[c];
                state[row + c] = momentum;
                float bounded = clip(momentum * scale * ratio[c]);
                momenta[a * COLUMNS + c] = bounded;
                inputs[(1 + a) * COLUMNS + c] = bounded;
            }
            double squares = 0;
            for (int c = 0; c < count; c++) {
                squares += momenta[a * COLUMNS + c] * momenta[a * COLUMNS + c];
            }
            sums[at + a] = squares;
        }
        // values take the gradient before it is bounded smoothly
        System.arraycopy(inputs, 0, gradient, 0, columns);
        bound(inputs, INPUTS, columns, 1);
    }

    private static float clip(float x) {
        return Math.max(-UpdateKernel.BOUND, Math.min(UpdateKernel.BOUND, x));
    }

    /// `reach·x/√(1 + x²)`.
    private static void bound(float[] rows, int count, int columns, float reach) {
        for (int row = 0; row < count; row++) {
            for (int c = row * COLUMNS; c < row * COLUMNS + columns; c++) {
                float x = rows[c];
                rows[c] = reach * x / (float) Math.sqrt(1 + x * x);
            }
        }
    }

    private void attend(UpdateStep step, int head, int columns) {
        int keyRow = (heads + head) * headDim * COLUMNS;
        Arrays.fill(halfSquares, 0, columns, 0);
        for (int d = 0; d < headDim; d++) {
            int row = keyRow + d * COLUMNS;
            for (int c = 0; c < columns; c++) {
                halfSquares[c] -= tokens[row + c] * tokens[row + c] * (0.5f / (float) Math.sqrt(headDim));
            }
        }
        project(head, head * headDim, queries, step.queryLogits(), noNumbers, columns);
        project(head, (heads + head) * headDim, keys, step.keyLogits(), halfSquares, columns);
        int value = (2 * heads * headDim + head) * COLUMNS;
        int answer = (INPUTS + head) * COLUMNS;
        Arrays.fill(denominators, 0, columns, 0);
        Arrays.fill(inputs, answer, answer + columns, 0);
        float kept = step.kept()[head];
        for (int m = 0; m < features; m++) {
            int sum = (1 + MOMENTA + 2 * (head * features + m)) * COLUMNS;
            int total = sum + COLUMNS;
            int row = m * COLUMNS;
            for (int c = 0; c < columns; c++) {
                float s = kept * state[sum + c] + keys[row + c] * (tokens[value + c] + gradient[c]);
                float z = kept * state[total + c] + keys[row + c];
                state[sum + c] = s;
                state[total + c] = z;
                inputs[answer + c] += queries[row + c] * s;
                denominators[c] += queries[row + c] * z;
            }
        }
        for (int c = 0; c < columns; c++) {
            inputs[answer + c] /= denominators[c];
        }
    }

    /// Features of queries or keys: exponentials of their products with directions.
    private void project(int head, int row, float[] target, float[] logits, float[] ofColumns, int columns) {
        for (int m = 0; m < features; m++) {
            int direction = (head * features + m) * headDim;
            Arrays.fill(target, m * COLUMNS, m * COLUMNS + columns, 0);
            for (int d = 0; d < headDim; d++) {
                float omega = network.directions()[direction + d];
                int from = (row + d) * COLUMNS;
                int to = m * COLUMNS;
                for (int c = 0; c < columns; c++) {
                    target[to + c] += omega * tokens[from + c];
                }
            }
            rowLogits[m] = logits[head * features + m];
        }
        arithmetic.exponentials(target, 0, COLUMNS, features, columns, rowLogits, ofColumns);
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
            weight[c] -= step.size() * outs[c] * (1 + e / (float) Math.sqrt(1 + e * e));
        }
    }
}
