package org.fourierlearner.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.fourierlearner.data.molecule.Molecule;
import org.fourierlearner.data.molecule.MoleculeKeys;
import org.fourierlearner.data.molecule.MoleculeSource;
import org.fourierlearner.data.molecule.MoleculeSplit;
import org.fourierlearner.data.molecule.Molecules;
import org.fourierlearner.model.MoleculeInput;
import org.fourierlearner.model.TinyAtoms;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoleculeRegressionTest {
    private static final MoleculeLoss.Weights WEIGHTS = new MoleculeLoss.Weights(0, 3, 2, false);
    private static final double[] CELL = {4.1, 0, 0, 0.6, 3.7, 0, -0.4, 0.5, 4.6};

    private static double loss(MoleculeRegression task, long step, int part) {
        try (var _ = Scope.withGradients()) {
            return task.loss(step, part).item();
        }
    }

    private static List<Molecule> batch(long seed, int size, long number) {
        List<Molecule> train = TinyMolecules.split(TinyMolecules.KEYS).train().all();
        int[] atoms = train.stream().mapToInt(Molecule::count).toArray();
        return Arrays.stream(new MoleculeOrder(atoms, size, new StepRandom(seed)).at(number))
                .mapToObj(train::get)
                .toList();
    }

    /// The mean square of the force components of an element's atoms.
    private static double meanSquare(int element) {
        List<Molecule> train = TinyMolecules.split(TinyMolecules.KEYS).train().all();
        return train.stream()
                .flatMapToDouble(molecule -> IntStream.range(0, 3 * molecule.count())
                        .filter(k -> molecule.element(k / 3) == element)
                        .mapToDouble(k -> molecule.forces().orElseThrow()[k]))
                .map(component -> component * component)
                .average()
                .orElseThrow();
    }

    /// `3·mean (ΔE)²/atoms + 2·mean (ΔF)²`, in units of the scale, or of each element's own,
    /// number by number.
    @ParameterizedTest
    @CsvSource({
        "attention.path=exact, false",
        "attention.path=composed, false",
        "attention.kind=exact, false",
        "attention.path=exact, true"
    })
    void theLossIsThatOfTheDefinition(String override, boolean balanced) {
        var batches = TinyMolecules.batches(4, 2);
        var counts = new MoleculeLoss.Weights(balanced ? 0.75 : 0, 3, 2, balanced);
        try (MoleculeRegression task = TinyMolecules.task(batches, counts, TinyMolecules.KEYS, 1, override)) {
            TinyAtoms.disturb(task.model());
            List<Molecule> molecules = batch(1, 4, 3 * 2 + 1);
            double scale = task.model().input().scales().getFirst();
            double meanAtoms = TinyMolecules.split(TinyMolecules.KEYS).train().all().stream()
                    .mapToInt(Molecule::count)
                    .average()
                    .orElseThrow();
            double energies = 0;
            double forces = 0;
            int components = 0;
            var predictor = new MoleculePredictor(task.model(), TinyMolecules.KEYS);
            for (Molecule molecule : molecules) {
                MoleculePrediction told =
                        predictor.predict(List.of(molecule), true).getFirst();
                double[] squares = IntStream.range(0, molecule.count())
                        .mapToDouble(atom -> balanced ? meanSquare(molecule.element(atom)) : scale * scale)
                        .toArray();
                double error = told.targets()[0] - molecule.target(0);
                double inverse = Arrays.stream(squares)
                        .map(square -> 1 / square)
                        .average()
                        .orElseThrow();
                double share = balanced ? meanAtoms / molecule.count() : 1;
                energies += share * error * error * inverse / molecule.count() / 4;
                double[] known = molecule.forces().orElseThrow();
                double[] slopes = told.forces();
                assertThat(slopes).isNotNull();
                for (int i = 0; slopes != null && i < known.length; i++) {
                    forces += (slopes[i] - known[i]) * (slopes[i] - known[i]) / squares[i / 3];
                    components++;
                }
            }
            // two thirds of the way from a quarter of the weight to all of it, which it is halfway through the steps
            double energyWeight = balanced ? 3 * Math.pow(0.25, 1 / 3.0) : 3;
            double expected = energyWeight * energies + 2 * forces / components;

            // some hundred operations in single precision
            assertThat(loss(task, 3, 1)).isCloseTo(expected, within(2e-5 * expected));
        }
    }

    @Test
    void whatAStepSeesFollowsFromSeedAndStepAlone() {
        var batches = new MoleculeRegression.Batches(4, 2, 10, true, 0);
        try (MoleculeRegression task = TinyMolecules.task(batches, 1, "attention.path=composed");
                MoleculeRegression same = TinyMolecules.task(batches, 1, "attention.path=composed")) {
            double later = loss(task, 7, 1);
            assertThat(loss(task, 7, 0)).isNotEqualTo(later);
            assertThat(loss(task, 6, 1)).isNotEqualTo(later);
            assertThat(loss(task, 7, 1)).isEqualTo(later);
            assertThat(loss(same, 7, 1)).isEqualTo(later);
        }
    }

    /// Pairs do not see a rotation but in the last digits, waves in more of them.
    @Test
    void turnedMoleculesHaveTheSameLoss() {
        for (String path : List.of("exact", "composed")) {
            String override = "attention.path=" + path;
            double share = path.equals("exact") ? 1e-4 : 0.1;
            try (MoleculeRegression task = TinyMolecules.task(TinyMolecules.batches(4, 1), 1, override);
                    MoleculeRegression turned =
                            TinyMolecules.task(new MoleculeRegression.Batches(4, 1, 10, true, 0), 1, override)) {
                TinyAtoms.disturb(task.model());
                TinyAtoms.disturb(turned.model());
                double expected = loss(task, 5, 0);
                double actual = loss(turned, 5, 0);
                assertThat(actual).isCloseTo(expected, within(share * expected));
                if (path.equals("composed")) {
                    assertThat(actual).isNotEqualTo(expected);
                }
            }
        }
    }

    @Test
    void forcesThatDoNotCountAreNotTrainedButEvaluated() {
        var none = new MoleculeLoss.Weights(0, 3, 0, false);
        // the kernels have no second derivatives, and need none here
        String linear = "attention={kind='linear',path='fused',rpe={kind='fourier',frequencies=4}}";
        try (MoleculeRegression without =
                        TinyMolecules.task(TinyMolecules.batches(4, 1), none, TinyMolecules.KEYS, 1, linear);
                MoleculeRegression energies =
                        TinyMolecules.task(TinyMolecules.batches(4, 1), none, TinyMolecules.ENERGIES, 1)) {
            assertThat(loss(without, 0, 0)).isFinite().isPositive();
            assertThat(without.evaluate().measures()).containsKey("force_mae_mev_per_angstrom");
            assertThat(energies.evaluate().measures()).doesNotContainKey("force_mae_mev_per_angstrom");
            assertThat(loss(energies, 0, 0)).isFinite().isPositive();
            assertThat(without.activationBytes()).isPositive();
        }
    }

    @Test
    void evaluationIsOfAsManyMoleculesAsHaveTheAtoms() {
        Molecules validation = TinyMolecules.split(TinyMolecules.KEYS).validation();
        int atoms = validation.all().stream().mapToInt(Molecule::count).sum();
        for (var row : new long[][] {{0, 11}, {1, 1}, {atoms / 2, 6}, {atoms, 11}, {1_000_000, 11}}) {
            var batches = new MoleculeRegression.Batches(3, 1, 10, false, row[0]);
            try (MoleculeRegression task = TinyMolecules.task(batches, 1)) {
                int count = (int) row[1];
                List<Molecule> some = IntStream.range(0, count)
                        .mapToObj(i -> validation.molecule(i * 11 / count))
                        .toList();
                var predictor = new MoleculePredictor(task.model(), TinyMolecules.KEYS);
                if (row[0] > 1) {
                    assertThat(some.stream().mapToInt(Molecule::count).sum())
                            .isLessThanOrEqualTo(Math.toIntExact(row[0]));
                }

                assertThat(task.evaluate().score())
                        .as("%d atoms", row[0])
                        .isEqualTo(MoleculeErrors.of(TinyMolecules.KEYS, some, predictor.predict(some, true))
                                .score());
            }
        }
    }

    @Test
    void theTestIsOfAllMoleculesForTheTest() {
        try (MoleculeRegression task = TinyMolecules.task(new MoleculeRegression.Batches(3, 1, 10, false, 5), 1)) {
            List<Molecule> all =
                    TinyMolecules.split(TinyMolecules.KEYS).test().orElseThrow().all();
            var predictor = new MoleculePredictor(task.model(), TinyMolecules.KEYS);

            assertThat(task.hasTest()).isTrue();
            assertThat(task.test()).isEqualTo(MoleculeErrors.of(TinyMolecules.KEYS, all, predictor.predict(all, true)));
            assertThat(task.recorded())
                    .containsExactlyElementsOf(task.test().measures().keySet());
        }
    }

    /// A model that tells nothing tells the references.
    @Test
    void referencesAreThoseOfTheTrainingMolecules() {
        try (MoleculeRegression task = TinyMolecules.task(TinyMolecules.batches(3, 1), 1)) {
            MoleculeInput input = task.model().input();
            assertThat(input)
                    .isEqualTo(MoleculeStatistics.of(
                            TinyMolecules.split(TinyMolecules.KEYS).train(), TinyMolecules.KEYS));
            int atoms = TinyMolecules.split(TinyMolecules.KEYS).train().all().stream()
                    .mapToInt(Molecule::count)
                    .sum();
            assertThat(task.tokensPerPart()).isEqualTo(3 * atoms / 23);
        }
    }

    /// Errors of ethanol, where it is at hand beside the project: forces are what three layers
    /// learn in a moment, energies of some tens of meV take longer.
    @Test
    void forcesOfEthanolAreLearned() throws IOException {
        Path file = Path.of("../../shared/data/mol-ethanol/train.xyz.gz");
        assumeTrue(Files.exists(file), () -> "not tested: %s is not there".formatted(file.toAbsolutePath()));
        MoleculeSplit split =
                new MoleculeSource.Xyz(List.of(file.toString()), List.of(), 50, List.of(), TinyMolecules.KEYS).open();
        var shells = "attention.rpe={count=12,innermost=0.6,outermost=5,blur=0.45,reach=0}";
        try (var task = new MoleculeRegression(
                TinyAtoms.config("layers=2", "modelDim=32", "heads=32", "mlpDim=64", shells),
                split,
                TinyMolecules.KEYS,
                new MoleculeRegression.Batches(8, 1, 10, false, 0),
                new MoleculeLoss.Weights(0, 1, 1, false),
                1)) {
            double zero = split.validation().all().stream()
                    .flatMapToDouble(molecule -> Arrays.stream(molecule.forces().orElseThrow()))
                    .map(force -> 1000 * Math.abs(force))
                    .average()
                    .orElseThrow();
            descend(task, 150, 0.004);

            assertThat(zero).isBetween(800.0, 960.0);
            assertThat(task.evaluate().measures().get("force_mae_mev_per_angstrom"))
                    .isLessThan(zero / 2);
        }
    }

    @Test
    void aFewStepsReduceTheLoss() {
        try (MoleculeRegression task = TinyMolecules.task(TinyMolecules.batches(23, 1), 1)) {
            double before = loss(task, 0, 0);
            descend(task, 15, 0.01);
            assertThat(loss(task, 0, 0)).isLessThan(0.9 * before);
        }
    }

    /// A weight, and the running means of its gradient and of the gradient's square.
    private record Moments(Tensor weight, Tensor mean, Tensor square) {}

    /// Adam without weight decay: a step of each weight is about the rate.
    private static void descend(MoleculeRegression task, int steps, double rate) {
        List<Moments> all = new ArrayList<>();
        try (var _ = Scope.withoutGradients()) {
            for (Tensor weight : task.parameters().weights().values()) {
                all.add(new Moments(
                        weight, weight.multiply(0).keep(), weight.multiply(0).keep()));
            }
        }
        for (int step = 0; step < steps; step++) {
            try (var _ = Scope.withGradients()) {
                task.loss(step, 0).backward();
            }
            double warm = rate * Math.min(1, (step + 1) / 20.0) * (1 - 0.9 * step / steps);
            double bias = Math.sqrt(1 - Math.pow(0.98, step + 1)) / (1 - Math.pow(0.9, step + 1));
            try (var _ = Scope.withoutGradients()) {
                for (Moments of : all) {
                    Tensor gradient = of.weight().gradient().orElseThrow();
                    of.mean().interpolateInPlace(gradient, 0.1);
                    of.square().interpolateInPlace(gradient.square(), 0.02);
                    Tensor deviation = of.square().sqrt().add(1e-9);
                    of.weight().addQuotientInPlace(of.mean(), deviation, -warm * bias);
                    of.weight().clearGradient();
                }
            }
        }
        for (Moments of : all) {
            of.mean().close();
            of.square().close();
        }
    }

    private static void assertRefused(String override, MoleculeKeys keys, MoleculeSplit split, String message) {
        assertThatThrownBy(() -> new MoleculeRegression(
                                TinyAtoms.config(override), split, keys, TinyMolecules.batches(3, 1), WEIGHTS, 1)
                        .close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void whatCannotLearnForcesIsRefused() {
        MoleculeSplit split = TinyMolecules.split(TinyMolecules.KEYS);
        assertRefused(
                "attention={kind='linear'}",
                TinyMolecules.KEYS,
                split,
                "attention.path: expected composed or exact, because training on forces takes second derivatives, which the kernels do not have, got fused; set attention.path = composed");
    }

    @Test
    void itIsNoticedThatThereAreNoForcesWithoutPositions() {
        var counts = new MoleculeLoss.Weights(0, 3, 2, false);
        String blind = "attention={kind='exact',rpe='none'}";
        try (var task = TinyMolecules.task(TinyMolecules.batches(4, 1), counts, TinyMolecules.KEYS, 1, blind);
                var energies =
                        TinyMolecules.task(TinyMolecules.batches(4, 1), counts, TinyMolecules.ENERGIES, 1, blind)) {
            assertThat(task.notices())
                    .containsExactly(
                            "attention.rpe is none: energies do not depend on positions, and all forces are 0");
            assertThat(energies.notices()).isEmpty();
        }
    }

    @Test
    void crystalsAreRefusedWhereThereAreNoMasks() {
        Molecules molecules = TinyMolecules.of(TinyMolecules.molecule("H C", 0, 0, 0, 1.5, 0, 0));
        Molecules crystals = TinyMolecules.of(
                TinyMolecules.molecule("H C", 0, 0, 0, 1.5, 0, 0),
                TinyMolecules.periodic("T T T", CELL, "H C", 0, 0, 0, 1.5, 0, 0));
        for (var split : List.of(
                new MoleculeSplit(crystals, molecules, Optional.empty()),
                new MoleculeSplit(molecules, crystals, Optional.empty()),
                new MoleculeSplit(molecules, molecules, Optional.of(crystals)))) {
            assertRefused(
                    "attention.kind=exact",
                    TinyMolecules.KEYS,
                    split,
                    "tiny.xyz, frame 1: expected a molecule in open space, because only masked attention repeats with a cell, got a cell that repeats; take attention.kind = masked, or set pbc=\"F F F\"");
        }
    }

    /// Some of a batch are molecules, some crystals.
    @Test
    void moleculesAndCrystalsAreLearnedTogether() {
        Molecules mixed = TinyMolecules.of(
                TinyMolecules.molecule("H C O", 0, 0, 0, 1.5, 0, 0, 0, 1.5, 0),
                TinyMolecules.periodic("T T T", CELL, "H C", 0, 0, 0, 1.5, 0, 0),
                TinyMolecules.periodic("T F T", CELL, "O C", 0, 0, 0, 1.4, 0, 0));
        for (String path : List.of("exact", "composed")) {
            try (var task = new MoleculeRegression(
                    TinyAtoms.config("attention.path=" + path),
                    new MoleculeSplit(mixed, mixed, Optional.empty()),
                    TinyMolecules.KEYS,
                    new MoleculeRegression.Batches(3, 1, 10, true, 0),
                    WEIGHTS,
                    1)) {
                assertThat(loss(task, 0, 0)).isFinite();
                assertThat(task.evaluate().score()).isFinite();
                assertThat(task.hasTest()).isFalse();
            }
        }
    }
}
