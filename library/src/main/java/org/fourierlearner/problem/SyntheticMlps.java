package org.fourierlearner.problem;

import java.nio.file.Path;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;

/// Networks of one or two hidden layers that learn what another one says of examples that are
/// made up.
///
/// @param hidden the greatest width of a hidden layer
public record SyntheticMlps(int hidden) implements ProblemFamily {

    /// Checks the width.
    ///
    /// @throws IllegalArgumentException if it is below 8
    public SyntheticMlps {
        Sizes.requireAtLeast("hidden", hidden, 8);
    }

    /// {@return up to 48 hidden numbers}
    public static SyntheticMlps defaults() {
        return new SyntheticMlps(48);
    }

    @Override
    public Problems open(Path cache) {
        return Problems.of(this::drawn);
    }

    private Problem drawn(long seed) {
        Draw draw = Draw.seeded(seed);
        int inputs = draw.count(8, 32);
        int classes = draw.count(2, 10);
        int width = draw.count(8, hidden);
        try (var _ = Scope.withoutGradients()) {
            Randomness random = Randomness.seeded(draw.seed());
            var teacher = new Teacher(1024, inputs, classes, 16, draw.of(0.1, 0.5, 1.0));
            Classifier.Examples examples = teacher.examples(random);
            int[] widths = Layers.widths(draw, inputs, width, classes);
            var layers = new Layers(new Parameters(), Layers.activation(draw), random, widths);
            return new Classifier(layers.parameters(), layers::apply, examples, draw.count(16, 64), draw.seed());
        }
    }
}
