package org.fourierlearner.kernels;

/// One step of the cells of a recurrent network over some columns, in plain loops: to compare attention with.
final class LstmCells {
    private LstmCells() {}

    /// `c ← f·c + i·ĉ`, `h = o·tanh(c)`.
    ///
    /// @param cells how many
    /// @param rows of gates before their non-linearities: input, forget, output, candidate, `[4·cells][stride]`
    /// @param state rows that begin at `at` with the cells' outputs and what they hold, changed
    /// @param told set to the outputs, rows that begin at `to`
    static void step(int cells, float[] rows, float[] state, int at, float[] told, int to, int stride, int columns) {
        for (int cell = 0; cell < cells; cell++) {
            int gate = cell * stride;
            int held = at + (cells + cell) * stride;
            for (int c = 0; c < columns; c++) {
                // remembers at first
                float forget = sigmoid(rows[gate + cells * stride + c] + 1);
                float candidate = (float) Math.tanh(rows[gate + 3 * cells * stride + c]);
                float next = forget * state[held + c] + sigmoid(rows[gate + c]) * candidate;
                float out = sigmoid(rows[gate + 2 * cells * stride + c]) * (float) Math.tanh(next);
                state[held + c] = next;
                state[at + gate + c] = out;
                told[to + gate + c] = out;
            }
        }
    }

    private static float sigmoid(float x) {
        return (float) (1 / (1 + Math.exp(-x)));
    }
}
