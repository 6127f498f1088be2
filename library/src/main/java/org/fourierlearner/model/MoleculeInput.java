package org.fourierlearner.model;

import java.util.HashSet;
import java.util.List;

/// The molecules and crystals that a model takes, and what their targets are before it has
/// learned anything.
///
/// @param elements the chemical elements, as symbols, at least one
/// @param tags the number of different tags of atoms; 1 if they have none
/// @param targets names of what is predicted
/// @param extensive for each target, whether it is a sum over atoms, as an energy is, or else a
///     mean
/// @param references for each target and then each element, what an atom of it contributes on
///     average
/// @param scales for each target and then each element, the size of what an atom of it
///     contributes beside
/// @param nearest the smallest distance between two atoms of the training examples, in Å
/// @param farthest the largest, in Å
public record MoleculeInput(
        List<String> elements,
        int tags,
        List<String> targets,
        List<Boolean> extensive,
        List<Double> references,
        List<Double> scales,
        double nearest,
        double farthest) {

    /// Checks the components and copies the lists.
    ///
    /// @throws IllegalArgumentException if numbers are missing, not finite or of the wrong sign,
    ///     or a name comes twice
    public MoleculeInput {
        elements = List.copyOf(elements);
        targets = List.copyOf(targets);
        extensive = List.copyOf(extensive);
        references = List.copyOf(references);
        scales = List.copyOf(scales);
        if (elements.isEmpty() || new HashSet<>(elements).size() < elements.size()) {
            throw new IllegalArgumentException("elements: expected different elements, got %s".formatted(elements));
        }
        if (tags < 1) {
            throw new IllegalArgumentException("tags: expected a positive number, got %d".formatted(tags));
        }
        int count = targets.size();
        if (count == 0 || new HashSet<>(targets).size() < count) {
            throw new IllegalArgumentException("targets: expected different names, got %s".formatted(targets));
        }
        if (extensive.size() != count
                || scales.size() != references.size()
                || references.size() != count * elements.size()) {
            throw new IllegalArgumentException(
                    "targets: expected a kind, and a scale and a reference for each of %d elements, for each of %d, got %d, %d and %d"
                            .formatted(elements.size(), count, extensive.size(), scales.size(), references.size()));
        }
        if (!references.stream().allMatch(Double::isFinite)
                || !scales.stream().allMatch(s -> s > 0 && s < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("targets: expected finite references and positive scales, got %s and %s"
                    .formatted(references, scales));
        }
        if (!(nearest > 0 && farthest >= nearest && farthest < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "distances: expected 0 < nearest ≤ farthest, got %s and %s".formatted(nearest, farthest));
        }
    }

    /// {@return the size of what an atom contributes to a target beside its reference}
    ///
    /// @param target its number
    /// @param element the number of the element in [#elements]
    public double scale(int target, int element) {
        return scales.get(target * elements.size() + element);
    }

    /// {@return what an atom contributes to a target on average}
    ///
    /// @param target its number
    /// @param element the number of the element in [#elements]
    public double reference(int target, int element) {
        return references.get(target * elements.size() + element);
    }
}
