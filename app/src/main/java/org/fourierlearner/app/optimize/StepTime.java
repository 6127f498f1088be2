package org.fourierlearner.app.optimize;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.fourierlearner.optimizer.LearnedOptimizerFolder;
import org.fourierlearner.optimizer.Optimizer;
import org.fourierlearner.optimizer.OptimizerConfig;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// How long a step on a model of a million weights takes, by two optimizers in turn.
///
/// @param learned milliseconds of the learned one, the median
/// @param adamW those of AdamW
/// @param threads that shared an operation
public record StepTime(double learned, double adamW, int threads) {
    private static final int MATRICES = 4;
    private static final int SIDE = 500;
    private static final int WARM_UP = 200;
    private static final int STEPS = 40;

    /// Measures both.
    ///
    /// @param folder of the learned optimizer
    /// @param threads that share an operation
    /// @return the medians
    /// @throws IOException if it cannot be read
    public static StepTime measure(LearnedOptimizerFolder folder, int threads) throws IOException {
        try (Parameters weights = weights();
                Optimizer learned = folder.optimizer(weights, WARM_UP + STEPS);
                Optimizer adamW = OptimizerConfig.AdamW.defaults().create(weights, WARM_UP + STEPS)) {
            double[] ofLearned = new double[STEPS];
            double[] ofAdamW = new double[STEPS];
            for (int step = -WARM_UP; step < STEPS; step++) {
                double one = milliseconds(learned);
                double other = milliseconds(adamW);
                if (step >= 0) {
                    ofLearned[step] = one;
                    ofAdamW[step] = other;
                }
            }
            return new StepTime(median(ofLearned), median(ofAdamW), threads);
        }
    }

    private static Parameters weights() {
        var weights = new Parameters();
        try (var _ = Scope.withGradients()) {
            Randomness random = Randomness.seeded(1);
            for (int k = 0; k < MATRICES; k++) {
                Tensor weight =
                        weights.weight("matrix" + k, random.normal(SIDE, SIDE).multiply(0.05));
                weight.multiply(random.normal(SIDE, SIDE)).sum().backward();
            }
        }
        return weights;
    }

    private static double milliseconds(Optimizer optimizer) {
        long before = System.nanoTime();
        optimizer.step(1e-6);
        return (System.nanoTime() - before) * 1e-6;
    }

    private static double median(double... values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /// {@return both and their ratio, in a line}
    public String text() {
        return String.format(
                Locale.ROOT,
                "a step on %,d weights with %d threads: learned %.1f ms, AdamW %.1f ms, ratio %.1f",
                MATRICES * SIDE * SIDE,
                threads,
                learned,
                adamW,
                learned / adamW);
    }
}
