package org.fourierlearner.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.fourierlearner.data.molecule.EnergyUnit;
import org.fourierlearner.data.molecule.LengthUnit;
import org.fourierlearner.data.molecule.Molecule;
import org.fourierlearner.data.molecule.MoleculeKeys;
import org.fourierlearner.data.molecule.Molecules;
import org.fourierlearner.data.molecule.XyzColumn;
import org.fourierlearner.data.molecule.XyzValue;
import org.fourierlearner.model.MoleculeInput;
import org.junit.jupiter.api.Test;

class MoleculeStatisticsTest {
    private static final MoleculeKeys GAP = new MoleculeKeys(
            List.of(new MoleculeKeys.Target("gap", EnergyUnit.EV, false)),
            Optional.empty(),
            Optional.empty(),
            LengthUnit.ANGSTROM);

    /// The ridge is 10⁻¹⁰ of the largest sum of squares, and what it leaves is fitted again.
    private static final double RIDGE = 1e-9;

    private static Molecule molecule(MoleculeKeys keys, String key, double value, String symbols) {
        int count = symbols.split(" ", -1).length;
        double[] line = new double[3 * count];
        for (int atom = 0; atom < count; atom++) {
            line[3 * atom] = 1.5 * atom;
        }
        return TinyMolecules.molecule(TinyMolecules.frame(1, symbols, line).with(key, XyzValue.of(value)), keys);
    }

    private static Molecule energy(double value, String symbols) {
        return molecule(TinyMolecules.ENERGIES, "energy", value, symbols);
    }

    /// With `h` and `o` for an atom: 2h = 2, o = 4, 2h + o = 9. Normal equations 8h + 2o = 22 and
    /// 2h + 2o = 13 give h = 1.5, o = 5; residuals −1, −1, 1, over 2, 1 and 3 atoms.
    @Test
    void referencesAreLeastSquares() {
        MoleculeInput input = MoleculeStatistics.of(
                TinyMolecules.of(energy(2, "H H"), energy(4, "O"), energy(9, "H O H")), TinyMolecules.ENERGIES);

        assertThat(input.elements()).containsExactly("H", "O");
        assertThat(input.targets()).containsExactly("energy");
        assertThat(input.extensive()).containsExactly(true);
        assertThat(input.tags()).isEqualTo(1);
        assertThat(input.reference(0, 0)).isCloseTo(1.5, within(RIDGE));
        assertThat(input.reference(0, 1)).isCloseTo(5, within(RIDGE));
        assertThat(input.scales().getFirst()).isCloseTo(Math.sqrt((1 / 2.0 + 1 + 1 / 3.0) / 3), within(RIDGE));
    }

    /// Of mean references: all of H is 1, half of each 4: h = 1, o = 7, and the scale that of no
    /// rest.
    @Test
    void targetsThatDoNotGrowAreMeansOverAtoms() {
        MoleculeInput input = MoleculeStatistics.of(
                TinyMolecules.of(molecule(GAP, "gap", 1, "H H H"), molecule(GAP, "gap", 4, "H O")), GAP);

        assertThat(input.extensive()).containsExactly(false);
        assertThat(input.reference(0, 0)).isCloseTo(1, within(RIDGE));
        assertThat(input.reference(0, 1)).isCloseTo(7, within(RIDGE));

        MoleculeInput one = MoleculeStatistics.of(
                TinyMolecules.of(molecule(GAP, "gap", 1, "H H H"), molecule(GAP, "gap", 4, "H")), GAP);
        // the mean is 2.5, from which both are 1.5 away
        assertThat(one.reference(0, 0)).isCloseTo(2.5, within(RIDGE));
        assertThat(one.scales().getFirst()).isCloseTo(1.5, within(RIDGE));
    }

    /// One equation for three unknowns.
    @Test
    void oneCompositionIsReproducedThoughItHasManyFits() {
        var random = new SplittableRandom(1);
        List<Molecule> molecules = new ArrayList<>();
        double mean = 0;
        for (int n = 0; n < 50; n++) {
            double value = -4209 + 0.1 * random.nextGaussian();
            mean += value / 50;
            molecules.add(energy(value, "C C O H H H H H H"));
        }
        MoleculeInput input = MoleculeStatistics.of(new Molecules(molecules, "ab".repeat(32)), TinyMolecules.ENERGIES);

        assertThat(new ModelElements(input).reference(molecules.getFirst(), 0)).isCloseTo(mean, within(1e-6));
        // the smallest of the fits, in proportion to the numbers of atoms: 6, 2 and 1 of 41
        assertThat(input.reference(0, 0)).isCloseTo(mean * 6 / 41, within(0.01));
        assertThat(input.reference(0, 2)).isCloseTo(mean / 41, within(0.01));
        assertThat(input.scales().getFirst()).isBetween(0.02, 0.05);
    }

    @Test
    void exactCompositionsLeaveNothingAndAScaleOfOne() {
        MoleculeInput input =
                MoleculeStatistics.of(TinyMolecules.of(energy(3, "H"), energy(6, "H H")), TinyMolecules.ENERGIES);

        assertThat(input.reference(0, 0)).isCloseTo(3, within(RIDGE));
        assertThat(input.scales().getFirst()).isPositive();
    }

