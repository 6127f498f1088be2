package org.fourierlearner.task;

import java.util.Arrays;
import org.fourierlearner.data.molecule.Element;
import org.fourierlearner.data.molecule.Molecule;
import org.fourierlearner.data.molecule.Molecules;

/// What errors at atoms of each element are multiplied by, so that soft materials are learned
/// beside stiff ones.
final class ElementBalance {

    /// Forces of less than this share of all have no say: those of an element that is only seen
    /// at rest are noise.
    private static final double LEAST = 0.01;

    /// By atomic number.
    private final double[] factors;

    private ElementBalance(double... factors) {
        this.factors = factors;
    }

    /// {@return errors as they are}
    static ElementBalance none() {
        double[] factors = new double[Element.LAST + 1];
        Arrays.fill(factors, 1);
        return new ElementBalance(factors);
    }

    /// {@return errors in units of the element's own forces, in place of those of all}
    ///
    /// @param molecules with forces
    static ElementBalance of(Molecules molecules) {
        double[] squares = new double[Element.LAST + 1];
        long[] counts = new long[squares.length];
        for (Molecule molecule : molecules.all()) {
            double[] forces = molecule.forces().orElseThrow();
            for (int k = 0; k < forces.length; k++) {
                squares[molecule.element(k / 3)] += forces[k] * forces[k];
                counts[molecule.element(k / 3)]++;
            }
        }
        double all = Arrays.stream(squares).sum() / Arrays.stream(counts).sum();
        double[] factors = new double[squares.length];
        for (int element = 0; element < factors.length; element++) {
            double share = counts[element] == 0 ? 1 : Math.sqrt(squares[element] / counts[element] / all);
            factors[element] = 1 / Math.max(share, LEAST);
        }
        return new ElementBalance(factors);
    }

    /// {@return what an error at an atom is multiplied by}
    double of(Molecule molecule, int atom) {
        return factors[molecule.element(atom)];
    }

    /// {@return what an error of the whole is multiplied by: the root mean square of its atoms'
    /// factors}
    double of(Molecule molecule) {
        double squares = 0;
        for (int atom = 0; atom < molecule.count(); atom++) {
            squares += of(molecule, atom) * of(molecule, atom);
        }
        return Math.sqrt(squares / molecule.count());
    }
}
