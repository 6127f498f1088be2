package org.fourierlearner.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.fourierlearner.data.molecule.EnergyUnit;
import org.fourierlearner.data.molecule.LengthUnit;
import org.fourierlearner.data.molecule.Molecule;
import org.fourierlearner.data.molecule.MoleculeKeys;
import org.fourierlearner.model.MoleculeInput;
import org.fourierlearner.model.MoleculeTransformer;
import org.fourierlearner.model.TinyAtoms;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.junit.jupiter.api.Test;

class MoleculePredictorTest {

    /// Of targets and forces up to some ten, in single precision; references are in double.
    private static final double ROUNDING = 1e-4;

    private static final double[] CELL = {4.1, 0, 0, 0.6, 3.7, 0, -0.4, 0.5, 4.6};

    static MoleculePredictor predictor(MoleculeKeys keys, String... overrides) {
        MoleculeInput input =
                MoleculeStatistics.of(TinyMolecules.split(TinyMolecules.KEYS).train(), TinyMolecules.KEYS);
        var model = new MoleculeTransformer(TinyAtoms.config(overrides), input, Randomness.seeded(7));
        TinyAtoms.disturb(model);
        return new MoleculePredictor(model, keys);
    }

    private static void assertSame(MoleculePrediction actual, MoleculePrediction expected) {
        assertThat(actual.targets()).containsExactly(expected.targets(), within(ROUNDING));
        assertThat(expected.forces())
                .isNotNull()
                .satisfies(forces -> assertThat(actual.forces()).containsExactly(forces, within(ROUNDING)));
    }

    /// Crystals too, which do not share a batch with molecules.
    @Test
    void predictionsComeInTheOrderOfTheMoleculesAndDoNotDependOnOthers() {
        List<Molecule> molecules =
                new ArrayList<>(TinyMolecules.molecules(TinyMolecules.frames(20, 5), TinyMolecules.KEYS)
                        .all());
        molecules.add(3, TinyMolecules.periodic("T T T", CELL, "H C", 0, 0, 0, 1.5, 0, 0));
        molecules.add(11, TinyMolecules.periodic("F T T", CELL, "H C O", 0, 0, 0, 1.5, 0, 0, 0, 1.3, 0));
        try (MoleculePredictor predictor = predictor(TinyMolecules.KEYS, "attention.path=composed")) {
            List<MoleculePrediction> together = predictor.predict(molecules, true);

            assertThat(together).hasSize(22);
            for (int i = 0; i < 22; i++) {
                MoleculePrediction alone =
                        predictor.predict(List.of(molecules.get(i)), true).getFirst();
                assertThat(alone.forces()).hasSize(3 * molecules.get(i).count());
                assertSame(together.get(i), alone);
            }
        }
    }

    /// A batch has as many molecules as its largest allows.
    @Test
    void aLargeMoleculeAmongManySmallOnesDoesNotBlowUpTheirBatch() {
        double[] line = new double[3 * 600];
        for (int atom = 0; atom < 600; atom++) {
            line[3 * atom] = 1.5 * (atom % 25);
            line[3 * atom + 1] = 1.5 * Math.floorDiv(atom, 25);
        }
        List<Molecule> molecules = new ArrayList<>(Collections.nCopies(1500, TinyMolecules.molecule("H", 0, 0, 0)));
        molecules.add(700, TinyMolecules.molecule("H" + " C".repeat(599), line));
        try (MoleculePredictor predictor =
                predictor(TinyMolecules.KEYS, "layers=1", "modelDim=3", "attention.rpe.reach=50")) {
            List<MoleculePrediction> predictions = predictor.predict(molecules, false);

            double lone = predictions.getFirst().targets()[0];
            assertThat(predictions.get(700).targets()[0]).isNotEqualTo(lone);
            assertThat(predictions.get(701).targets()[0]).isCloseTo(lone, within(ROUNDING));
            assertThat(predictions.get(1500).targets()[0]).isCloseTo(lone, within(ROUNDING));
        }
    }

    @Test
    void forcesAreToldWhereTheyAreAskedForAndChangeNothingElse() {
        List<Molecule> molecules = TinyMolecules.molecules(TinyMolecules.frames(5, 5), TinyMolecules.KEYS)
                .all();
        try (MoleculePredictor predictor = predictor(TinyMolecules.KEYS)) {
            List<MoleculePrediction> with = predictor.predict(molecules, true);
            List<MoleculePrediction> without = predictor.predict(molecules, false);

            for (int i = 0; i < 5; i++) {
                assertThat(without.get(i).forces()).isNull();
                assertThat(without.get(i).targets()).containsExactly(with.get(i).targets(), within(ROUNDING));
            }
        }
    }

