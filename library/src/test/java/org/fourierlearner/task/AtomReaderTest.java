package org.fourierlearner.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.fourierlearner.data.molecule.Molecule;
import org.fourierlearner.model.MoleculeBatch;
import org.fourierlearner.model.MoleculeInput;
import org.fourierlearner.model.MoleculeTransformer;
import org.fourierlearner.model.TinyAtoms;
import org.fourierlearner.rpe.Shells;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AtomReaderTest {
    private static final double GAP = new Shells(5, 0.7, 3, 0.5, 6).vanishing(ElementType.FLOAT32);

    private static final double[] CELL = {4.1, 0, 0, 0.6, 3.7, 0, -0.4, 0.5, 4.6};
    private static final double[] POSITIONS = {0.1, 0.2, 0.3, 1.5, 0.1, -0.2, 0.2, 1.4, 1.1};

    private final Scope scope = Scope.withoutGradients();

    @AfterEach
    void close() {
        scope.close();
    }

    private static MoleculeInput input(int tags) {
        return new MoleculeInput(
                TinyAtoms.ELEMENTS,
                tags,
                List.of("energy"),
                List.of(true),
                List.of(0.0, 0.0, 0.0),
                List.of(1.0, 1.0, 1.0),
                1,
                6);
    }

    private static MoleculeBatch read(Molecule... molecules) {
        return new AtomReader(input(1), GAP).read(List.of(molecules), null);
    }

    private static Molecule periodic(String repeats) {
        return TinyMolecules.periodic(repeats, CELL, "H C O", POSITIONS);
    }

    private static double[] cell(MoleculeBatch batch, int example) {
        double[] cells = batch.cells();
        assertThat(cells).isNotNull();
        return Arrays.copyOfRange(cells, 9 * example, 9 * example + 9);
    }

    private static double dot(double[] cell, int first, int second) {
        double sum = 0;
        for (int axis = 0; axis < 3; axis++) {
            sum += cell[3 * first + axis] * cell[3 * second + axis];
        }
        return sum;
    }

    @Test
    void moleculesArePaddedAndNumberedByElement() {
        MoleculeBatch batch = read(
                TinyMolecules.molecule("O H", 0, 0, 0, 1, 2, 3),
                TinyMolecules.molecule("C", 4, 5, 6),
                periodic("F F F"));

        assertThat(batch.elements().toLongs()).containsExactly(2, 0, 0, 1, 0, 0, 0, 1, 2);
        assertThat(batch.positions().narrow(0, 0, 2).toDoubles())
                .containsExactly(0, 0, 0, 1, 2, 3, 0, 0, 0, 4, 5, 6, 0, 0, 0, 0, 0, 0);
        assertThat(batch.isAtom().to(ElementType.INT64).toLongs()).containsExactly(1, 1, 0, 1, 0, 0, 1, 1, 1);
        assertThat(batch.tags()).isNull();
        assertThat(batch.cells()).isNull();
    }

    @Test
    void crystalsKeepTheirCells() {
        assertThat(cell(read(periodic("T T T")), 0)).containsExactly(CELL);
    }

    @ParameterizedTest
    @CsvSource({"T T F, 2", "T F T, 2", "F T T, 2", "T F F, 1", "F T F, 1", "F F T, 1"})
    void otherDirectionsAreAtRightAnglesAndFarEnough(String repeats, int count) {
        double[] cell = cell(read(periodic(repeats)), 0);
        int row = 0;
        for (int direction = 0; direction < 3; direction++) {
            if (repeats.charAt(2 * direction) == 'T') {
                assertThat(Arrays.copyOfRange(cell, 3 * row, 3 * row + 3))
                        .containsExactly(Arrays.copyOfRange(CELL, 3 * direction, 3 * direction + 3));
                row++;
            }
        }
        assertThat(row).isEqualTo(count);
        for (int free = count; free < 3; free++) {
            for (int other = 0; other < free; other++) {
                // lengths of some ten Å
                assertThat(dot(cell, free, other)).isCloseTo(0, within(1e-12));
            }
            double length = Math.sqrt(dot(cell, free, free));
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (int atom = 0; atom < 3; atom++) {
                double along = 0;
                for (int axis = 0; axis < 3; axis++) {
                    along += POSITIONS[3 * atom + axis] * cell[3 * free + axis] / length;
                }
                least = Math.min(least, along);
                most = Math.max(most, along);
            }
            // whole Å, to within their rounding
            assertThat(length).isCloseTo(Math.rint(length), within(1e-12));
            assertThat(length - (most - least)).isBetween(GAP, GAP + 1);
        }
    }

    @Test
    void moleculesBesideCrystalsAreFarFromTheirImages() {
        MoleculeBatch batch = read(periodic("T T T"), TinyMolecules.molecule("C", 4, 5, 6));

        assertThat(cell(batch, 0)).containsExactly(CELL);
        double length = Math.ceil(GAP);
        assertThat(cell(batch, 1)).containsExactly(length, 0, 0, 0, length, 0, 0, 0, length);
    }

    private static MoleculeTransformer model(String path) {
        var model = new MoleculeTransformer(TinyAtoms.config("attention.path=" + path), input(1), Randomness.seeded(7));
        TinyAtoms.disturb(model);
        return model;
    }

    /// Beyond the gap shells are below 3·10⁻⁵ of their height; waves end at a cutoff, where they
    /// were damped to 0.007 only, and ring.
    @ParameterizedTest
    @CsvSource({"exact, 1e-4", "composed, 0.02"})
    void slabsAndWiresDoNotSeeTheirImages(String path, double share) {
        try (var model = model(path)) {
            var wide = new AtomReader(input(1), 2 * GAP);
            for (String repeats : List.of("T T F", "T F T", "F T T", "T F F", "F T F", "F F T")) {
                List<Molecule> one = List.of(periodic(repeats));
                double expected = model.targets(wide.read(one, null)).item();
                double actual = model.targets(read(periodic(repeats))).item();
                double crystal = model.targets(read(periodic("T T T"))).item();

                assertThat(actual).isCloseTo(expected, within(share * Math.abs(expected)));
                assertThat(Math.abs(crystal - expected)).isGreaterThan(2 * share * Math.abs(expected));
            }
        }
    }

    /// Outermost atoms too, which the cell around all of them follows.
    @ParameterizedTest
    @CsvSource({"exact, T T F", "exact, T F F", "composed, T T F", "composed, T F F"})
    void forcesOfSlabsAndWiresAreSlopes(String path, String repeats) {
        double step = 1e-4;
        try (var model = new MoleculeTransformer(
                        TinyAtoms.config("attention.path=" + path, "doublePrecision=true"),
                        input(1),
                        Randomness.seeded(7));
                var predictor = new MoleculePredictor(model, TinyMolecules.KEYS)) {
            TinyAtoms.disturb(model);
            double[] forces = Objects.requireNonNull(predictor
                    .predict(List.of(periodic(repeats)), true)
                    .getFirst()
                    .forces());
            for (int k = 0; k < POSITIONS.length; k++) {
                double[] moved = POSITIONS.clone();
                moved[k] += step;
                double up = energy(predictor, repeats, moved);
                moved[k] -= 2 * step;
                double down = energy(predictor, repeats, moved);

                // of forces of about one, with differences whose error is the square of the step
                assertThat(forces[k]).isCloseTo((down - up) / (2 * step), within(1e-6));
            }
        }
    }

    private static double energy(MoleculePredictor predictor, String repeats, double[] positions) {
        return predictor
                .predict(List.of(TinyMolecules.periodic(repeats, CELL, "H C O", positions)), false)
                .getFirst()
                .targets()[0];
    }

    @Test
    void aTurnedCrystalIsTheSame() {
        try (var model = model("exact")) {
            double[] turn = AtomReader.rotation(new SplittableRandom(3));
            for (String repeats : List.of("T T T", "T T F", "F F T", "F F F")) {
                List<Molecule> one = List.of(periodic(repeats));
                var reader = new AtomReader(input(1), GAP);
                double expected = model.targets(reader.read(one, null)).item();

                // single precision, and images that fall on the other side of the same distance
                assertThat(model.targets(reader.read(one, new double[][] {turn}))
                                .item())
                        .isCloseTo(expected, within(1e-4 * Math.abs(expected)));
            }
        }
    }

    @Test
    void rotationsAreRotationsAndUniform() {
        var random = new SplittableRandom(3);
        int count = 4000;
        double[] means = new double[9];
        double[] squares = new double[9];
        for (int n = 0; n < count; n++) {
            double[] r = AtomReader.rotation(random);
            for (int row = 0; row < 3; row++) {
                for (int other = 0; other < 3; other++) {
                    assertThat(dot(r, row, other)).isCloseTo(row == other ? 1 : 0, within(1e-14));
                }
            }
            double determinant = r[0] * (r[4] * r[8] - r[5] * r[7])
                    - r[1] * (r[3] * r[8] - r[5] * r[6])
                    + r[2] * (r[3] * r[7] - r[4] * r[6]);
            assertThat(determinant).isCloseTo(1, within(1e-14));
            for (int i = 0; i < 9; i++) {
                means[i] += r[i] / count;
                squares[i] += r[i] * r[i] / count;
            }
        }
        // entries have mean 0 and variance 1/3, their squares mean 1/3 and variance 4/45; five standard errors
        assertThat(means).containsExactly(new double[9], within(5 * Math.sqrt(1.0 / 3 / count)));
        double[] thirds = new double[9];
        Arrays.fill(thirds, 1.0 / 3);
        assertThat(squares).containsExactly(thirds, within(5 * Math.sqrt(4.0 / 45 / count)));
    }

    @Test
    void turnsAreOfRowsTimesTheMatrix() {
        double[] quarter = {0, 1, 0, -1, 0, 0, 0, 0, 1};
        assertThat(AtomReader.turned(new double[] {1, 0, 5, 0, 2, 6}, quarter)).containsExactly(0, 1, 5, -2, 0, 6);
    }

    @Test
    void tagsAreReadWhereTheModelHasThem() {
        double[] two = {0, 0, 0, 1, 0, 0};
        MoleculeBatch batch = new AtomReader(input(3), GAP).read(List.of(TinyMolecules.tagged("H C", two, 2, 1)), null);
        assertThat(batch.tags())
                .isNotNull()
                .satisfies(tags -> assertThat(tags.toLongs()).containsExactly(2, 1));

        for (long wrong : new long[] {3, -1}) {
            List<Molecule> molecules = List.of(TinyMolecules.tagged("H C", two, 2, wrong));
            assertThatThrownBy(() -> new AtomReader(input(3), GAP).read(molecules, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("tiny.xyz, frame 1, atom 2: expected a tag from 0 to 2, got " + wrong);
            assertThat(new AtomReader(input(1), GAP).read(molecules, null).tags())
                    .isNull();
        }
    }

    @Test
    void elementsThatTheModelHasNotSeenAreRefused() {
        assertThatThrownBy(() -> read(TinyMolecules.molecule("H Cu", 0, 0, 0, 2, 0, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "tiny.xyz, frame 1, atom 2: expected one of the elements that the model has seen, H, C, O, got Cu");
    }

    @ParameterizedTest
    @ValueSource(strings = {"T T T", "F F T"})
    void crystalsAreRefusedWhereThereAreNoMasks(String repeats) {
        List<Molecule> molecules = List.of(periodic("F F F"), periodic(repeats));
        assertThatThrownBy(() -> new AtomReader(input(1), 0).read(molecules, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "tiny.xyz, frame 1: expected a molecule in open space, because only masked attention repeats with a cell, got a cell that repeats; take attention.kind = masked, or set pbc=\"F F F\"");
    }
}
