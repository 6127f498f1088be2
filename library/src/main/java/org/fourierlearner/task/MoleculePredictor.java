package org.fourierlearner.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.fourierlearner.attention.AttentionConfig;
import org.fourierlearner.attention.MaskedAttention;
import org.fourierlearner.data.molecule.Molecule;
import org.fourierlearner.data.molecule.MoleculeKeys;
import org.fourierlearner.model.MoleculeBatch;
import org.fourierlearner.model.MoleculeTransformer;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.rpe.Shells;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Tells energies and forces of molecules and crystals.
///
/// @param model closed with this
/// @param keys how its training files declare targets and forces
public record MoleculePredictor(MoleculeTransformer model, MoleculeKeys keys) implements AutoCloseable {

    /// Atoms that are predicted at once; more take memory and are no faster.
    private static final int ATOMS_AT_ONCE = 1024;

    /// {@return what the model says of some molecules, in their order} What is said of one does
    /// not depend on the others, but for rounding.
    ///
    /// @param molecules of elements that it has seen
    /// @param forces whether forces are wanted, which take three times as long
    /// @throws IllegalArgumentException if there is another element, a crystal where attention
    ///     has no masks, a molecule that masks do not reach across, a cell that needs too many
    ///     waves, or forces are wanted of a model without an extensive target
    public List<MoleculePrediction> predict(List<Molecule> molecules, boolean forces) {
        int energy = forces ? energy() : -1;
        requireReach(molecules);
        MoleculePrediction[] predictions = new MoleculePrediction[molecules.size()];
        // apart, because a molecule in a cell is not quite what it is in open space
        for (boolean periodic : new boolean[] {false, true}) {
            int[] order = largestFirst(molecules, periodic);
            int first = 0;
            while (first < order.length) {
                // waves are as many as the largest cell of a batch asks for
                int atOnce = periodic && isByWaves()
                        ? 1
                        : Math.max(
                                1, ATOMS_AT_ONCE / molecules.get(order[first]).count());
                int[] some = Arrays.copyOfRange(order, first, Math.min(order.length, first + atOnce));
                List<Molecule> batch =
                        Arrays.stream(some).mapToObj(molecules::get).toList();
                List<MoleculePrediction> told = told(batch, energy);
                for (int b = 0; b < some.length; b++) {
                    predictions[some[b]] = told.get(b);
                }
                first += some.length;
            }
        }
        return List.of(predictions);
    }

    /// Molecules of about one size together, so that padding wastes little; the first of a batch
    /// says how many fit.
    private static int[] largestFirst(List<Molecule> molecules, boolean periodic) {
        return IntStream.range(0, molecules.size())
                .filter(i -> AtomReader.isPeriodic(molecules.get(i)) == periodic)
                .boxed()
                .sorted((a, b) -> Integer.compare(
                        molecules.get(b).count(), molecules.get(a).count()))
                .mapToInt(i -> i)
                .toArray();
    }

    /// {@return what a target is on average for atoms of such elements, in eV; what is predicted
    /// goes beyond it}
    ///
    /// @param molecule of elements that the model has seen
    /// @param target its number, from 0
    public double ofElements(Molecule molecule, int target) {
        return new ModelElements(model.input()).reference(molecule, target);
    }

    private List<MoleculePrediction> told(List<Molecule> molecules, int energy) {
        try (var _ = energy >= 0 ? Scope.withGradients() : Scope.withoutGradients()) {
            MoleculeBatch batch = reader().read(molecules, null);
            if (energy >= 0) {
                batch.positions().requireGradient();
            }
            Tensor targets = model.targets(batch);
            double[] slopes = energy < 0 ? null : slopes(targets, batch, false).toDoubles();
            return predictions(molecules, targets.detach().toDoubles(), slopes);
        }
    }