    /// The elements' references have more digits than single precision.
    @Test
    void targetsAreReferencesAndWhatTheModelAdds() {
        try (MoleculePredictor predictor = predictor(TinyMolecules.KEYS);
                var _ = Scope.withoutGradients()) {
            Molecule molecule = TinyMolecules.molecule("O C H", 0, 0, 0, 1.5, 0, 0, 0, 1.5, 0);
            double rest = predictor
                    .model()
                    .targets(predictor.reader().read(List.of(molecule), null))
                    .item();
            MoleculeInput input = predictor.model().input();
            double sum = 0;
            for (String element : List.of("O", "C", "H")) {
                sum += input.reference(0, input.elements().indexOf(element));
            }

            assertThat(predictor.predict(List.of(molecule), false).getFirst().targets()[0])
                    .isCloseTo(sum + rest, within(1e-9));
        }
    }

    @Test
    void nothingIsToldOfNothing() {
        try (MoleculePredictor predictor = predictor(TinyMolecules.KEYS)) {
            assertThat(predictor.predict(List.of(), true)).isEmpty();
        }
    }

    @Test
    void forcesOfModelsThatSeeNoPositionsAreNone() {
        List<Molecule> one = List.of(TinyMolecules.molecule("H", 0, 0, 0));
        try (MoleculePredictor predictor = predictor(TinyMolecules.KEYS, "attention={kind='exact',rpe='none'}")) {
            assertThat(predictor.predict(one, true).getFirst().forces()).containsOnly(0);
        }
    }

    /// The model reaches 6 Å, and with a blur of 0.5 Å three quarters of one more, where it would
    /// begin to repeat.
    @Test
    void moleculesThatMasksDoNotReachAcrossAreRefused() {
        Molecule far = TinyMolecules.molecule("H C", 0, 0, 0, 0, 7.2, 0);
        try (MoleculePredictor predictor = predictor(TinyMolecules.KEYS)) {
            assertThatThrownBy(() -> predictor.predict(List.of(far), false))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            far.where()
                                    + ": expected atoms at most 6.8 Å apart, as far as masks reach, got 7.2; train with --set model.attention.rpe.reach=8");
            List<Molecule> near = List.of(TinyMolecules.molecule("H C", 0, 0, 0, 0, 6.7, 0));
            assertThat(predictor.predict(near, false)).hasSize(1);
        }
        try (MoleculePredictor predictor = predictor(TinyMolecules.KEYS, "attention={kind='exact'}")) {
            assertThat(predictor.predict(List.of(far), false)).hasSize(1);
        }
    }

    @Test
    void cellsThatNeedTooManyWavesAreRefused() {
        double[] huge = {100, 0, 0, 0, 400, 0, 0, 0, 300};
        Molecule large = TinyMolecules.periodic("T T T", huge, "H C", 0, 0, 0, 1.5, 0, 0);
        try (MoleculePredictor predictor = predictor(TinyMolecules.KEYS, "attention.path=composed")) {
            assertThatThrownBy(() -> predictor.predict(List.of(large), false))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            large.where()
                                    + ": shells: expected at most 200,000 frequencies, got more for volume 12000000.0; take a larger attention.rpe.blur, or attention.path = exact");
        }
        try (MoleculePredictor predictor = predictor(TinyMolecules.KEYS, "attention.path=exact")) {
            assertThat(predictor.predict(List.of(large), false)).hasSize(1);
        }
    }

    @Test
    void forcesOfModelsWithoutThemAreRefused() {
        List<Molecule> one = List.of(TinyMolecules.molecule("H", 0, 0, 0));
        var gap = new MoleculeKeys(
                List.of(new MoleculeKeys.Target("gap", EnergyUnit.EV, false)),
                Optional.empty(),
                Optional.empty(),
                LengthUnit.ANGSTROM);
        var input =
                new MoleculeInput(List.of("H"), 1, List.of("gap"), List.of(false), List.of(1.0), List.of(1.0), 1, 6);
        try (var predictor =
                new MoleculePredictor(new MoleculeTransformer(TinyAtoms.config(), input, Randomness.seeded(7)), gap)) {
            assertThatThrownBy(() -> predictor.predict(one, true))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "forces: expected a model with one extensive target, whose gradient they are, got targets [gap]");
        }
    }
}