    @Test
    void whereForcesAreKnownTheyAreTheScale() {
        Molecules molecules = TinyMolecules.molecules(TinyMolecules.frames(9, 4), TinyMolecules.KEYS);
        double squares = 0;
        int count = 0;
        for (Molecule molecule : molecules.all()) {
            for (double force : molecule.forces().orElseThrow()) {
                squares += force * force;
                count++;
            }
        }
        assertThat(MoleculeStatistics.of(molecules, TinyMolecules.KEYS).scales().getFirst())
                .isCloseTo(Math.sqrt(squares / count), within(1e-12));
    }

    /// The root mean square of the force components of atoms of an element.
    private static double force(Molecules molecules, int element) {
        return Math.sqrt(molecules.all().stream()
                .flatMapToDouble(molecule -> IntStream.range(0, 3 * molecule.count())
                        .filter(k -> molecule.element(k / 3) == element)
                        .mapToDouble(k -> molecule.forces().orElseThrow()[k]))
                .map(component -> component * component)
                .average()
                .orElseThrow());
    }

    @Test
    void balancedElementsHaveTheScaleOfTheirOwnForces() {
        Molecules molecules = TinyMolecules.molecules(TinyMolecules.frames(20, 1), TinyMolecules.KEYS);
        MoleculeInput input = MoleculeStatistics.of(molecules, TinyMolecules.KEYS, true);
        for (int e = 0; e < input.elements().size(); e++) {
            double expected = force(molecules, molecules.elements()[e]);
            assertThat(input.scale(0, e)).isCloseTo(expected, within(1e-12 * expected));
        }
    }

    /// A single atom feels nothing.
    @Test
    void anElementAtRestDoesNotDrownTheOthers() {
        Molecules molecules =
                TinyMolecules.of(TinyMolecules.molecule("H C", 0, 0, 0, 1, 0, 0), TinyMolecules.molecule("O", 0, 0, 0));
        MoleculeInput all = MoleculeStatistics.of(molecules, TinyMolecules.KEYS);
        MoleculeInput balanced = MoleculeStatistics.of(molecules, TinyMolecules.KEYS, true);

        assertThat(balanced.scale(0, 2)).isCloseTo(all.scale(0, 2) / 100, within(1e-12));
    }

    @Test
    void distancesAreTheExtremes() {
        MoleculeInput input = MoleculeStatistics.of(
                TinyMolecules.of(
                        TinyMolecules.molecule("H O H", 0, 0, 0, 3, 4, 0, 3, 4, 12),
                        TinyMolecules.molecule("H C", 0, 0, 0, 0, 0.75, 0)),
                TinyMolecules.KEYS);
        assertThat(input.nearest()).isCloseTo(0.75, within(1e-12));
        assertThat(input.farthest()).isCloseTo(13, within(1e-12));

        MoleculeInput lone =
                MoleculeStatistics.of(TinyMolecules.of(energy(1, "H"), energy(2, "C")), TinyMolecules.ENERGIES);
        assertThat(lone.nearest()).isEqualTo(1);
        assertThat(lone.farthest()).isEqualTo(1);
    }

    /// Those of large molecules are at most the diagonal of their box.
    @Test
    void largeMoleculesHaveTheDiagonalOfTheirBox() {
        int count = 501;
        double[] positions = new double[3 * count];
        for (int atom = 0; atom < count; atom++) {
            positions[3 * atom] = 1.5 * (atom % 10);
            positions[3 * atom + 1] = 1.5 * Math.floorDiv(atom, 10);
        }
        MoleculeInput input = MoleculeStatistics.of(
                TinyMolecules.of(TinyMolecules.molecule("H" + " H".repeat(count - 1), positions)), TinyMolecules.KEYS);

        assertThat(input.farthest()).isCloseTo(1.5 * Math.hypot(9, 50), within(1e-9));
        assertThat(input.nearest()).isEqualTo(1);
    }

    @Test
    void tagsAreCountedUpToTheGreatest() {
        double[] two = {0, 0, 0, 1, 0, 0};
        assertThat(MoleculeStatistics.of(TinyMolecules.of(TinyMolecules.tagged("H C", two, 0, 2)), TinyMolecules.KEYS)
                        .tags())
                .isEqualTo(3);
        assertThatThrownBy(() -> MoleculeStatistics.of(
                        TinyMolecules.of(TinyMolecules.tagged("H C", two, 0, 1000)), TinyMolecules.KEYS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tiny.xyz, frame 1, atom 2: expected a tag below 1000, got 1000");
    }

    @Test
    void eachTargetHasItsOwnReferences() {
        var keys = new MoleculeKeys(
                List.of(
                        new MoleculeKeys.Target("energy", EnergyUnit.EV, true),
                        new MoleculeKeys.Target("gap", EnergyUnit.EV, false)),
                Optional.empty(),
                Optional.empty(),
                LengthUnit.ANGSTROM);
        Molecule one = TinyMolecules.molecule(
                TinyMolecules.frame(1, "H H", 0, 0, 0, 1, 0, 0)
                        .with("energy", XyzValue.of(6.0))
                        .with("gap", XyzValue.of(5.0))
                        .with(XyzColumn.ofIntegers("tags", 1, 1, 0)),
                keys);
        MoleculeInput input = MoleculeStatistics.of(TinyMolecules.of(one), keys);

        assertThat(input.targets()).containsExactly("energy", "gap");
        assertThat(input.reference(0, 0)).isCloseTo(3, within(RIDGE));
        assertThat(input.reference(1, 0)).isCloseTo(5, within(RIDGE));
    }
}
