package org.fourierlearner.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.fourierlearner.data.molecule.Element;
import org.fourierlearner.data.molecule.Molecule;
import org.fourierlearner.data.molecule.MoleculeKeys;
import org.fourierlearner.model.MoleculeBatch;
import org.fourierlearner.model.MoleculeInput;
import org.fourierlearner.model.MoleculeTransformer;
import org.fourierlearner.rpe.Shells;
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

    /// {@return what the model says of some molecules, in their order}
    ///
    /// @param molecules of elements that it has seen
    /// @param forces whether forces are wanted, which take three times as long
    /// @throws IllegalArgumentException if there is another element, or forces are wanted of a
    ///     model without an
    ///     extensive target
    public List<MoleculePrediction> predict(List<Molecule> molecules, boolean forces) {
        int energy = forces ? energy() : -1;
        // molecules of one size together, so that padding wastes nothing
        int[] order = IntStream.range(0, molecules.size())
                .boxed()
                .sorted((a, b) -> Integer.compare(
                        molecules.get(a).count(), molecules.get(b).count()))
                .mapToInt(i -> i)
                .toArray();
        MoleculePrediction[] predictions = new MoleculePrediction[order.length];
        int first = 0;
        while (first < order.length) {
            int atOnce = Math.max(1, ATOMS_AT_ONCE / molecules.get(order[first]).count());
            int[] some = Arrays.copyOfRange(order, first, Math.min(order.length, first + atOnce));
            List<Molecule> batch = Arrays.stream(some).mapToObj(molecules::get).toList();
            List<MoleculePrediction> told = told(batch, energy);
            for (int b = 0; b < some.length; b++) {
                predictions[some[b]] = told.get(b);
            }
            first += some.length;
        }
        return List.of(predictions);
    }

    /// {@return what a target is on average for atoms of such elements, in eV; what is predicted goes
    /// beyond it}
    ///
    /// @param molecule of elements that the model has seen
    /// @param target its number, from 0
    public double ofElements(Molecule molecule, int target) {
        return reference(model.input(), molecule, target);
    }

    private List<MoleculePrediction> told(List<Molecule> molecules, int energy) {
        try (var _ = energy >= 0 ? Scope.withGradients() : Scope.withoutGradients()) {
            MoleculeBatch batch = reader().read(molecules, null);
            if (energy >= 0) {
                batch.positions().requireGradient();
            }
            Tensor targets = model.targets(batch);
            double[] slopes = energy < 0
                    ? null
                    : targets.select(1, energy)
                            .sum()
                            .gradients(List.of(batch.positions()), false)
                            .getFirst()
                            .toDoubles();
            return predictions(molecules, targets.detach().toDoubles(), slopes);
        }
    }

    private List<MoleculePrediction> predictions(
            List<Molecule> molecules, double[] values, double @Nullable [] slopes) {
        int count = model.input().targets().size();
        int most = slopes == null ? 0 : slopes.length / molecules.size();
        List<MoleculePrediction> predictions = new ArrayList<>();
        for (int b = 0; b < molecules.size(); b++) {
            double[] targets = new double[count];
            for (int t = 0; t < count; t++) {
                targets[t] = reference(model.input(), molecules.get(b), t) + values[b * count + t];
            }
            double[] forces = null;
            if (slopes != null) {
                forces = Arrays.copyOfRange(
                        slopes, b * most, b * most + 3 * molecules.get(b).count());
                for (int i = 0; i < forces.length; i++) {
                    forces[i] = -forces[i];
                }
            }
            predictions.add(new MoleculePrediction(targets, forces));
        }
        return predictions;
    }

    /// {@return what each atom gives to each, for every layer, `[heads, atoms, atoms]`, for inspection}
    ///
    /// @param molecule of elements that the model has seen
    public List<Tensor> weights(Molecule molecule) {
        return model.weights(reader().read(List.of(molecule), null)).stream()
                .map(layer -> layer.select(0, 0))
                .toList();
    }

    AtomReader reader() {
        double gap = model.config().attention().rpe() instanceof Shells shells ? shells.end() : 0;
        return new AtomReader(model.input(), gap);
    }

    /// {@return what the elements alone say of a target, in eV}
    static double reference(MoleculeInput input, Molecule molecule, int target) {
        double sum = 0;
        for (int atom = 0; atom < molecule.count(); atom++) {
            sum += input.reference(target, input.elements().indexOf(Element.symbol(molecule.element(atom))));
        }
        return input.extensive().get(target) ? sum : sum / molecule.count();
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
