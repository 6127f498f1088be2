package org.fourierlearner.task;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.fourierlearner.attention.AttentionConfig;
import org.fourierlearner.attention.MaskedAttention;
import org.fourierlearner.data.molecule.Molecule;
import org.fourierlearner.data.molecule.MoleculeKeys;
import org.fourierlearner.data.molecule.MoleculeSplit;
import org.fourierlearner.data.molecule.Molecules;
import org.fourierlearner.model.MoleculeBatch;
import org.fourierlearner.model.MoleculeTransformer;
import org.fourierlearner.model.MoleculeTransformerConfig;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Telling energies, and forces if they are known, of molecules and crystals.
///
/// The loss is `energyWeight·mean Σ (ΔE)²/atoms + forceWeight·mean (ΔF)²`: the first mean is over
/// molecules, of sums over targets, the second over all components of forces. Errors are in units
/// of the targets' scales; those of targets that do not grow with atoms are not divided by their
/// number. A force weight of 0 leaves forces out of training, not out of evaluation.
///
/// If elements are balanced, an error of a force is in units of the forces of its element, an
/// energy's is multiplied by the root mean square of these factors over its atoms, and it counts
/// by atom: `mean (ΔE/atoms)²·mean atoms`.
public final class MoleculeRegression implements Task {
    private final MoleculeSplit data;
    private final MoleculeKeys keys;
    private final Batches batches;
    private final Weights weights;
    private final ElementBalance balance;
    private final MoleculePredictor predictor;
    private final StepRandom random;
    private final TrainedEncodings encodings;
    private final MoleculeOrder order;
    private final int mostAtoms;
    private final double meanAtoms;

    /// How molecules come in batches.
    ///
    /// @param size the molecules of a part of a batch, at most
    /// @param parts how many parts make a batch
    /// @param steps of the whole training
    /// @param rotated whether each is turned at random
    /// @param evaluationAtoms the most atoms to evaluate on; 0 for all
    public record Batches(int size, int parts, long steps, boolean rotated, long evaluationAtoms) {}

    /// What errors count.
    ///
    /// @param firstEnergy of the targets at first; 0 for the same all the time
    /// @param energy of the targets in the end; between, weights are of equal ratios
    /// @param force of the forces
    /// @param balanced whether errors are in units of each element's own forces
    public record Weights(double firstEnergy, double energy, double force, boolean balanced) {

        /// {@return what targets count when a share of the steps is done}
        double energyAt(double done) {
            return firstEnergy == 0 || energy == 0 ? energy : firstEnergy * Math.pow(energy / firstEnergy, done);
        }
    }

    /// Makes a model with first weights.
    ///
    /// @param config what the model is
    /// @param data the molecules
    /// @param keys what they declare
    /// @param batches how they come in batches
    /// @param weights what errors count
    /// @param seed of weights and order
    /// @throws IllegalArgumentException if the model does not fit the molecules
    public MoleculeRegression(
            MoleculeTransformerConfig config,
            MoleculeSplit data,
            MoleculeKeys keys,
            Batches batches,
            Weights weights,
            long seed) {
        this.data = data;
        this.keys = keys;
        this.batches = batches;
        this.weights = weights;
        balance = weights.balanced() ? ElementBalance.of(data.train()) : ElementBalance.none();
        random = new StepRandom(seed);
        var model = new MoleculeTransformer(config, MoleculeStatistics.of(data.train(), keys), Randomness.seeded(seed));
        predictor = new MoleculePredictor(model, keys);
        try {
            requireFit(config);
        } catch (IllegalArgumentException e) {
            model.close();
            throw e;
        }
        encodings = new TrainedEncodings(model.attentions());
        int[] atoms = data.train().all().stream().mapToInt(Molecule::count).toArray();
        mostAtoms = Arrays.stream(atoms).max().orElseThrow();
        meanAtoms = Arrays.stream(atoms).average().orElseThrow();
        order = new MoleculeOrder(atoms, batches.size(), random);
    }

    private boolean learnsForces() {
        return keys.forces().isPresent() && weights.force() > 0;
    }

    private void requireFit(MoleculeTransformerConfig config) {
        if (keys.forces().isPresent()) {
            predictor.energy();
        }
        if (learnsForces() && config.attention() instanceof AttentionConfig.Linear linear && linear.isFused()) {
            throw new IllegalArgumentException(
                    "attention.path: expected composed or exact, because training on forces takes second derivatives, which the kernels do not have, got fused; set attention.path = composed");
        }
        boolean byWaves = config.attention() instanceof AttentionConfig.Masked masked
                && masked.path() == AttentionConfig.Path.COMPOSED;
        if (byWaves
                && !data.train().all().stream().allMatch(AtomReader::isPeriodic)
                && model().attentions().getFirst() instanceof MaskedAttention attention) {
            attention.frequencies();
        }
        predictor.reader().requireKnown(data.train().all());
        predictor.reader().requireKnown(data.validation().all());
        data.test().ifPresent(test -> predictor.reader().requireKnown(test.all()));
    }

