package org.fourierlearner.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Some coordinates of a tensor, as columns: a row is a number of each. For [UpdateKernel].
final class UpdateTile {
    /// Rows of a tile stay within a core's cache.
    static final int COLUMNS = 512;

    private static final float NO_BOUND = Float.POSITIVE_INFINITY;
    private static final int INPUTS = UpdateNetwork.INPUTS;

    private final ColumnArithmetic arithmetic;
    private final UpdateNetwork network;

    private final float[] weight = new float[COLUMNS];
    private final float[] gradient = new float[COLUMNS];
    private final float[] state;

    /// The network's inputs, and behind them what the memory tells.
    private final float[] inputs;

    private final float[] roots = new float[COLUMNS];
    private final float[] tokens;
    private final float[] hidden;
    private final float[] outs = new float[2 * COLUMNS];

    UpdateTile(ColumnArithmetic arithmetic, UpdateNetwork network) {
        this.arithmetic = arithmetic;
        this.network = network;
        state = new float[network.slots() * COLUMNS];
        inputs = new float[network.seen() * COLUMNS];
        int rows = switch (network.memory()) {
            case UpdateMemory.Attention attention -> attention.tokenRows();
            case UpdateMemory.Lstm lstm -> 4 * lstm.cells();
        };
        tokens = new float[rows * COLUMNS];
        hidden = new float[network.hidden() * COLUMNS];
    }

    /// {@return how many sums there are of a tile: squares of the gradient over its root, its product with what was
    /// remembered, squares of that, and of each number that the memory tells}
    static int sums(UpdateNetwork network) {
        return 3 + network.memory().width();
    }

    /// @param sums of all tiles
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
        int at = index * sums(network);
        observe(step, columns, sums, at);
        switch (network.memory()) {
            case UpdateMemory.Attention attention -> attend(attention, step.time(), columns);
            case UpdateMemory.Lstm lstm -> recur(lstm, columns);
        }
        for (int told = 0; told < network.memory().width(); told++) {
            int row = (INPUTS + told) * COLUMNS;
            // what is told of columns that are none
            Arrays.fill(inputs, row + count, row + columns, 0);
            sums[at + 3 + told] = arithmetic.dot(inputs, row, inputs, row, columns);
        }
        arithmetic.dense(
                network.in(),
                0,
                network.hidden(),
                network.seen(),
                step.biases(),
                0,
                NO_BOUND,
                inputs,
                hidden,
                COLUMNS,
                columns);
        arithmetic.dense(
                network.out(), 0, 2, network.hidden(), null, -NO_BOUND, NO_BOUND, hidden, outs, COLUMNS, columns);
        arithmetic.change(step, outs, inputs, weight, COLUMNS, columns);
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

    /// The network's inputs, and how they compare with what is remembered.
    private void observe(UpdateStep step, int columns, double[] sums, int at) {
        arithmetic.normalize(step, state, gradient, roots, inputs, columns);
        arithmetic.squash(roots, step.inverseRoot(), inputs, COLUMNS, columns);
        arithmetic.squash(weight, step.inverseWeight(), inputs, 2 * COLUMNS, columns);
        int compared = (1 + network.memory().compared()) * COLUMNS;
        sums[at] = arithmetic.dot(inputs, 0, inputs, 0, columns);
        sums[at + 1] = arithmetic.dot(inputs, 0, state, compared, columns);
        sums[at + 2] = arithmetic.dot(state, compared, state, compared, columns);
    }

    private void attend(UpdateMemory.Attention attention, UpdateStep.Time time, int columns) {
        int first = attention.queriesCancel() ? attention.keyRow(0) : 0;
        int values = attention.valueRow(0);
        float reach = UpdateKernel.REACH;
        arithmetic.dense(
                attention.tokens(), first, values, INPUTS, null, -reach, reach, inputs, tokens, COLUMNS, columns);
        arithmetic.dense(
                attention.tokens(),
                values,
                attention.tokenRows(),
                INPUTS,
                null,
                -NO_BOUND,
                NO_BOUND,
                inputs,
                tokens,
                COLUMNS,
                columns);
        for (int head = 0; head < attention.heads(); head++) {
            arithmetic.attend(attention, time, head, tokens, state, inputs, COLUMNS, columns);
        }
    }

    private void recur(UpdateMemory.Lstm lstm, int columns) {
        int cells = lstm.cells();
        System.arraycopy(state, COLUMNS, inputs, INPUTS * COLUMNS, cells * COLUMNS);
        arithmetic.dense(
                lstm.gates(),
                0,
                4 * cells,
                INPUTS + cells,
                lstm.biases(),
                -NO_BOUND,
                NO_BOUND,
                inputs,
                tokens,
                COLUMNS,
                columns);
        LstmCells.step(cells, tokens, state, COLUMNS, inputs, INPUTS * COLUMNS, COLUMNS, columns);
    }
}
