package org.fourierlearner.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// Each against its formula, number by number.
class SimpleOptimizersTest {
    private static final double[] GRADIENTS = {0.5, -2, 0.25, 4};

    /// The weight after steps by gradients that are given.
    private static double trained(OptimizerConfig config, double rate) throws IOException {
        try (var parameters = new Parameters()) {
            Tensor weight;
            try (var _ = Scope.withoutGradients()) {
                weight = parameters.weight("weight", Tensor.ones(1));
            }
            try (Optimizer optimizer = config.create(parameters, GRADIENTS.length)) {
                for (double gradient : GRADIENTS) {
                    try (var _ = Scope.withGradients()) {
                        weight.multiply(gradient).sum().backward();
                    }
                    assertThat(optimizer.step(rate)).isEqualTo(rate);
                    weight.clearGradient();
                }
            }
            return weight.item();
        }
    }

    @Test
    void momentumSumsGradients() throws IOException {
        double weight = 1;
        double sum = 0;
        for (double gradient : GRADIENTS) {
            sum = 0.7 * sum + gradient;
            weight -= 0.1 * sum;
        }
        assertThat(trained(new OptimizerConfig.Momentum(0.7), 0.1)).isCloseTo(weight, within(1e-6));
    }

    @Test
    void rmsPropDividesByRoots() throws IOException {
        double weight = 1;
        double square = 0;
        for (double gradient : GRADIENTS) {
            square = 0.8 * square + 0.2 * gradient * gradient;
            weight -= 0.1 * gradient / (Math.sqrt(square) + 0.01);
        }
        assertThat(trained(new OptimizerConfig.RmsProp(0.8, 0.01), 0.1)).isCloseTo(weight, within(1e-6));
    }

    @Test
    void sharesOutsideOfOneAreRefused() {
        assertThatThrownBy(() -> new OptimizerConfig.Momentum(1))
                .hasMessage("beta: expected a number in [0, 1), got 1.0");
        assertThatThrownBy(() -> new OptimizerConfig.RmsProp(-0.1, 1))
                .hasMessage("beta: expected a number in [0, 1), got -0.1");
        assertThatThrownBy(() -> new OptimizerConfig.RmsProp(0.9, 0))
                .hasMessage("epsilon: expected a positive number, got 0.0");
    }
}
