package org.fourierlearner.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.fourierlearner.data.molecule.Molecule;
import org.fourierlearner.data.molecule.Molecules;
import org.junit.jupiter.api.Test;

/// Factors against their definition, in double precision.
final class ElementBalanceTest {
    private static final Molecules MOLECULES = TinyMolecules.molecules(TinyMolecules.frames(20, 1), TinyMolecules.KEYS);

    /// The root mean square of the force components of atoms of an element; of all for 0.
    private static double size(int element) {
        return Math.sqrt(MOLECULES.all().stream()
                .flatMapToDouble(molecule -> IntStream.range(0, 3 * molecule.count())
                        .filter(k -> element == 0 || molecule.element(k / 3) == element)
                        .mapToDouble(k -> molecule.forces().orElseThrow()[k]))
                .map(component -> component * component)
                .average()
                .orElseThrow());
    }

    @Test
    void factorsBringTheForcesOfEachElementToThoseOfAll() {
        ElementBalance balance = ElementBalance.of(MOLECULES);
        for (Molecule molecule : MOLECULES.all()) {
            double squares = 0;
            for (int atom = 0; atom < molecule.count(); atom++) {
                double expected = size(0) / size(molecule.element(atom));
                assertThat(balance.of(molecule, atom)).isCloseTo(expected, within(1e-12 * expected));
                squares += expected * expected / molecule.count();
            }
            assertThat(balance.of(molecule)).isCloseTo(Math.sqrt(squares), within(1e-12));
        }
    }

    /// A single atom feels nothing.
    @Test
    void anElementAtRestDoesNotDrownTheOthers() {
        Molecule pair = TinyMolecules.molecule("H C", 0, 0, 0, 1, 0, 0);
        Molecule alone = TinyMolecules.molecule("O", 0, 0, 0);

        ElementBalance balance = ElementBalance.of(TinyMolecules.of(pair, alone));

        assertThat(balance.of(alone, 0)).isEqualTo(100);
        assertThat(ElementBalance.none().of(alone)).isEqualTo(1);
    }
}
