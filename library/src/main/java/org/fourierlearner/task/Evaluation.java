package org.fourierlearner.task;

import java.util.Map;

/// How good a model is on held-out data.
///
/// @param score the lower the better; checkpoints are compared by it
/// @param measures by name, in the order to show them; the score is among them
/// @param details further measures, such as those of single classes, that are too many to show in a line
public record Evaluation(double score, Map<String, Double> measures, Map<String, Double> details) {

    /// Without details.
    ///
    /// @param score the lower the better; checkpoints are compared by it
    /// @param measures by name, in the order to show them; the score is among them
    public Evaluation(double score, Map<String, Double> measures) {
        this(score, measures, Map.of());
    }
}
