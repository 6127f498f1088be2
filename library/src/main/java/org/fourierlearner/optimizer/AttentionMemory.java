package org.fourierlearner.optimizer;

import java.util.Arrays;
import org.fourierlearner.attention.LinearAttention;
import org.fourierlearner.kernels.UpdateKernel;
import org.fourierlearner.kernels.UpdateMemory;
import org.fourierlearner.nn.Linear;
import org.fourierlearner.rpe.CoordinateRange;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// Linear attention over time, one stream for each coordinate, one value a head: what
/// [UpdateKernel] computes.
final class AttentionMemory implements Remembering {

    /// Values first are gradients, and little else; the past weighs by time alone. Keys that tell gradients of one
    /// sign from those of the other make a mean that is never 0.
    private static final double FIRST_KEYS = 0.01;

    private final TimeMemory.Attention config;
    private final Parameters parameters = new Parameters();
    private final LinearAttention attention;
    private final Linear tokens;

    AttentionMemory(TimeMemory.Attention config, int inputs, int horizon, Randomness random) {
        this.config = config;
        attention = (LinearAttention)
                config.config().create(config.heads(), config.headDim(), range(config.time(), horizon), random);
        parameters.include(attention.parameters());
        int outs = 2 * config.heads() * config.headDim() + config.heads();
        tokens = new Linear(inputs, outs, false, FIRST_KEYS, random);
        parameters.include("tokens", tokens.parameters());
    }

    private static CoordinateRange range(TimeScale time, int horizon) {
        return new CoordinateRange(1, 1, Math.max(1, time.of(horizon)));
    }

    @Override
    public Answer remember(Tensor inputs, Tensor state, long step) {
        int heads = config.heads();
        int dim = config.headDim();
        int count = inputs.extent(0);
        LinearAttention.StreamTerms terms = terms(step, 1);
        Tensor rows = tokens.apply(inputs).transpose(0, 1);
        Tensor queries = vectors(rows, 0);
        Tensor keys = vectors(rows, heads * dim);
        Tensor values =
                rows.narrow(0, 2 * heads * dim, heads).add(inputs.select(1, 0)).reshape(heads, 1, count);
        Tensor halfSquares = keys.square().sum(1).multiply(0.5 / Math.sqrt(dim)).reshape(heads, 1, count);
        Tensor asQuery = terms.directions()
                .matmul(queries)
                .add(terms.queryLogits().transpose(1, 2))
                .exp();
        Tensor asKey = terms.directions()
                .matmul(keys)
                .add(terms.keyLogits().transpose(1, 2))
                .subtract(halfSquares)
                .exp();
        Tensor sums = state.reshape(heads, config.features(), 2, count)
                .multiply(terms.kept().reshape(heads, 1, 1, 1))
                .add(Tensor.stack(2, asKey.multiply(values), asKey));
        Tensor answered = sums.multiply(asQuery.unsqueeze(2)).sum(1).squeeze(1);
        Tensor told = answered.select(1, 0).divide(answered.select(1, 1)).transpose(0, 1);
        return new Answer(told, sums.reshape(config.slots(), count));
    }

    /// Bounded queries or keys, `[heads, headDim, coordinates]`.
    private Tensor vectors(Tensor rows, int from) {
        int heads = config.heads();
        int dim = config.headDim();
        return UpdateRule.between(rows.narrow(0, from, heads * dim), UpdateKernel.REACH)
                .reshape(heads, dim, rows.extent(1));
    }

    /// What steps need beside queries, keys and values.
    LinearAttention.StreamTerms terms(long step, int length) {
        double[] times = new double[length];
        for (int k = 0; k < length; k++) {
            times[k] = config.time().of(step + k);
        }
        return attention.terms(config.time().of(step - 1), times);
    }

    /// The mean of the heads, and nothing of a gradient by itself.
    @Override
    public double[] firstMix() {
        double[] mix = new double[1 + config.heads()];
        Arrays.fill(mix, 1, mix.length, 1.0 / config.heads());
        return mix;
    }

    @Override
    public UpdateMemory numbers() {
        return new UpdateMemory.Attention(
                config.heads(),
                config.headDim(),
                config.features(),
                tokens().toFloats(),
                terms(1, 1).directions().toFloats());
    }

    TimeMemory.Attention config() {
        return config;
    }

    LinearAttention attention() {
        return attention;
    }

    /// {@return rows of queries, keys and values}
    Tensor tokens() {
        return tokens.parameters().get("weight");
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }
}
