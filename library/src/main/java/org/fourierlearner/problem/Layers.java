package org.fourierlearner.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.fourierlearner.nn.Linear;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// Linear layers with a non-linearity between.
final class Layers {
    private final Parameters parameters;
    private final List<Linear> layers = new ArrayList<>();
    private final UnaryOperator<Tensor> activation;

    Layers(Parameters parameters, UnaryOperator<Tensor> activation, Randomness random, int... widths) {
        this.parameters = parameters;
        this.activation = activation;
        for (int k = 0; k + 1 < widths.length; k++) {
            var layer = new Linear(widths[k], widths[k + 1], true, Math.sqrt(1.5 / widths[k]), random);
            parameters.include("layer%d".formatted(k), layer.parameters());
            layers.add(layer);
        }
    }

    /// {@return the widths of a network of one or two hidden layers}
    static int[] widths(Draw draw, int inputs, int hidden, int outputs) {
        return draw.of(true, false) ? new int[] {inputs, hidden, outputs} : new int[] {inputs, hidden, hidden, outputs};
    }

    static UnaryOperator<Tensor> activation(Draw draw) {
        return draw.of(Tensor::relu, Tensor::tanh, Tensor::gelu);
    }

    Parameters parameters() {
        return parameters;
    }

    Tensor apply(Tensor inputs) {
        Tensor x = inputs;
        for (int k = 0; k < layers.size(); k++) {
            x = layers.get(k).apply(k == 0 ? x : activation.apply(x));
        }
        return x;
    }
}
