package org.fourierlearner.train;

import java.io.IOException;
import java.nio.file.Path;
import org.fourierlearner.data.molecule.MoleculeSource;
import org.fourierlearner.model.MoleculeTransformerConfig;
import org.fourierlearner.task.MoleculeLoss;
import org.fourierlearner.task.MoleculeRegression;
import org.fourierlearner.task.Task;

/// The training of a model that tells energies and forces of molecules and crystals.
///
/// @param seed of weights, frequencies and data order
/// @param data the molecules
/// @param model the model
/// @param firstEnergyWeight what squared errors of targets count at first, for each atom; 0 for
///     as much as in the end
/// @param energyWeight what they count from half of the steps on; before, weights are of equal
///     ratios
/// @param forceWeight what squared errors of forces count, for each component
/// @param balanced whether errors are in units of the forces of each element, and small cells
///     count as much as large ones, for sets of several materials
/// @param rotations whether molecules are turned at random in training
/// @param train how to train
public record MoleculeRunConfig(
        long seed,
        MoleculeSource data,
        MoleculeTransformerConfig model,
        double firstEnergyWeight,
        double energyWeight,
        double forceWeight,
        boolean balanced,
        boolean rotations,
        TrainConfig train)
        implements RunConfig {

    /// Checks the weights.
    ///
    /// @throws IllegalArgumentException if one is negative, if neither energies nor forces count,
    ///     or if a choice has no effect
    public MoleculeRunConfig {
        requireWeight("firstEnergyWeight", firstEnergyWeight);
        requireWeight("energyWeight", energyWeight);
        requireWeight("forceWeight", forceWeight);
        if (energyWeight == 0 && (forceWeight == 0 || data.keys().forces().isEmpty())) {
            throw new IllegalArgumentException(
                    "energyWeight: expected a positive number where forces do not count, got 0");
        }
        if (firstEnergyWeight > 0 && energyWeight == 0) {
            throw new IllegalArgumentException(
                    "firstEnergyWeight: expected 0 where energyWeight is 0, got " + firstEnergyWeight);
        }
        if (model.doublePrecision() && train.precision() == Precision.BFLOAT_16) {
            throw new IllegalArgumentException(
                    "train.precision: expected float-32 with model.doublePrecision = true, which stays as it is, got bfloat-16");
        }
        if (balanced && data.keys().forces().isEmpty()) {
            throw new IllegalArgumentException(
                    "balanced: expected false without forces, which decide what is alike, got true");
        }
    }

    private static void requireWeight(String component, double weight) {
        if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("%s: expected a number ≥ 0, got %s".formatted(component, weight));
        }
    }

    /// {@return a small model}
    public static MoleculeRunConfig defaults() {
        return new MoleculeRunConfig(
                1,
                MoleculeSource.Xyz.defaults(),
                MoleculeTransformerConfig.defaults(),
                0,
                10,
                1,
                false,
                false,
                TrainConfig.defaults());
    }

    @Override
    public Task createTask(Path cache) throws IOException {
        return new MoleculeRegression(
                model,
                data.open(),
                data.keys(),
                new MoleculeRegression.Batches(
                        train.batchSize(), train.parts(), train.steps(), rotations, train.evaluationTokens()),
                new MoleculeLoss.Weights(firstEnergyWeight, energyWeight, forceWeight, balanced),
                seed);
    }
}