    /// {@return the gradient of the energy by the places, `[batch, atoms, 3]`; 0 if the model
    /// does not see them}
    ///
    /// @param targets of the model for the batch
    /// @param batch whose positions require a gradient
    /// @param differentiable whether the gradients shall themselves be differentiated
    Tensor slopes(Tensor targets, MoleculeBatch batch, boolean differentiable) {
        if (isBlind()) {
            return Tensor.zeros(ElementType.FLOAT64, batch.positions().shape().extents());
        }
        return targets.select(1, energy())
                .sum()
                .gradients(List.of(batch.positions()), differentiable)
                .getFirst();
    }

    /// {@return whether energies do not depend on positions, so that all forces are 0}
    boolean isBlind() {
        return model.config().attention().rpe() instanceof Rpe.None;
    }

    private List<MoleculePrediction> predictions(
            List<Molecule> molecules, double[] values, double @Nullable [] slopes) {
        var known = new ModelElements(model.input());
        int count = model.input().targets().size();
        int most = slopes == null ? 0 : slopes.length / molecules.size();
        List<MoleculePrediction> predictions = new ArrayList<>();
        for (int b = 0; b < molecules.size(); b++) {
            double[] targets = new double[count];
            for (int t = 0; t < count; t++) {
                targets[t] = known.reference(molecules.get(b), t) + values[b * count + t];
            }
            double[] forces = null;
            if (slopes != null) {
                forces = Arrays.copyOfRange(
                        slopes, b * most, b * most + 3 * molecules.get(b).count());
                for (int i = 0; i < forces.length; i++) {
                    forces[i] = 0 - forces[i]; // not −0
                }
            }
            predictions.add(new MoleculePrediction(targets, forces));
        }
        return predictions;
    }

    /// {@return what each atom gives to each, for every layer, `[heads, atoms, atoms]`, for
    /// inspection}
    ///
    /// @param molecule of elements that the model has seen
    public List<Tensor> weights(Molecule molecule) {
        requireReach(List.of(molecule));
        return model.weights(reader().read(List.of(molecule), null)).stream()
                .map(layer -> layer.select(0, 0))
                .toList();
    }

    boolean isByWaves() {
        return model.config().attention() instanceof AttentionConfig.Masked masked
                && masked.path() == AttentionConfig.Path.COMPOSED;
    }

    /// Refuses molecules in open space that masks do not reach across: those of atoms too far
    /// apart would not be 0; and cells that need too many waves.
    ///
    /// @throws IllegalArgumentException if there is one
    void requireReach(List<Molecule> molecules) {
        if (!(model.config().attention().rpe() instanceof Shells shells)) {
            return;
        }
        double most = shells.accurateTo(model.input().farthest());
        for (Molecule molecule : molecules) {
            if (AtomReader.isPeriodic(molecule)) {
                requireFewWaves(molecule);
                continue;
            }
            double farthest = MoleculeStatistics.farthest(molecule);
            if (farthest > most) {
                throw new IllegalArgumentException(
                        "%s: expected atoms at most %.1f Å apart, as far as masks reach, got %.1f; train with --set model.attention.rpe.reach=%.0f"
                                .formatted(molecule.where(), most, farthest, Math.ceil(farthest)));
            }
        }
    }

    private void requireFewWaves(Molecule molecule) {
        if (model.attentions().getFirst() instanceof MaskedAttention masked) {
            try {
                masked.requireFewWaves(reader().cell(molecule));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("%s: %s".formatted(molecule.where(), e.getMessage()), e);
            }
        }
    }

    AtomReader reader() {
        ElementType type = model.config().doublePrecision() ? ElementType.FLOAT64 : ElementType.FLOAT32;
        double gap = model.config().attention().rpe() instanceof Shells shells ? shells.vanishing(type) : 0;
        return new AtomReader(model.input(), gap);
    }

    /// {@return the number of the target whose negative gradient the forces are}
    ///
    /// @throws IllegalArgumentException if there is none
    int energy() {
        int energy = model.input().extensive().indexOf(true);
        if (energy < 0 || energy != model.input().extensive().lastIndexOf(true)) {
            throw new IllegalArgumentException(
                    "forces: expected a model with one extensive target, whose gradient they are, got targets %s"
                            .formatted(model.input().targets()));
        }
        return energy;
    }

    @Override
    public void close() {
        model.close();
    }
}
