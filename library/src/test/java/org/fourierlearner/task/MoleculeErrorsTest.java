package org.fourierlearner.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.fourierlearner.data.molecule.Molecule;
import org.junit.jupiter.api.Test;

class MoleculeErrorsTest {
    private static final Offset<Double> ROUNDING = within(1e-9);

    private static final List<Molecule> MOLECULES = List.of(
            TinyMolecules.molecule("H C", 0, 0, 0, 1, 0, 0),
            TinyMolecules.molecule("O H H", 0, 0, 0, 1, 0, 0, 0, 1, 0),
            TinyMolecules.molecule("H C", 0, 0, 0, 2, 0, 0));

    /// {@return predictions that are off by so much, in eV, and in eV/Å at the first component}
    private static List<MoleculePrediction> off(double[] energies, double[] forces) {
        List<MoleculePrediction> predictions = new ArrayList<>();
        for (int i = 0; i < energies.length; i++) {
            double[] told = MOLECULES.get(i).forces().orElseThrow();
            told[0] += forces[i];
            predictions.add(
                    new MoleculePrediction(new double[] {MOLECULES.get(i).target(0) + energies[i]}, told));
        }
        return predictions;
    }

    @Test
    void errorsAreThoseOfTheDefinitions() {
        Evaluation errors = MoleculeErrors.of(
                TinyMolecules.KEYS, MOLECULES, off(new double[] {0.01, -0.06, 0.05}, new double[] {0.3, 0, -0.6}));

        assertThat(errors.measures().keySet())
                .containsExactly(
                        "energy_mae_mev",
                        "energy_rmse_mev",
                        "energy_mae_mev_per_atom",
                        "energy_within_20_mev",
                        "force_mae_mev_per_angstrom",
                        "force_rmse_mev_per_angstrom")
                .containsExactlyElementsOf(MoleculeErrors.names(TinyMolecules.KEYS));
        assertThat(errors.measures().get("energy_mae_mev")).isCloseTo(40, ROUNDING);
        assertThat(errors.measures().get("energy_rmse_mev")).isCloseTo(Math.sqrt((100 + 3600 + 2500) / 3.0), ROUNDING);
        assertThat(errors.measures().get("energy_mae_mev_per_atom")).isCloseTo((5 + 20 + 25) / 3.0, ROUNDING);
        assertThat(errors.measures().get("energy_within_20_mev")).isCloseTo(1 / 3.0, ROUNDING);
        // 21 components
        assertThat(errors.measures().get("force_mae_mev_per_angstrom")).isCloseTo(900 / 21.0, ROUNDING);
        assertThat(errors.measures().get("force_rmse_mev_per_angstrom"))
                .isCloseTo(Math.sqrt((90_000 + 360_000) / 21.0), ROUNDING);
        assertThat(errors.score()).isCloseTo(40 + 900 / 21.0, ROUNDING);
        assertThat(errors.details().keySet())
                .containsExactly(
                        "energy_mae_mev_2_atoms",
                        "energy_mae_mev_3_atoms",
                        "energy_mae_mev_per_atom_C-H",
                        "energy_mae_mev_per_atom_H-O",
                        "force_mae_mev_per_angstrom_C",
                        "force_mae_mev_per_angstrom_H",
                        "force_mae_mev_per_angstrom_O");
        assertThat(errors.details().get("energy_mae_mev_2_atoms")).isCloseTo(30, ROUNDING);
        assertThat(errors.details().get("energy_mae_mev_3_atoms")).isCloseTo(60, ROUNDING);
        assertThat(errors.details().get("energy_mae_mev_per_atom_C-H")).isCloseTo((5 + 25) / 2.0, ROUNDING);
        assertThat(errors.details().get("energy_mae_mev_per_atom_H-O")).isCloseTo(20, ROUNDING);
        // the first atoms are H, O and H; four atoms of H
        assertThat(errors.details().get("force_mae_mev_per_angstrom_H")).isCloseTo(900 / 12.0, ROUNDING);
        assertThat(errors.details().get("force_mae_mev_per_angstrom_C")).isCloseTo(0, ROUNDING);
    }

    @Test
    void withoutForcesTheScoreIsThatOfTheFirstTarget() {
        List<MoleculePrediction> predictions = off(new double[] {0.01, -0.06, 0.05}, new double[3]).stream()
                .map(told -> new MoleculePrediction(told.targets(), null))
                .toList();
        Evaluation undeclared = MoleculeErrors.of(TinyMolecules.ENERGIES, MOLECULES, predictions);
        Evaluation untold = MoleculeErrors.of(TinyMolecules.KEYS, MOLECULES, predictions);

        assertThat(undeclared).isEqualTo(untold);
        assertThat(undeclared.score()).isCloseTo(40, ROUNDING);
        assertThat(undeclared.measures().keySet())
                .containsExactlyElementsOf(MoleculeErrors.names(TinyMolecules.ENERGIES))
                .hasSize(4);
    }
}