    /// {@return the model}
    public MoleculeTransformer model() {
        return predictor.model();
    }

    @Override
    public Parameters parameters() {
        return model().parameters();
    }

    @Override
    public void beginStep(long step) {
        encodings.beginStep(step, random);
    }

    @Override
    public Tensor loss(long step, int part) {
        List<Molecule> molecules = Arrays.stream(order.at(step * batches.parts() + part))
                .mapToObj(data.train()::molecule)
                .toList();
        double[][] turns = batches.rotated() ? turns(molecules.size(), step, part) : null;
        MoleculeBatch batch = predictor.reader().read(molecules, turns);
        if (learnsForces()) {
            batch.positions().requireGradient();
        }
        Tensor targets = model().targets(batch);
        double done = Math.min(1, (double) step / Math.max(1, batches.steps() - 1));
        Tensor loss = energyLoss(molecules, targets).multiply(weights.energyAt(done));
        return learnsForces()
                ? loss.add(forceLoss(molecules, batch, targets, turns).multiply(weights.force()))
                : loss;
    }

    private double[][] turns(int count, long step, int part) {
        SplittableRandom draws = random.of(step, StepRandom.AUGMENTATION, part);
        double[][] turns = new double[count][];
        for (int b = 0; b < count; b++) {
            turns[b] = AtomReader.rotation(draws);
        }
        return turns;
    }

    private Tensor energyLoss(List<Molecule> molecules, Tensor targets) {
        var elements = new ModelElements(model().input());
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
                double factor = isBalanced(t) ? balance.of(molecule) : 1;
                factors[at] = factor / (size * model().input().scales().get(t));
            }
        }
        Tensor errors = targets.subtract(single(known, molecules.size(), count))
                .multiply(single(factors, molecules.size(), count));
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

    private static Tensor single(double[] values, int... extents) {
        return Tensor.of(values, extents).to(ElementType.FLOAT32);
    }

    private Tensor forceLoss(
            List<Molecule> molecules, MoleculeBatch batch, Tensor targets, double @Nullable [] @Nullable [] turns) {
        int energy = predictor.energy();
        Tensor slopes = targets.select(1, energy)
                .sum()
                .gradients(List.of(batch.positions()), true)
                .getFirst();
        int most = batch.positions().extent(1);
        double[] known = new double[3 * molecules.size() * most];
        double[] factors = new double[molecules.size() * most];
        long components = 0;
        for (int b = 0; b < molecules.size(); b++) {
            Molecule molecule = molecules.get(b);
            for (int atom = 0; atom < molecule.count(); atom++) {
                factors[b * most + atom] = balance.of(molecule, atom);
            }
            double[] forces = molecule.forces().orElseThrow();
            double[] turned = AtomReader.turned(forces, turns == null ? null : turns[b]);
            System.arraycopy(turned, 0, known, 3 * b * most, turned.length);
            components += turned.length;
        }
        double scale = model().input().scales().get(energy);
        // padding has no slope and no force
        return slopes.add(Tensor.of(known, molecules.size(), most, 3))
                .multiply(Tensor.of(factors, molecules.size(), most, 1))
                .square()
                .sum()
                .to(ElementType.FLOAT32)
                .multiply(1 / (scale * scale * components));
    }

    @Override
    public long tokensPerPart() {
        return (long) Math.min(batches.size(), data.train().count())
                * data.train().all().stream().mapToInt(Molecule::count).sum()
                / data.train().count();
    }

    @Override
    public long activationBytes() {
        // forces are gradients that are differentiated again
        long passes = learnsForces() ? 3 : 1;
        return Float.BYTES * passes * model().activations(batches.size(), mostAtoms, true);
    }

    @Override
    public Evaluation evaluate() {
        return evaluate(data.validation(), batches.evaluationAtoms());
    }

    private Evaluation evaluate(Molecules molecules, long most) {
        List<Molecule> some = molecules.some(most);
        return MoleculeErrors.of(
                keys, some, predictor.predict(some, keys.forces().isPresent()));
    }

    @Override
    public boolean hasTest() {
        return data.test().isPresent();
    }

    @Override
    public Evaluation test() {
        return evaluate(data.test().orElseThrow(), 0);
    }

    @Override
    public List<String> recorded() {
        return MoleculeErrors.names(keys);
    }

    @Override
    public List<String> notices() {
        return encodings.notices();
    }

    @Override
    public void write(Path folder, Provenance provenance) throws IOException {
        MoleculeFolder.write(folder, predictor, provenance);
    }

    @Override
    public void read(Path folder) throws IOException {
        MoleculeFolder.resume(folder, predictor, dataSha256());
    }

    @Override
    public String dataSha256() {
        return data.train().sha256();
    }

    @Override
    public void close() {
        predictor.close();
    }
}
