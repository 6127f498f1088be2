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

    private static final float NO_BOUND = Float.POSITIVE_INFINITY;
    private static final int INPUTS = UpdateNetwork.INPUTS;
    private static final int MOMENTA = UpdateNetwork.MOMENTA;

    /// The momentum that gradients are compared with.
    private static final int COMPARED = 1;

    private final ColumnArithmetic arithmetic;
    private final UpdateNetwork network;

    private final float[] weight = new float[COLUMNS];
    private final float[] gradient = new float[COLUMNS];
    private final float[] state;

    /// The network's inputs, and behind them what attention tells.
    private final float[] inputs;

    private final float[] roots = new float[COLUMNS];
    private final float[] inverses = new float[COLUMNS];
    private final float[] tokens;
    private final float[] hidden;
    private final float[] outs = new float[2 * COLUMNS];

    UpdateTile(ColumnArithmetic arithmetic, UpdateNetwork network) {
        this.arithmetic = arithmetic;
        this.network = network;
        state = new float[network.slots() * COLUMNS];
        inputs = new float[(INPUTS + network.heads()) * COLUMNS];
        tokens = new float[network.tokenRows() * COLUMNS];
        hidden = new float[network.hidden() * COLUMNS];
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
        int columns = Arithmetic.roundUp(count, arithmetic.width());
        load(weights, first, count, weight, 0);
        load(gradients, first, count, gradient, 0);
        for (int slot = 0; slot < network.slots(); slot++) {
            load(states, slot * coordinates + first, count, state, slot * COLUMNS);
        }
        observe(step, columns, sums, index * SUMS);
        attend(step, columns);
        int hiddens = network.hidden();
        arithmetic.dense(
                network.in(),
                0,
                hiddens,
                INPUTS + network.heads(),
                step.biases(),
                0,
                NO_BOUND,
                inputs,
                hidden,
                COLUMNS,
                columns);
        arithmetic.dense(network.out(), 0, 2, hiddens, null, -NO_BOUND, NO_BOUND, hidden, outs, COLUMNS, columns);
        arithmetic.change(network, step, outs, inputs, weight, COLUMNS, columns);
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
        arithmetic.normalize(step, state, gradient, roots, inverses, inputs, columns);
        int compared = (1 + COMPARED) * COLUMNS;
        sums[at + MOMENTA] = arithmetic.dot(gradient, 0, state, compared, columns);
        sums[at + MOMENTA + 1] = arithmetic.dot(state, compared, state, compared, columns);
        for (int a = 0; a < MOMENTA; a++) {
            int row = (1 + a) * COLUMNS;
            sums[at + a] = arithmetic.accumulate(
                    step.momentumDecays()[a],
                    step.momentumScales()[a],
                    state,
                    row,
                    gradient,
                    inverses,
                    inputs,
                    row,
                    columns);
        }
        arithmetic.squash(roots, step.inverseRoot(), inputs, (INPUTS - 2) * COLUMNS, columns);
        arithmetic.squash(weight, step.inverseWeight(), inputs, (INPUTS - 1) * COLUMNS, columns);
    }

    private void attend(UpdateStep step, int columns) {
        int values = network.valueRow(0);
        arithmetic.dense(
                network.tokens(),
                0,
                values,
                INPUTS,
                null,
                -UpdateKernel.REACH,
                UpdateKernel.REACH,
                inputs,
                tokens,
                COLUMNS,
                columns);
        arithmetic.dense(
                network.tokens(),
                values,
                network.tokenRows(),
                INPUTS,
                null,
                -NO_BOUND,
                NO_BOUND,
                inputs,
                tokens,
                COLUMNS,
                columns);
        for (int head = 0; head < network.heads(); head++) {
            arithmetic.attend(network, step, head, tokens, state, inputs, COLUMNS, columns);
        }
    }
}
