package org.fourierlearner.data.molecule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.fourierlearner.storage.MalformedDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/// What frames mean, and what means nothing.
class MoleculeTest {
    private static final MoleculeKeys KEYS = new MoleculeKeys(
            List.of(MoleculeKeys.Target.defaults()), Optional.of("forces"), Optional.of("virial"), LengthUnit.ANGSTROM);
    private static final MoleculeKeys ATOMIC = new MoleculeKeys(
            List.of(
                    new MoleculeKeys.Target("gap", EnergyUnit.MEV, false),
                    new MoleculeKeys.Target("energy", EnergyUnit.HARTREE, true)),
            Optional.of("forces"),
            Optional.empty(),
            LengthUnit.BOHR);

    private static Molecule molecule(String text) throws IOException {
        return Molecule.of(TestFrames.read(text).getFirst(), KEYS, false);
    }

    @Test
    void framesAreTakenAtTheirWord() throws IOException {
        List<XyzFrame> frames = TestFrames.read(TestFrames.TWO);

        Molecule first = Molecule.of(frames.getFirst(), KEYS, false);
        assertThat(first.count()).isEqualTo(2);
        assertThat(first.element(0)).isEqualTo(1);
        assertThat(first.elements()).containsExactly(1, 8);
        assertThat(first.positions()).containsExactly(0, 0, 0.5, 0, 1, -0.5);
        assertThat(first.cell()).isEmpty();
        assertThat(first.hasTags()).isTrue();
        assertThat(first.tag(1)).isEqualTo(2);
        assertThat(first.fixed(0)).isFalse();
        assertThat(first.fixed(1)).isTrue();
        assertThat(first.hasTargets()).isTrue();
        assertThat(first.target(0)).isEqualTo(-31.5);
        assertThat(first.forces())
                .hasValueSatisfying(f -> assertThat(f).containsExactly(0.25, -1e-3, 0, -0.25, 1e-3, 0));
        assertThat(first.stress()).isEmpty();
        assertThat(first.where()).isEqualTo("a.xyz, frame 1");

        Molecule second = Molecule.of(frames.get(1), MoleculeKeys.defaults(), true);
        assertThat(second.element(0)).isEqualTo(29);
        assertThat(second.cell()).contains(new Cell(new double[] {4, 0, 0, 0, 4, 0, 0, 0, 4}, true, true, true));
        assertThat(second.hasTags()).isFalse();
        assertThat(second.tag(0)).isZero();
        assertThat(second.fixed(0)).isFalse();
        assertThat(second.forces()).isEmpty();
    }

    @Test
    void unitsAreConverted() throws IOException {
        XyzFrame frame = TestFrames.read("""
                1
                Properties=species:S:1:pos:R:3:forces:R:3 Lattice="10 0 0 0 10 0 0 0 10" pbc="T F F" energy=-0.5 gap=250
                H 1 2 4 0.5 0 -1
                """).getFirst();

        Molecule molecule = Molecule.of(frame, ATOMIC, true);

        double bohr = 0.529177210903;
        double hartree = 27.211386245988;
        assertThat(molecule.positions()).containsExactly(bohr, 2 * bohr, 4 * bohr);
        assertThat(molecule.cell().orElseThrow().vector(1, 1)).isEqualTo(10 * bohr);
        assertThat(molecule.cell().orElseThrow().periodic(1)).isFalse();
        assertThat(molecule.target(0)).isEqualTo(0.25);
        assertThat(molecule.target(1)).isEqualTo(-0.5 * hartree);
        assertThat(molecule.forces().orElseThrow()).containsExactly(0.5 * (hartree / bohr), 0, -(hartree / bohr));
    }

    @Test
    void recordsOfOpenCatalystHaveTagsAndFixedAtoms() throws IOException {
        XyzFrame frame = TestFrames.read("""
                3
                Properties=species:S:1:pos:R:3:tags:I:1:fixed:I:1 Lattice="5 0 0 0 5 0 0 0 20" pbc="T T T" relaxed_energy=-1.25
                Cu 0 0 5 0 1
                Cu 0 0 8 1 0
                O 0 0 10 2 0
                """).getFirst();
        var keys = new MoleculeKeys(
                List.of(new MoleculeKeys.Target("relaxed_energy", EnergyUnit.EV, false)),
                Optional.empty(),
                Optional.empty(),
                LengthUnit.ANGSTROM);

        Molecule molecule = Molecule.of(frame, keys, true);

        assertThat(molecule.target(0)).isEqualTo(-1.25);
        assertThat(List.of(molecule.tag(0), molecule.tag(1), molecule.tag(2))).containsExactly(0, 1, 2);
        assertThat(List.of(molecule.fixed(0), molecule.fixed(1), molecule.fixed(2)))
                .containsExactly(true, false, false);
    }

