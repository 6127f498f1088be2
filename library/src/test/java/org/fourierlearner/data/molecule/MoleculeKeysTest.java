package org.fourierlearner.data.molecule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.fourierlearner.config.ConfigException;
import org.fourierlearner.config.RecordReader;
import org.junit.jupiter.api.Test;

/// What a configuration declares, and contradictions in it.
class MoleculeKeysTest {
    private static final MoleculeKeys.Target GAP = new MoleculeKeys.Target("gap", EnergyUnit.EV, false);
    private static final MoleculeKeys.Target TOTAL =
            new MoleculeKeys.Target("energy_kcal_mol", EnergyUnit.KCAL_PER_MOL, true);

    private static MoleculeKeys keys(List<MoleculeKeys.Target> targets, String forces, String stress) {
        return new MoleculeKeys(
                targets,
                Optional.of(forces).filter(name -> !name.equals("-")),
                Optional.of(stress).filter(name -> !name.equals("-")),
                LengthUnit.BOHR);
    }

    private static MoleculeSource read(String text) {
        return RecordReader.read(text, "c.toml", List.of(), Settings.class).data();
    }

    /// A configuration.
    record Settings(MoleculeSource data) {}

    @Test
    void sourcesAreReadFromConfigurations() {
        MoleculeSource source = read("""
                [data]
                kind = "xyz"
                train = ["a.xyz", "b.xyz.gz"]
                validationCount = 7
                [data.keys]
                targets = [{key = "energy_kcal_mol", unit = "kcal-per-mol"}, {key = "gap", extensive = false}]
                forces = "forces"
                length = "bohr"
                """);

        assertThat(source)
                .isEqualTo(new MoleculeSource.Xyz(
                        List.of("a.xyz", "b.xyz.gz"),
                        List.of(),
                        7,
                        List.of(),
                        keys(List.of(TOTAL, GAP), "forces", "-")));
        assertThat(read("[data]\nkind = \"xyz\"\n"))
                .isEqualTo(new MoleculeSource.Xyz(List.of(), List.of(), 50, List.of(), MoleculeKeys.defaults()));
        assertThatThrownBy(() -> read("[data]\nkind = \"xyz\"\n[data.keys]\ntargets = [{unit = \"joule\"}]\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "c.toml:4:13: data.keys.targets[0].unit: expected one of [ev, mev, kcal-per-mol, kj-per-mol, hartree], got 'joule'");
    }

    @Test
    void forcesHaveTheUnitOfTheExtensiveTarget() {
        assertThat(keys(List.of(GAP, TOTAL), "forces", "-").forceUnit())
                .isEqualTo(EnergyUnit.KCAL_PER_MOL.electronVolts() / 0.529177210903);
        assertThatThrownBy(() -> MoleculeKeys.defaults().forceUnit())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("forces: expected a column, got none");
    }

    @Test
    void contradictionsAreRefused() {
        assertThatThrownBy(() -> keys(List.of(), "-", "-")).hasMessage("targets: expected at least one, got none");
        assertThatThrownBy(() -> keys(List.of(GAP, TOTAL, GAP), "-", "-"))
                .hasMessage("targets: expected each key once, got 'gap' twice");
        assertThatThrownBy(() -> keys(List.of(GAP), "forces", "-"))
                .hasMessage(
                        "forces: expected exactly one extensive target, whose gradient they are, got 0; mark it, or leave the forces out");
        assertThatThrownBy(() -> keys(List.of(TOTAL, MoleculeKeys.Target.defaults()), "forces", "-"))
                .hasMessage(
                        "forces: expected exactly one extensive target, whose gradient they are, got 2; mark it, or leave the forces out");
        assertThatThrownBy(() -> keys(List.of(GAP), "-", "gap"))
                .hasMessage("stress: expected another key than those of the targets, got 'gap'");
        assertThatThrownBy(() -> keys(List.of(TOTAL), "pos", "-"))
                .hasMessage("forces: expected a key or column of its own, got 'pos'");
        assertThatThrownBy(() -> new MoleculeKeys.Target("", EnergyUnit.EV, true))
                .hasMessage("key: expected a key or column of its own, got ''");
        assertThatThrownBy(() -> new MoleculeKeys.Target("energy_kcal_mol", EnergyUnit.EV, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "unit: expected kcal/mol, which 'energy_kcal_mol' ends with, got eV; rename the key if it is not");
    }
}
