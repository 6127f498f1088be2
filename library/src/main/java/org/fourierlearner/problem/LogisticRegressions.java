package org.fourierlearner.problem;

import java.nio.file.Path;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;

/// Linear classifiers of examples that are made up.
///
/// @param inputs the most numbers of an example
public record LogisticRegressions(int inputs) implements ProblemFamily {

    /// Checks the number.
    ///
    /// @throws IllegalArgumentException if it is below 8
    public LogisticRegressions {
        Sizes.requireAtLeast("inputs", inputs, 8);
    }

    /// {@return up to 64 numbers}
    public static LogisticRegressions defaults() {
        return new LogisticRegressions(64);
    }

    @Override
    public Problems open(Path cache) {
        return Problems.of(this::drawn);
    }

    private Problem drawn(long seed) {
        Draw draw = Draw.seeded(seed);
        int width = draw.count(8, inputs);
        int classes = draw.count(2, 10);
        try (var _ = Scope.withoutGradients()) {
            Randomness random = Randomness.seeded(draw.seed());
            var teacher = new Teacher(512, width, classes, 0, draw.of(0.3, 1.0, 2.0));
            Classifier.Examples examples = teacher.examples(random);
            var layers = new Layers(new Parameters(), x -> x, random, width, classes);
            return new Classifier(layers.parameters(), layers::apply, examples, draw.count(16, 64), draw.seed());
        }
    }
}
