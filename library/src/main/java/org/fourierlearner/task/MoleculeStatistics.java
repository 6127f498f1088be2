package org.fourierlearner.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.fourierlearner.data.molecule.Element;
import org.fourierlearner.data.molecule.Molecule;
import org.fourierlearner.data.molecule.MoleculeKeys;
import org.fourierlearner.data.molecule.Molecules;
import org.fourierlearner.data.molecule.PositiveDefinite;
import org.fourierlearner.model.MoleculeInput;

/// What is known of molecules before training: elements, distances, and the least squares of
/// targets by composition, in double precision.
final class MoleculeStatistics {

    /// Pairs of larger molecules are not looked at one by one.
    private static final int MOST_PAIRED = 500;

    /// Of the greatest of the diagonal: compositions of which there are not enough kinds have
    /// many fits, of which this takes the smallest.
    private static final double RIDGE = 1e-10;

    /// How often what the ridge leaves is fitted again.
    private static final int REFINEMENTS = 5;

    /// What distances are taken to be where there is no pair to measure, in Å.
    private static final double USUAL_NEAREST = 1;

    /// Each tag has an embedding.
    private static final int MOST_TAGS = 1000;

    private MoleculeStatistics() {}

    /// Forces of less than this share of all have no say: those of an element that is only seen
    /// at rest are noise.
    private static final double LEAST_SHARE = 0.01;

    /// {@return the input of a model of which all elements have the same scale}
    ///
    /// @param molecules for training
    /// @param keys what they declare
    /// @throws IllegalArgumentException if a tag is so great that it is none
    static MoleculeInput of(Molecules molecules, MoleculeKeys keys) {
        return of(molecules, keys, false);
    }

    /// {@return the input of a model}
    ///
    /// @param molecules for training
    /// @param keys what they declare
    /// @param balanced whether the scale of an energy is that of each element's own forces
    /// @throws IllegalArgumentException if a tag is so great that it is none
    static MoleculeInput of(Molecules molecules, MoleculeKeys keys, boolean balanced) {
        int[] elements = molecules.elements();
        List<String> names = new ArrayList<>();
        List<Boolean> extensive = new ArrayList<>();
        List<Double> references = new ArrayList<>();
        List<Double> scales = new ArrayList<>();
        for (int t = 0; t < keys.targets().size(); t++) {
            MoleculeKeys.Target target = keys.targets().get(t);
            double[] fitted = new Composition(molecules, elements, t, target.extensive()).fit();
            names.add(target.key());
            extensive.add(target.extensive());
            for (double reference : fitted) {
                references.add(reference);
            }
            boolean hasForces = target.extensive() && keys.forces().isPresent();
            double scale =
                    hasForces ? force(molecules, _ -> true) : scale(molecules, elements, t, target.extensive(), fitted);
            for (int element : elements) {
                scales.add(
                        hasForces && balanced
                                ? Math.max(force(molecules, e -> e == element), LEAST_SHARE * scale)
                                : scale);
            }
        }
        double[] distances = distances(molecules);
        return new MoleculeInput(
                Arrays.stream(elements).mapToObj(Element::symbol).toList(),
                1
                        + molecules.all().stream()
                                .mapToInt(MoleculeStatistics::greatestTag)
                                .max()
                                .orElse(0),
                names,
                extensive,
                references,
                scales,
                distances[0],
                distances[1]);
    }

    private static int greatestTag(Molecule molecule) {
        int greatest = 0;
        for (int atom = 0; atom < molecule.count(); atom++) {
            if (molecule.tag(atom) >= MOST_TAGS) {
                throw new IllegalArgumentException("%s, atom %d: expected a tag below %d, got %d"
                        .formatted(molecule.where(), atom + 1, MOST_TAGS, molecule.tag(atom)));
            }
            greatest = Math.max(greatest, molecule.tag(atom));
        }
        return greatest;
    }

    /// Of what the composition leaves, for each atom.
    private static double scale(
            Molecules molecules, int[] elements, int target, boolean extensive, double[] references) {
        double squares = 0;
        for (Molecule molecule : molecules.all()) {
            double rest = molecule.target(target) - predicted(molecule, elements, extensive, references);
            squares += rest * rest / (extensive ? molecule.count() : 1);
        }
        double scale = Math.sqrt(squares / molecules.count());
        return scale > 0 ? scale : 1;
    }

