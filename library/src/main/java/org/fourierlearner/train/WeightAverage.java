package org.fourierlearner.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.fourierlearner.tensor.TensorFile;

/// A moving average of the weights of a training, which often scores better than the weights do: after each step
/// `a ← d·a + (1 − d)·w` with `d = min(decay, (1 + t)/(10 + t))`, where `t` counts the steps before, so that first
/// weights are soon forgotten.
///
/// Training goes on with the weights; the averages are in the model only as long as it is evaluated and saved, see
/// [#use]. What a model does not learn, such as drawn frequencies, is not averaged.
///
/// With a decay of 0 the average is the weights themselves: nothing is remembered, done or written.
///
/// Source: Polyak & Juditsky 1992, "Acceleration of Stochastic Approximation by Averaging", there of all steps
/// alike; the decay and its rise are those of TensorFlow's `ExponentialMovingAverage`.
final class WeightAverage implements AutoCloseable {
    private static final String FILE = "weights.safetensors";

    private final double decay;
    private final Map<String, Tensor> model;

    /// The averages; the weights while averages are in the model.
    private final Map<String, Tensor> aside = new LinkedHashMap<>();

    /// Begins with the weights as they are.
    ///
    /// @param decay how much of the average is kept at each step, in `[0, 1)`; 0 for no average
    /// @param weights of the model, shared
    WeightAverage(double decay, Map<String, Tensor> weights) {
        this.decay = decay;
        model = weights;
        if (decay > 0) {
            try (var _ = Scope.withoutGradients()) {
                weights.forEach((name, weight) -> aside.put(name, weight.copy().keep()));
            }
        }
    }

    /// Takes in the weights after a step.
    ///
    /// @param before the number of steps before it
    void update(long before) {
        double kept = Math.min(decay, (1.0 + before) / (10.0 + before));
        try (var _ = Scope.withoutGradients()) {
            aside.forEach((name, average) -> average.interpolateInPlace(weight(name), 1 - kept));
        }
    }

    /// Puts the averages into the model until the result is closed, which puts the weights back, bit for bit. At
    /// most one more copy of one weight is made at a time.
    Use use() {
        exchange();
        return new Use();
    }

    /// The time in which the model has the averages.
    final class Use implements AutoCloseable {
        private Use() {}

        /// Writes the weights that training goes on with beside the model that has the averages.
        void write(Path folder) throws IOException {
            if (!aside.isEmpty()) {
                TensorFile.write(folder.resolve(FILE), aside, Map.of());
            }
        }

        @Override
        public void close() {
            exchange();
        }
    }

    private void exchange() {
        aside.forEach((name, tensor) -> {
            try (var _ = Scope.withoutGradients()) {
                Tensor weight = weight(name);
                Tensor before = weight.copy();
                weight.copyInPlace(tensor);
                tensor.copyInPlace(before);
            }
        });
    }

    /// Goes on from a checkpoint whose model has just been read: takes the averages from the model, and gives it the
    /// weights. Where no weights were written, there was no average, and it begins with those of the model.
    ///
    /// @param folder written by [Use#write]
    /// @throws IOException if the weights cannot be read or do not fit the model
    void read(Path folder) throws IOException {
        try (var _ = Scope.withoutGradients()) {
            aside.forEach((name, average) -> average.copyInPlace(weight(name)));
        }
        Path weights = folder.resolve(FILE);
        if (Files.exists(weights)) {
            TensorFile.load(weights, model);
        }
    }

    private Tensor weight(String name) {
        return Objects.requireNonNull(model.get(name));
    }

    @Override
    public void close() {
        aside.values().forEach(Tensor::close);
    }
}
