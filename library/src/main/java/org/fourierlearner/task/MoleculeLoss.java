package org.fourierlearner.task;

import java.util.List;
import org.fourierlearner.data.molecule.Molecule;
import org.fourierlearner.data.molecule.MoleculeKeys;
import org.fourierlearner.data.molecule.Molecules;
import org.fourierlearner.model.MoleculeBatch;
import org.fourierlearner.model.MoleculeTransformer;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// What errors of energies and forces count in training.
///
/// The loss is `energyWeight·mean Σ (ΔE)²/atoms + forceWeight·mean (ΔF)²`: the first mean is over
/// molecules, of sums over targets, the second over all components of forces. Errors are in units
/// of the targets' scales; those of targets that do not grow with atoms are not divided by their
/// number. A force weight of 0 leaves forces out of training, not out of evaluation.
///
/// If elements are balanced, an error of a force is in units of the forces of its element, an
/// energy's is multiplied by the root mean square of these factors over its atoms, and it counts
/// by atom: `mean (ΔE/atoms)²·mean atoms`.
public final class MoleculeLoss {
    private final MoleculeKeys keys;
    private final Weights weights;
    private final ModelElements elements;
    private final MoleculePredictor predictor;
    private final MoleculeTransformer model;
    private final double meanAtoms;

    /// What errors count.
    ///
    /// @param firstEnergy of the targets at first; 0 for the same all the time
    /// @param energy of the targets when half of the steps are done, and after that; before,
    ///     weights grow by equal ratios. Were they to grow until the end, energies would be
    ///     learned at low learning rates only
    /// @param force of the forces
    /// @param balanced whether errors are in units of each element's own forces
    public record Weights(double firstEnergy, double energy, double force, boolean balanced) {

        private static final double RAMP = 0.5;

        /// {@return what targets count when a share of the steps is done}
        double energyAt(double done) {
            if (firstEnergy == 0 || energy == 0) {
                return energy;
            }
            return firstEnergy * Math.pow(energy / firstEnergy, Math.min(1, done / RAMP));
        }
    }

    /// @param train the molecules for training
    MoleculeLoss(MoleculePredictor predictor, Molecules train, Weights weights) {
        this.predictor = predictor;
        this.weights = weights;
        keys = predictor.keys();
        model = predictor.model();
        elements = new ModelElements(model.input());
        meanAtoms = train.all().stream().mapToInt(Molecule::count).average().orElseThrow();
    }

    boolean learnsForces() {
        return keys.forces().isPresent() && weights.force() > 0;
    }

    /// {@return the loss; gradients reach the weights of the model}
    ///
    /// @param molecules with targets
    /// @param batch the same
    /// @param turns by which each was turned; null if none was
    /// @param done the share of the steps that is done
    Tensor of(List<Molecule> molecules, MoleculeBatch batch, double @Nullable [] @Nullable [] turns, double done) {
        if (learnsForces()) {
            batch.positions().requireGradient();
        }
        Tensor targets = model.targets(batch);
        Tensor loss = energyLoss(molecules, targets).multiply(weights.energyAt(done));
        return learnsForces()
                ? loss.add(forceLoss(molecules, batch, targets, turns).multiply(weights.force()))
                : loss;
    }

    private Tensor energyLoss(List<Molecule> molecules, Tensor targets) {
        int count = keys.targets().size();
        double[] known = new double[molecules.size() * count];
        double[] factors = new double[known.length];
        for (int b = 0; b < molecules.size(); b++) {
            Molecule molecule = molecules.get(b);
            for (int t = 0; t < count; t++) {
                int at = b * count + t;
                // in double precision: totals have more digits than single precision holds
                known[at] = molecule.target(t) - elements.reference(molecule, t);
                double size = keys.targets().get(t).extensive() ? size(molecule, t) : 1;
                factors[at] = 1 / (size * elements.scale(molecule, t));
            }
        }
        Tensor errors = targets.subtract(
                        Tensor.of(known, molecules.size(), count).to(targets.type()))
                .multiply(Tensor.of(factors, molecules.size(), count).to(targets.type()));
        return errors.square().sum().multiply(1.0 / molecules.size());
    }

    /// Only the target whose slopes are forces.
    private boolean isBalanced(int target) {
        return weights.balanced() && target == predictor.energy();
    }

    /// What an extensive error is divided by: balanced, errors for each atom count alike, in
    /// small cells as in large ones.
    private double size(Molecule molecule, int target) {
        return isBalanced(target) ? molecule.count() / Math.sqrt(meanAtoms) : Math.sqrt(molecule.count());
    }

    private Tensor forceLoss(
            List<Molecule> molecules, MoleculeBatch batch, Tensor targets, double @Nullable [] @Nullable [] turns) {
        int energy = predictor.energy();
        Tensor slopes = predictor.slopes(targets, batch, true);
        int most = batch.positions().extent(1);
        double[] known = new double[3 * molecules.size() * most];
        double[] factors = new double[molecules.size() * most];
        long components = 0;
        for (int b = 0; b < molecules.size(); b++) {
            Molecule molecule = molecules.get(b);
            for (int atom = 0; atom < molecule.count(); atom++) {
                factors[b * most + atom] = 1 / elements.scale(molecule, atom, energy);
            }
            double[] forces = molecule.forces().orElseThrow();
            double[] turned = AtomReader.turned(forces, turns == null ? null : turns[b]);
            System.arraycopy(turned, 0, known, 3 * b * most, turned.length);
            components += turned.length;
        }
        // padding has no slope and no force
        return slopes.add(Tensor.of(known, molecules.size(), most, 3))
                .multiply(Tensor.of(factors, molecules.size(), most, 1))
                .square()
                .sum()
                .to(targets.type())
                .multiply(1.0 / components);
    }
}