    /// The root mean square of a component at atoms of some elements, times 1 Å.
    private static double force(Molecules molecules, IntPredicate elements) {
        double squares = 0;
        long count = 0;
        for (Molecule molecule : molecules.all()) {
            double[] forces = molecule.forces().orElseThrow();
            for (int k = 0; k < forces.length; k++) {
                if (elements.test(molecule.element(k / 3))) {
                    squares += forces[k] * forces[k];
                    count++;
                }
            }
        }
        return Math.sqrt(squares / count);
    }

    /// {@return what references make of a composition}
    private static double predicted(Molecule molecule, int[] elements, boolean extensive, double[] references) {
        double sum = 0;
        for (int atom = 0; atom < molecule.count(); atom++) {
            sum += references[Arrays.binarySearch(elements, molecule.element(atom))];
        }
        return extensive ? sum : sum / molecule.count();
    }

    /// The smallest and the largest distance of two atoms.
    private static double[] distances(Molecules molecules) {
        double nearest = Double.POSITIVE_INFINITY;
        double farthest = 0;
        for (Molecule molecule : molecules.all()) {
            double[] own = distances(molecule);
            nearest = Math.min(nearest, own[0]);
            farthest = Math.max(farthest, own[1]);
        }
        double least = nearest == Double.POSITIVE_INFINITY ? USUAL_NEAREST : nearest;
        return new double[] {least, Math.max(least, farthest)};
    }

    /// {@return the largest distance of two atoms of a molecule, or of the largest ones a bound}
    static double farthest(Molecule molecule) {
        return distances(molecule)[1];
    }

    private static double[] distances(Molecule molecule) {
        double[] r = molecule.positions();
        if (molecule.count() > MOST_PAIRED) {
            return new double[] {Double.POSITIVE_INFINITY, diagonal(r)};
        }
        double nearest = Double.POSITIVE_INFINITY;
        double farthest = 0;
        for (int i = 0; i < r.length; i += 3) {
            for (int j = 0; j < i; j += 3) {
                double x = r[i] - r[j];
                double y = r[i + 1] - r[j + 1];
                double z = r[i + 2] - r[j + 2];
                double distance = Math.sqrt(x * x + y * y + z * z);
                nearest = Math.min(nearest, distance);
                farthest = Math.max(farthest, distance);
            }
        }
        return new double[] {nearest, farthest};
    }

    private static double diagonal(double[] positions) {
        double squares = 0;
        for (int axis = 0; axis < 3; axis++) {
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (int i = axis; i < positions.length; i += 3) {
                least = Math.min(least, positions[i]);
                most = Math.max(most, positions[i]);
            }
            squares += (most - least) * (most - least);
        }
        return Math.sqrt(squares);
    }

    /// The least squares of a target by the numbers, or shares, of the elements.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Composition(Molecules molecules, int[] elements, int target, boolean extensive) {

        double[] fit() {
            int count = elements.length;
            double[][] products = new double[count][count];
            for (Molecule molecule : molecules.all()) {
                double[] row = row(molecule);
                for (int a = 0; a < count; a++) {
                    for (int b = 0; b < count; b++) {
                        products[a][b] += row[a] * row[b];
                    }
                }
            }
            double greatest = 0;
            for (int a = 0; a < count; a++) {
                greatest = Math.max(greatest, products[a][a]);
            }
            for (int a = 0; a < count; a++) {
                products[a][a] += RIDGE * greatest;
            }
            double[] references = new double[count];
            for (int refinement = 0; refinement < REFINEMENTS; refinement++) {
                double[] correction = new PositiveDefinite(products).solve(residuals(references));
                for (int a = 0; a < count; a++) {
                    references[a] += correction[a];
                }
            }
            return references;
        }

        private double[] row(Molecule molecule) {
            double[] row = new double[elements.length];
            for (int atom = 0; atom < molecule.count(); atom++) {
                row[Arrays.binarySearch(elements, molecule.element(atom))] += extensive ? 1 : 1.0 / molecule.count();
            }
            return row;
        }

        private double[] residuals(double[] references) {
            double[] residuals = new double[elements.length];
            for (Molecule molecule : molecules.all()) {
                double[] row = row(molecule);
                double rest = molecule.target(target) - predicted(molecule, elements, extensive, references);
                for (int a = 0; a < row.length; a++) {
                    residuals[a] += row[a] * rest;
                }
            }
            return residuals;
        }
    }
}
