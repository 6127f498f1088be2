package org.fourierlearner.task;

import java.util.Map;

/// How good a model is on held-out data.
///
/// @param score the lower the better; checkpoints are compared by it
/// @param measures by name, in the order to show them; the score is among them
public record Evaluation(double score, Map<String, Double> measures) {}
