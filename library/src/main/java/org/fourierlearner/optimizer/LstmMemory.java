package org.fourierlearner.optimizer;

import org.fourierlearner.kernels.UpdateMemory;
import org.fourierlearner.nn.Linear;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// A recurrent network, one for each coordinate.
final class LstmMemory implements Remembering {
    private final int cells;
    private final Parameters parameters = new Parameters();
    private final Linear gates;

    LstmMemory(TimeMemory.Lstm config, int inputs, Randomness random) {
        cells = config.cells();
        int width = inputs + cells;
        gates = new Linear(width, 4 * cells, true, 1 / Math.sqrt(width), random);
        parameters.include("gates", gates.parameters());
    }

    @Override
    public Answer remember(Tensor inputs, Tensor state, long step) {
        Tensor before = state.transpose(0, 1);
        Tensor output = before.narrow(1, 0, cells);
        Tensor memory = before.narrow(1, cells, cells);
        Tensor rows = gates.apply(Tensor.concatenate(1, inputs, output));
        Tensor in = rows.narrow(1, 0, cells).sigmoid();
        // remembers at first
        Tensor forget = rows.narrow(1, cells, cells).add(1).sigmoid();
        Tensor out = rows.narrow(1, 2 * cells, cells).sigmoid();
        Tensor candidate = rows.narrow(1, 3 * cells, cells).tanh();
        Tensor next = memory.multiply(forget).add(candidate.multiply(in));
        Tensor told = next.tanh().multiply(out);
        return new Answer(
                told, Tensor.concatenate(1, told, next).transpose(0, 1).contiguous());
    }

    /// The gradient alone: cells tell nothing of use first.
    @Override
    public double[] firstMix() {
        double[] mix = new double[1 + cells];
        mix[0] = 1;
        return mix;
    }

    @Override
    public UpdateMemory numbers() {
        return new UpdateMemory.Lstm(
                cells,
                gates.parameters().get("weight").toFloats(),
                gates.parameters().get("bias").toFloats());
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }
}
