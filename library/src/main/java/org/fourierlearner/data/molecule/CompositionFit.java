package org.fourierlearner.data.molecule;

import java.util.Arrays;
import java.util.List;

/// Energies as a sum over atoms of one energy for each element, or as one energy: the fit with the least sum of
/// absolute deviations, by least squares with weights that are the inverse of the deviations before.
final class CompositionFit {
    private static final int ITERATIONS = 50;

    /// Of the mean of the diagonal; compositions below it are not told apart.
    private static final double RIDGE = 1e-9;

    /// A composition that is determined has a part of its own that is less than this outside of those for
    /// training.
    private static final double MOST_OUTSIDE = 1e-3;

    private final int[] places = new int[Element.LAST + 1];
    private final boolean extensive;
    private final int parameters;
    private final double[][] spread;
    private final double ridge;
    private final double[] energies;

    /// @param train molecules to fit
    /// @param target of which number
    /// @param extensive whether it is a sum over atoms
    CompositionFit(List<Molecule> train, int target, boolean extensive) {
        this.extensive = extensive;
        Arrays.fill(places, -1);
        int count = 0;
        for (Molecule molecule : train) {
            for (int element : molecule.elements().toArray()) {
                if (places[element] < 0) {
                    places[element] = count++;
                }
            }
        }
        this.parameters = extensive ? count : 1;
        double[][] compositions = train.stream().map(this::composition).toArray(double[][]::new);
        double[] values =
                train.stream().mapToDouble(molecule -> molecule.target(target)).toArray();
        double[] weights = new double[values.length];
        Arrays.fill(weights, 1);
        this.spread = normal(compositions, weights);
        this.ridge = addRidge(spread);
        double scale = Arrays.stream(values).map(Math::abs).max().orElse(0);
        double[] fitted = new double[parameters];
        for (int i = 0; i < ITERATIONS; i++) {
            double[] side = new double[parameters];
            for (int m = 0; m < values.length; m++) {
                add(side, compositions[m], weights[m] * values[m]);
            }
            double[][] matrix = normal(compositions, weights);
            addRidge(matrix);
            fitted = new PositiveDefinite(matrix).solve(side);
            for (int m = 0; m < values.length; m++) {
                double residual = Math.abs(values[m] - dot(compositions[m], fitted));
                weights[m] = 1 / Math.max(residual, 1e-9 * scale + Double.MIN_NORMAL);
            }
        }
        this.energies = fitted;
    }

    int parameters() {
        return parameters;
    }

    double predict(Molecule molecule) {
        return dot(composition(molecule), energies);
    }

    /// {@return whether the molecules for training say what a composition has for energy}
    boolean determines(Molecule molecule) {
        double[] composition = composition(molecule);
        double[] outside = new PositiveDefinite(spread).solve(composition);
        return ridge * Math.sqrt(dot(outside, outside)) < MOST_OUTSIDE * Math.sqrt(dot(composition, composition));
    }

    private double[] composition(Molecule molecule) {
        double[] counts = new double[parameters];
        if (!extensive) {
            counts[0] = 1;
            return counts;
        }
        for (int atom = 0; atom < molecule.count(); atom++) {
            int place = places[molecule.element(atom)];
            if (place >= 0) {
                counts[place]++;
            }
        }
        return counts;
    }

    private double[][] normal(double[][] compositions, double[] weights) {
        double[][] matrix = new double[parameters][parameters];
        for (int m = 0; m < compositions.length; m++) {
            for (int i = 0; i < parameters; i++) {
                if (compositions[m][i] != 0) {
                    add(matrix[i], compositions[m], weights[m] * compositions[m][i]);
                }
            }
        }
        return matrix;
    }

    private static double addRidge(double[][] matrix) {
        double trace = 0;
        for (int i = 0; i < matrix.length; i++) {
            trace += matrix[i][i];
        }
        double ridge = RIDGE * trace / matrix.length;
        for (int i = 0; i < matrix.length; i++) {
            matrix[i][i] += ridge;
        }
        return ridge;
    }

    private static void add(double[] sum, double[] values, double factor) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * values[i];
        }
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
