package org.fourierlearner.problem;

import java.nio.file.Path;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// Noisy quadratic bowls, `½(w − w*)ᵀA(w − w*)` with a chosen spectrum of `A` in random
/// directions, and gradients with noise.
///
/// @param dimensions the most
/// @param condition the largest ratio of eigenvalues
public record Quadratics(int dimensions, double condition) implements ProblemFamily {

    /// Checks the sizes.
    ///
    /// @throws IllegalArgumentException if there are fewer than eight dimensions or `condition`
    ///     is below 1
    public Quadratics {
        Sizes.requireAtLeast("dimensions", dimensions, 8);
        if (!(condition >= 1 && condition < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("condition: expected a number ≥ 1, got %s".formatted(condition));
        }
    }

    /// {@return a hundred dimensions, eigenvalues over three orders of magnitude}
    public static Quadratics defaults() {
        return new Quadratics(100, 1000);
    }

    @Override
    public Problems open(Path cache) {
        return Problems.of(seed -> new Bowl(this, seed));
    }

    private static final class Bowl implements Problem {
        private final Parameters parameters = new Parameters();
        private final Parameters data = new Parameters();
        private final Tensor weight;
        private final Tensor root;
        private final Tensor best;
        private final double noise;
        private final double firstOff;
        private final long seed;

        Bowl(Quadratics family, long seed) {
            this.seed = seed;
            Draw draw = Draw.seeded(seed);
            int n = draw.count(8, family.dimensions());
            double condition = draw.scale(1, family.condition());
            double exponent = draw.of(0.5, 1.0, 2.0);
            double scale = draw.scale(0.01, 100);
            noise = draw.of(0.0, 0.01, 0.1);
            double[] roots = new double[n];
            for (int k = 0; k < n; k++) {
                double share = Math.pow((double) k / (n - 1), exponent);
                roots[k] = Math.sqrt(scale * Math.pow(condition, -share) / n);
            }
            try (var _ = Scope.withoutGradients()) {
                Randomness random = Randomness.seeded(draw.seed());
                root = data.constant(
                        "root",
                        random.normal(n, n)
                                .orthogonalFactor()
                                .multiply(Tensor.of(roots, 1, n).to(ElementType.FLOAT32)));
                best = data.constant("best", random.normal(n).multiply(draw.scale(0.1, 3)));
                weight = parameters.weight("weight", random.normal(n).multiply(draw.scale(0.1, 1)));
                firstOff = Math.sqrt(along().square().mean().item());
            }
        }

        @Override
        public Parameters parameters() {
            return parameters;
        }

        /// Noise has the directions of the bowl, as that of mini-batches of a regression has, and
        /// is measured in the gradient at the beginning. It is in the gradient alone: a loss could
        /// be negative with it, where losses are compared by their logarithms.
        @Override
        public Tensor loss(long step) {
            Tensor off = along();
            Tensor exact = off.square().sum().multiply(0.5);
            if (noise == 0) {
                return exact;
            }
            Tensor pull =
                    Randomness.seeded(Draw.seeded(seed + 31 * step).seed()).normal(1, weight.extent(0));
            Tensor disturbance = off.multiply(pull).sum().multiply(noise * firstOff);
            return exact.add(disturbance.subtract(disturbance.detach()));
        }

        private Tensor along() {
            return weight.subtract(best).unsqueeze(0).matmul(root);
        }

        @Override
        public Tensor measured() {
            return along().square().sum().multiply(0.5);
        }

        @Override
        public void close() {
            parameters.close();
            data.close();
        }
    }
}
