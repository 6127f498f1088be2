package org.fourierlearner.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdamWTest {
    private static final int STEPS = 30;

    /// Algorithm 2 as it is printed, `α = 1` and `η` the learning rate, in double precision.
    private static final class Printed {
        private final OptimizerConfig.AdamW config;
        private final double[] weights;
        private final double[] mean;
        private final double[] square;
        private int t;

        Printed(OptimizerConfig.AdamW config, double[] weights) {
            this.config = config;
            this.weights = weights;
            mean = new double[weights.length];
            square = new double[weights.length];
        }

        void step(double rate, double[] gradient) {
            t++;
            for (int i = 0; i < weights.length; i++) {
                mean[i] = config.beta1() * mean[i] + (1 - config.beta1()) * gradient[i];
                square[i] = config.beta2() * square[i] + (1 - config.beta2()) * gradient[i] * gradient[i];
                double meanHat = mean[i] / (1 - Math.pow(config.beta1(), t));
                double squareHat = square[i] / (1 - Math.pow(config.beta2(), t));
                weights[i] -= rate
                        * (meanHat / (Math.sqrt(squareHat) + config.epsilon()) + config.weightDecay() * weights[i]);
            }
        }
    }

    @Test
    void stepsAreThoseOfThePrintedAlgorithm() {
        var config = new OptimizerConfig.AdamW(0.8, 0.95, 1e-3, 0.3);
        Randomness random = Randomness.seeded(3);
        try (var _ = Scope.withGradients();
                var parameters = new Parameters();
                var optimizer = new AdamW(config, parametersWith(parameters, random))) {
            Tensor weight = parameters.get("layer.weight");
            var printed = new Printed(config, weight.toDoubles());
            for (int step = 0; step < STEPS; step++) {
                double rate = 0.05 / (step + 1);
                Tensor slope = random.normal(3, 5);
                weight.multiply(slope).sum().backward();
                printed.step(rate, slope.toDoubles());

                optimizer.step(rate);

                weight.clearGradient();
                // some roundings of weights below 4 in each step, all in one direction at worst
                assertThat(weight.toDoubles())
                        .containsExactly(printed.weights, within(4 * 4 * Math.scalb(1.0, -24) * (step + 1)));
            }
        }
    }

    private static Parameters parametersWith(Parameters parameters, Randomness random) {
        parameters.weight("layer.weight", random.normal(3, 5));
        return parameters;
    }

    @ParameterizedTest
    @CsvSource({
        "blocks.0.mlp.in.weight, 2, true",
        "embedding.weight, 2, true",
        "head.weight, 2, true",
        "positions.weight, 2, false",
        "final_norm.weight, 1, false",
        "blocks.0.attention_norm.bias, 1, false",
        "blocks.0.attention.attention.rpe.spectrum.mean, 2, false",
        "blocks.0.attention.attention.omega, 3, false",
    })
    void onlyMatricesOfLayersDecay(String name, int rank, boolean decays) {
        int[] extents = new int[rank];
        Arrays.fill(extents, 2);
        try (var _ = Scope.withGradients();
                var parameters = new Parameters()) {
            Tensor weight = parameters.weight(name, Tensor.ones(extents));
            try (var optimizer = new AdamW(new OptimizerConfig.AdamW(0.9, 0.99, 1e-8, 0.5), parameters)) {
                weight.multiply(0).sum().backward();

                optimizer.step(0.5);
            }
            // a gradient of 0 moves nothing, so what is left is 1 − 0.5·0.5
            assertThat(weight.toFloats()).containsOnly(decays ? 0.75f : 1);
        }
    }

    @Test
    void weightsWithoutGradientStay() {
        try (var _ = Scope.withGradients();
                var parameters = new Parameters();
                var optimizer =
                        new AdamW(OptimizerConfig.AdamW.defaults(), parametersWith(parameters, Randomness.seeded(1)))) {
            float[] before = parameters.get("layer.weight").toFloats();

            optimizer.step(1);

            assertThat(parameters.get("layer.weight").toFloats()).isEqualTo(before);
        }
    }

    @Test
    void theStateIsAllThatItRemembers() {
        Randomness random = Randomness.seeded(3);
        try (var _ = Scope.withGradients();
                var parameters = new Parameters();
                var others = new Parameters();
                var optimizer = new AdamW(OptimizerConfig.AdamW.defaults(), parametersWith(parameters, random));
                var resumed = new AdamW(OptimizerConfig.AdamW.defaults(), parametersWith(others, random))) {
            Tensor weight = parameters.get("layer.weight");
            Tensor other = others.get("layer.weight");
            for (int step = 0; step < 2; step++) {
                weight.square().sum().backward();
                optimizer.step(0.1);
                weight.clearGradient();
            }
            try (var _ = Scope.withoutGradients()) {
                other.copyInPlace(weight);
                Map<String, Tensor> saved = optimizer.state();
                assertThat(saved).containsOnlyKeys("mean.layer.weight", "square.layer.weight", "steps");
                resumed.state().forEach((name, tensor) -> tensor.copyInPlace(saved.getOrDefault(name, tensor)));
            }
            weight.square().sum().backward();
            optimizer.step(0.1);
            other.square().sum().backward();
            resumed.step(0.1);

            assertThat(other.toFloats()).isEqualTo(weight.toFloats());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1    | 0.9 | 1e-8 | 0  | beta1: expected a number in [0, 1), got 1.0
            0.9  | -1  | 1e-8 | 0  | beta2: expected a number in [0, 1), got -1.0
            0.9  | NaN | 1e-8 | 0  | beta2: expected a number in [0, 1), got NaN
            0.9  | 0.9 | 0    | 0  | epsilon: expected a positive number, got 0.0
            0.9  | 0.9 | 1e-8 | -1 | weightDecay: expected a number ≥ 0, got -1.0
            """)
    void ratesOutOfRangeAreRefused(double beta1, double beta2, double epsilon, double decay, String message) {
        assertThatThrownBy(() -> new OptimizerConfig.AdamW(beta1, beta2, epsilon, decay))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
