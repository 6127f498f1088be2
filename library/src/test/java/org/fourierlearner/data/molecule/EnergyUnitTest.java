package org.fourierlearner.data.molecule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/// Units against printed values.
class EnergyUnitTest {

    /// To the last digit printed, of which NIST gives ten or more.
    @Test
    void unitsAreThoseOfCodata() {
        assertThat(1 / EnergyUnit.KCAL_PER_MOL.electronVolts()).isCloseTo(23.060547830619, within(5e-13));
        assertThat(1 / EnergyUnit.KJ_PER_MOL.electronVolts()).isCloseTo(96.485332123310, within(5e-13));
        assertThat(EnergyUnit.HARTREE.electronVolts()).isEqualTo(27.211386245988);
        assertThat(EnergyUnit.HARTREE.electronVolts() / EnergyUnit.KCAL_PER_MOL.electronVolts())
                .isCloseTo(627.5094740631, within(1e-9));
        assertThat(EnergyUnit.HARTREE.electronVolts() / EnergyUnit.KJ_PER_MOL.electronVolts())
                .isCloseTo(2625.4996394799, within(1e-9));
        assertThat(EnergyUnit.MEV.electronVolts()).isEqualTo(1e-3);
        assertThat(EnergyUnit.EV.electronVolts()).isEqualTo(1);
        assertThat(LengthUnit.BOHR.angstroms()).isEqualTo(0.529177210903);
        assertThat(LengthUnit.ANGSTROM.angstroms()).isEqualTo(1);
    }

    @Test
    void unitsAreKnownByTheirSpellings() {
        assertThat(EnergyUnit.named("eV")).contains(EnergyUnit.EV);
        assertThat(EnergyUnit.named("meV")).contains(EnergyUnit.MEV);
        assertThat(EnergyUnit.named("kcal/mol")).contains(EnergyUnit.KCAL_PER_MOL);
        assertThat(EnergyUnit.named("kcal per mol")).contains(EnergyUnit.KCAL_PER_MOL);
        assertThat(EnergyUnit.named("kJ/mol")).contains(EnergyUnit.KJ_PER_MOL);
        assertThat(EnergyUnit.named("Ha")).contains(EnergyUnit.HARTREE);
        assertThat(EnergyUnit.named("Rydberg")).isEmpty();
        assertThat(EnergyUnit.namedBy("energy_dftb_kcal_mol")).contains(EnergyUnit.KCAL_PER_MOL);
        assertThat(EnergyUnit.namedBy("relaxed_energy")).isEmpty();
        assertThat(EnergyUnit.namedBy("energy")).isEmpty();
    }
}
