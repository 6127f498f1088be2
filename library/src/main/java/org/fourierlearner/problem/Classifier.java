package org.fourierlearner.problem;

import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// Telling classes of examples, by some network.
final class Classifier implements Problem {
    /// How many examples the loss is measured on.
    private static final int MEASURED = 256;

    private final Parameters parameters;
    private final UnaryOperator<Tensor> logits;
    private final Examples examples;
    private final int batch;
    private final long seed;

    /// Examples with their classes.
    ///
    /// @param inputs `[count, …]`
    /// @param labels `[count]`
    /// @param owned whether they are closed with a problem
    record Examples(Tensor inputs, Tensor labels, boolean owned) {}

    Classifier(Parameters parameters, UnaryOperator<Tensor> logits, Examples examples, int batch, long seed) {
        this.parameters = parameters;
        this.logits = logits;
        this.examples = examples;
        this.batch = batch;
        this.seed = seed;
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public Tensor loss(long step) {
        int count = examples.inputs().extent(0);
        SplittableRandom random = Draw.seeded(seed + 31 * step).random();
        long[] chosen = new long[batch];
        for (int b = 0; b < batch; b++) {
            chosen[b] = random.nextInt(count);
        }
        Tensor indices = Tensor.of(chosen, batch);
        return logits.apply(examples.inputs().indexSelect(0, indices))
                .crossEntropy(examples.labels().indexSelect(0, indices), 0);
    }

    @Override
    public Tensor measured() {
        int count = Math.min(MEASURED, examples.inputs().extent(0));
        return logits.apply(examples.inputs().narrow(0, 0, count))
                .crossEntropy(examples.labels().narrow(0, 0, count), 0);
    }

    @Override
    public void close() {
        try (var _ = Scope.withoutGradients()) {
            parameters.close();
            if (examples.owned()) {
                examples.inputs().close();
                examples.labels().close();
            }
        }
    }
}
