package org.fourierlearner.task;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A label and how likely it is.
///
/// @param label the label
/// @param probability from 0 to 1; those of all labels sum to 1
public record Prediction(String label, double probability) {

    /// {@return all labels, the likeliest first}
    ///
    /// @param labels the classes, in their order
    /// @param logProbabilities of the classes
    /// @throws IllegalArgumentException if one is NaN
    static List<Prediction> ranked(List<String> labels, double[] logProbabilities) {
        List<Prediction> predictions = new ArrayList<>();
        for (int label = 0; label < logProbabilities.length; label++) {
            if (Double.isNaN(logProbabilities[label])) {
                throw new IllegalArgumentException(
                        "logits: expected finite numbers, got NaN for label '%s'; the model is damaged or has diverged"
                                .formatted(labels.get(label)));
            }
            predictions.add(new Prediction(labels.get(label), Math.exp(logProbabilities[label])));
        }
        predictions.sort(Comparator.comparingDouble(Prediction::probability).reversed());
        return predictions;
    }
}
