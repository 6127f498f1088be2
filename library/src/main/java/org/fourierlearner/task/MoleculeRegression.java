package org.fourierlearner.task;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.fourierlearner.attention.AttentionConfig;
import org.fourierlearner.attention.MaskedAttention;
import org.fourierlearner.data.molecule.Molecule;
import org.fourierlearner.data.molecule.MoleculeKeys;
import org.fourierlearner.data.molecule.MoleculeSplit;
import org.fourierlearner.data.molecule.Molecules;
import org.fourierlearner.model.MoleculeBatch;
import org.fourierlearner.model.MoleculeTransformer;
import org.fourierlearner.model.MoleculeTransformerConfig;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// Telling energies, and forces if they are known, of molecules and crystals; see [MoleculeLoss].
public final class MoleculeRegression implements Task {
    private final MoleculeSplit data;
    private final MoleculeKeys keys;
    private final Batches batches;
    private final MoleculePredictor predictor;
    private final MoleculeLoss loss;
    private final StepRandom random;
    private final TrainedEncodings encodings;
    private final MoleculeOrder order;
    private final int mostAtoms;

    /// How molecules come in batches.
    ///
    /// @param size the molecules of a part of a batch, at most
    /// @param parts how many parts make a batch
    /// @param steps of the whole training
    /// @param rotated whether each is turned at random
    /// @param evaluationAtoms the most atoms to evaluate on; 0 for all
    public record Batches(int size, int parts, long steps, boolean rotated, long evaluationAtoms) {}

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
            MoleculeLoss.Weights weights,
            long seed) {
        this.data = data;
        this.keys = keys;
        this.batches = batches;
        random = new StepRandom(seed);
        var model = new MoleculeTransformer(
                config, MoleculeStatistics.of(data.train(), keys, weights.balanced()), Randomness.seeded(seed));
        predictor = new MoleculePredictor(model, keys);
        loss = new MoleculeLoss(predictor, data.train(), weights);
        try {
            requireFit(config);
        } catch (IllegalArgumentException e) {
            model.close();
            throw e;
        }
        encodings = new TrainedEncodings(model.attentions());
        int[] atoms = data.train().all().stream().mapToInt(Molecule::count).toArray();
        mostAtoms = Arrays.stream(atoms).max().orElseThrow();
        order = new MoleculeOrder(atoms, batches.size(), random);
    }

    private void requireFit(MoleculeTransformerConfig config) {
        if (keys.forces().isPresent()) {
            predictor.energy();
        }
        if (loss.learnsForces() && config.attention() instanceof AttentionConfig.Linear linear && linear.isFused()) {
            throw new IllegalArgumentException(
                    "attention.path: expected composed or exact, because training on forces takes second derivatives, which the kernels do not have, got fused; set attention.path = composed");
        }
        if (predictor.isByWaves()
                && !data.train().all().stream().allMatch(AtomReader::isPeriodic)
                && model().attentions().getFirst() instanceof MaskedAttention attention) {
            attention.frequencies();
        }
        Stream.concat(Stream.of(data.train(), data.validation()), data.test().stream())
                .map(Molecules::all)
                .forEach(molecules -> {
                    predictor.reader().requireKnown(molecules);
                    predictor.requireReach(molecules);
                });
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
        double done = Math.min(1, (double) step / Math.max(1, batches.steps() - 1));
        return loss.of(molecules, batch, turns, done);
    }

    private double[][] turns(int count, long step, int part) {
        SplittableRandom draws = random.of(step, StepRandom.AUGMENTATION, part);
        double[][] turns = new double[count][];
        for (int b = 0; b < count; b++) {
            turns[b] = AtomReader.rotation(draws);
        }
        return turns;
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
        long passes = loss.learnsForces() ? 3 : 1;
        long bytes = model().config().doublePrecision() ? Double.BYTES : Float.BYTES;
        return bytes * passes * model().activations(batches.size(), mostAtoms, true);
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
        if (keys.forces().isEmpty() || !predictor.isBlind()) {
            return encodings.notices();
        }
        List<String> notices = new ArrayList<>(encodings.notices());
        notices.add("attention.rpe is none: energies do not depend on positions, and all forces are 0");
        return notices;
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
