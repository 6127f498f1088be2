package org.fourierlearner.task;

import java.util.Arrays;
import java.util.OptionalInt;
import org.fourierlearner.data.molecule.Element;
import org.fourierlearner.data.molecule.Molecule;
import org.fourierlearner.model.MoleculeInput;

/// The elements of a model by their atomic numbers, and what they contribute to its targets.
final class ModelElements {
    private static final int UNSEEN = -1;

    private final MoleculeInput input;
    private final int[] numbers = new int[Element.LAST + 1];

    /// @throws IllegalArgumentException if a symbol is not that of an element
    ModelElements(MoleculeInput input) {
        this.input = input;
        Arrays.fill(numbers, UNSEEN);
        for (int i = 0; i < input.elements().size(); i++) {
            OptionalInt element = Element.number(input.elements().get(i));
            if (element.isEmpty()) {
                throw new IllegalArgumentException(
                        "elements: expected chemical symbols, got %s".formatted(input.elements()));
            }
            numbers[element.getAsInt()] = i;
        }
    }

    /// {@return the number of the element of an atom, in the order of the model}
    ///
    /// @throws IllegalArgumentException if the model has not seen it
    int number(Molecule molecule, int atom) {
        int number = numbers[molecule.element(atom)];
        if (number == UNSEEN) {
            throw new IllegalArgumentException(
                    "%s, atom %d: expected one of the elements that the model has seen, %s, got %s"
                            .formatted(
                                    molecule.where(),
                                    atom + 1,
                                    String.join(", ", input.elements()),
                                    Element.symbol(molecule.element(atom))));
        }
        return number;
    }

    /// {@return the size of what an atom contributes to a target beside its reference}
    double scale(Molecule molecule, int atom, int target) {
        return input.scale(target, number(molecule, atom));
    }

    /// {@return the same of all atoms together: the harmonic mean of their squares' root}
    double scale(Molecule molecule, int target) {
        double inverse = 0;
        for (int atom = 0; atom < molecule.count(); atom++) {
            double scale = scale(molecule, atom, target);
            inverse += 1 / (scale * scale);
        }
        return Math.sqrt(molecule.count() / inverse);
    }

    /// {@return what the elements alone say of a target, in eV}
    double reference(Molecule molecule, int target) {
        double sum = 0;
        for (int atom = 0; atom < molecule.count(); atom++) {
            sum += input.reference(target, number(molecule, atom));
        }
        return input.extensive().get(target) ? sum : sum / molecule.count();
    }
}