    @Test
    void anAtomThatMayMoveAlongAnAxisIsNotFixed() throws IOException {
        Molecule molecule = molecule("""
                2
                Properties=species:S:1:pos:R:3:move_mask:L:3
                H 0 0 0 F F T
                H 0 0 1 F F F
                """);

        assertThat(molecule.fixed(0)).isFalse();
        assertThat(molecule.fixed(1)).isTrue();
    }

    @Test
    void cellsMayRepeatNowhereOrBeAbsent() throws IOException {
        Cell box = molecule("1\nLattice=\"9 0 0 0 9 0 0 0 9\" pbc=\"F F F\"\nH 0 0 0\n")
                .cell()
                .orElseThrow();
        assertThat(box.isPeriodic()).isFalse();
        assertThat(molecule("1\nLattice=\"0 0 0 0 0 0 0 0 0\" pbc=\"F F F\"\nH 0 0 0\n")
                        .cell())
                .isEmpty();
        assertThat(molecule("1\nLattice=[[9,0,0],[0,9,0],[0,0,9]]\nH 0 0 0\n")
                        .cell()
                        .orElseThrow()
                        .periodic(2))
                .isTrue();
    }

    @Test
    void targetsMayBeUnknown() throws IOException {
        XyzFrame frame = TestFrames.read("1\nwater\n8 0 0 0\n").getFirst();
        Molecule molecule = Molecule.of(frame, KEYS, false);

        assertThat(molecule.element(0)).isEqualTo(8);
        assertThat(molecule.hasTargets()).isFalse();
        assertThatThrownBy(() -> molecule.target(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a.xyz, frame 1: expected targets, got none");
        assertThatThrownBy(() -> Molecule.of(frame, KEYS, true))
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(
                        "a.xyz:2: frame 1: expected the key 'energy' for a target, got none; the frame has the keys []; declare the right one, or none");
        XyzFrame energy = TestFrames.read("1\nenergy=1\nO 0 0 0\n").getFirst();
        assertThatThrownBy(() -> Molecule.of(energy, KEYS, true))
                .hasMessage(
                        "a.xyz:2: frame 1: expected the column 'forces' for forces, got none; the frame has the columns [species, pos]; declare the right one, or none");
    }

    private static String atom(String line) {
        return "2\nProperties=species:S:1:pos:R:3:forces:R:3\nH 9 9 9 0 0 0\n" + line + "\n";
    }

    private static String second(String keys) {
        return "1\nProperties=species:S:1:pos:R:3 " + keys + "\nH 0 0 0\n";
    }

    private static String columns(String declaration, String words) {
        return "1\nProperties=" + declaration + "\n" + words + "\n";
    }

    /// What is in the file, and how it is refused.
    static final List<Arguments> everyFault = List.of(
            Arguments.of(
                    atom("Xx 0 0 0 0 0 0"),
                    "a.xyz:4: frame 1: expected the symbol or number of an element, from H to Og, got 'Xx'"),
            Arguments.of(
                    atom("119 0 0 0 0 0 0"),
                    "a.xyz:4: frame 1: expected the symbol or number of an element, from H to Og, got '119'"),
            Arguments.of(
                    columns("Z:I:1:pos:R:3", "4294967297 0 0 0"),
                    "a.xyz:3: frame 1: expected the symbol or number of an element, from H to Og, got '4294967297'"),
            Arguments.of(
                    columns("name:S:1:pos:R:3", "H 0 0 0"),
                    "a.xyz:2: frame 1: expected a column species:S:1 or Z:I:1, got [name:S:1, pos:R:3]"),
            Arguments.of(
                    columns("species:S:1:pos:R:2", "H 0 0"),
                    "a.xyz:2: frame 1: expected a column pos:R:3, got pos:R:2"),
            Arguments.of(
                    columns("species:S:1", "H"),
                    "a.xyz:2: frame 1: expected a column pos:R:3, got the columns [species]"),
            Arguments.of(
                    atom("H 0 nan 0 0 0 0"),
                    "a.xyz:4: frame 1: expected numbers from -100000 to 100000 Å in 'pos', got NaN"),
            Arguments.of(
                    atom("H 0 0 1e300 0 0 0"),
                    "a.xyz:4: frame 1: expected numbers from -100000 to 100000 Å in 'pos', got 1.0E300"),
            Arguments.of(
                    atom("H 0 0 0 0 -inf 0"),
                    "a.xyz:4: frame 1: expected numbers from -1000000000 to 1000000000 eV/Å in 'forces', got -Infinity"),
            Arguments.of(
                    second("pbc=\"T F F\""),
                    "a.xyz:2: frame 1: expected a Lattice, got none, although pbc says that the structure repeats; add it, or set pbc=\"F F F\""),
            Arguments.of(
                    second("pbc=\"1 1 1\""),
                    "a.xyz:2: frame 1: expected pbc of three letters, as in \"T T F\", got '1 1 1'"),
            Arguments.of(second("pbc=T"), "a.xyz:2: frame 1: expected pbc of three letters, as in \"T T F\", got 'T'"),
            Arguments.of(
                    second("lattice=\"1 0 0 0 1 0 0 0 1\""),
                    "a.xyz:2: frame 1: expected the key 'Lattice', got 'lattice'; rename it"),
            Arguments.of(
                    second("Lattice=\"1 0 0 0 1 0 0 0\""),
                    "a.xyz:2: frame 1: expected a cell of 9 numbers, three vectors, got 8"),
            Arguments.of(
                    second("Lattice=\"1 0 0 0 1 0 0 0 x\""),
                    "a.xyz:2: frame 1: expected numbers for the key 'Lattice', got '1 0 0 0 1 0 0 0 x'"),
            Arguments.of(
                    second("Lattice=\"1 0 0 0 1 0 0 0 nan\""),
                    "a.xyz:2: frame 1: expected cell vectors of at most 100000 Å, got [0.0, 0.0, NaN]"),
            Arguments.of(
                    second("Lattice=\"0 1 0 1 0 0 0 0 1\""),
                    "a.xyz:2: frame 1: expected a right-handed cell, got a left-handed one, of volume -1.0 Å³; swap two of its vectors, and their pbc"),
            Arguments.of(
                    second("Lattice=\"1 0 0 0 1 0 1 1 0\""),
                    "a.xyz:2: frame 1: expected a cell with a volume, got vectors that lie in a plane or are zero, [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0]; give those along which nothing repeats any length and direction of their own"),
            Arguments.of(second("energy=low"), "a.xyz:2: frame 1: expected numbers for the key 'energy', got 'low'"),
            Arguments.of(
                    second("energy=nan"),
                    "a.xyz:2: frame 1: expected one number of at most 1000000000000 eV for the key 'energy', got 'nan'"),
            Arguments.of(
                    second("energy=\"1 2\""),
                    "a.xyz:2: frame 1: expected one number of at most 1000000000000 eV for the key 'energy', got '1 2'"),
            Arguments.of(
                    second("energy=1e300"),
                    "a.xyz:2: frame 1: expected one number of at most 1000000000000 eV for the key 'energy', got '1e300'"),
            Arguments.of(
                    second("energy=-5 energy_unit=kcal/mol"),
                    "a.xyz:2: frame 1: expected 'energy' in eV, as declared, got energy_unit=kcal/mol; declare that"),
            Arguments.of(
                    second("virial=\"1 2 3\""),
                    "a.xyz:2: frame 1: expected six or nine finite numbers for the key 'virial', got '1 2 3'"),
            Arguments.of(
                    columns("species:S:1:pos:R:3:tags:R:1", "H 0 0 0 0"),
                    "a.xyz:2: frame 1: expected tags as tags:I:1, got tags:R:1"),
            Arguments.of(
                    columns("species:S:1:pos:R:3:tags:I:1", "H 0 0 0 3000000000"),
                    "a.xyz:3: frame 1: expected a tag of 32 bits, got 3000000000"),
            Arguments.of(
                    columns("species:S:1:pos:R:3:move_mask:I:1", "H 0 0 0 2"),
                    "a.xyz:3: frame 1: expected 0 or 1 in 'move_mask', got 2"),
            Arguments.of(
                    columns("species:S:1:pos:R:3:move_mask:L:2", "H 0 0 0 T T"),
                    "a.xyz:2: frame 1: expected move_mask:L:1, or 3 for each axis, got move_mask:L:2"),
            Arguments.of(
                    columns("species:S:1:pos:R:3:move_mask:L:1:fixed:L:1", "H 0 0 0 T T"),
                    "a.xyz:2: frame 1: expected one of the columns 'move_mask' and 'fixed', got both; leave one out"),
            Arguments.of(
                    columns("species:S:1:pos:R:3:forces:R:1", "H 0 0 0 1"),
                    "a.xyz:2: frame 1: expected a column forces:R:3, got forces:R:1"));

    @ParameterizedTest
    @FieldSource("everyFault")
    void faultyFramesAreRefused(String text, String message) {
        assertThatThrownBy(() -> molecule(text))
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(message);
    }

    @Test
    void theStressIsKeptAsItIs() throws IOException {
        assertThat(molecule(second("virial=\"1 2 3 4 5 6\"")).stress().orElseThrow())
                .containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(molecule(second("virial=\"1 2 3 4 5 6 7 8 9\"")).stress().orElseThrow())
                .hasSize(9);
    }
}
