package org.fourierlearner.data.image;

import java.util.List;
import java.util.Optional;

/// Labelled images to train on, to validate with, and to test with in the end.
///
/// @param labels names of the classes, at least two, in the order of their numbers
/// @param train for training
/// @param validation for validation while training
/// @param test for a test in the end, if there are any; their files are there, but read only when they are first
///     asked for anything. What is wrong with them is then thrown as [java.io.UncheckedIOException], or as it is
///     by [LabelledImages#image]
public record ImageSplit(
        List<String> labels, LabelledImages train, LabelledImages validation, Optional<LabelledImages> test) {

    /// Checks the labels and copies the list.
    ///
    /// @throws IllegalArgumentException if a label is empty or has a line break or another control character
    public ImageSplit {
        labels = List.copyOf(labels);
        for (String label : labels) {
            if (label.isEmpty() || label.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException(
                        "labels: expected names of one line, got '%s'; rename the class".formatted(label));
            }
        }
    }
}
