package org.fourierlearner.data.molecule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.fourierlearner.storage.MalformedDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole data sets, and what stops a run.
class MoleculeSourceTest {
    private static final MoleculeKeys PLAIN = MoleculeKeys.defaults();
    private static final MoleculeKeys WITH_FORCES = new MoleculeKeys(
            List.of(MoleculeKeys.Target.defaults()), Optional.of("forces"), Optional.empty(), LengthUnit.ANGSTROM);

    @TempDir
    Path folder;

    private String file(String name, String... frames) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("", frames)).toString();
    }

    private MoleculeSource.Xyz source(MoleculeKeys keys, String train, List<String> validation, List<String> test) {
        return new MoleculeSource.Xyz(List.of(train), validation, 2, test, keys);
    }

    private static String frame(String element, String keys) {
        return "1\nProperties=species:S:1:pos:R:3 %s\n%s 0 0 0\n".formatted(keys, element);
    }

    private static String forced(double energy, double force) {
        return "1\nProperties=species:S:1:pos:R:3:forces:R:3 energy=%s\nH 0 0 0 %s 0 0\n".formatted(energy, force);
    }

    /// {@return frames of 1 to 3 carbon atoms and 1 to 5 hydrogen atoms with energies like total
    /// ones}
    private static String[] alkanes(int count, double scale, long seed) {
        var random = new Random(seed);
        String[] frames = new String[count];
        for (int i = 0; i < count; i++) {
            int carbons = 1 + random.nextInt(3);
            int hydrogens = 1 + random.nextInt(5);
            var frame = new StringBuilder("%d\nProperties=species:S:1:pos:R:3 energy=%s\n"
                    .formatted(
                            carbons + hydrogens, scale * (-1030 * carbons - 16 * hydrogens + random.nextGaussian())));
            for (int atom = 0; atom < carbons + hydrogens; atom++) {
                frame.append("%s 0 0 %d\n".formatted(atom < carbons ? "C" : "H", atom));
            }
            frames[i] = frame.toString();
        }
        return frames;
    }

    @Test
    void someMoleculesAreSetAside() throws IOException {
        String train = file(
                "train.xyz",
                frame("H", "energy=1"),
                frame("H", "energy=2"),
                frame("H", "energy=3"),
                frame("H", "energy=4"),
                frame("H", "energy=5"));

        MoleculeSplit split = source(PLAIN, train, List.of(), List.of()).open();

        assertThat(split.train().count()).isEqualTo(3);
        assertThat(split.validation().count()).isEqualTo(2);
        assertThat(split.validation().molecule(0).target(0)).isEqualTo(2);
        assertThat(split.validation().molecule(0).where()).isEqualTo(train + ", frame 2");
        assertThat(split.test()).isEmpty();
        assertThat(split.train().sha256())
                .hasSize(64)
                .isEqualTo(split.validation().sha256());
        assertThat(split.train().elements()).containsExactly(1);
    }

    @Test
    void filesMayBeNamedForEachPart() throws IOException {
        String train = file("train.xyz", forced(1, 1), forced(2, 0));
        String validation = file("validation.xyz", forced(3, 0));
        String test = file("test.xyz", frame("H", "energy=5"));
        var source = new MoleculeSource.Xyz(
                List.of(train, validation), List.of(validation), 50, List.of(test, train), WITH_FORCES);

        MoleculeSplit split = source.open();

        assertThat(split.train().count()).isEqualTo(3);
        assertThat(split.validation().count()).isEqualTo(1);
        Molecules tests = split.test().orElseThrow();
        assertThat(tests.count()).isEqualTo(3);
        // forces for a test may be missing
        assertThat(tests.molecule(0).forces()).isEmpty();
        assertThat(tests.molecule(1).forces()).isPresent();
        assertThat(split.validation().sha256())
                .isEqualTo(
                        Molecules.read(Path.of(validation), WITH_FORCES, true).sha256());
    }

    @Test
    void moleculesFromAllOverTheFilesAreSetAside() throws IOException {
        String one = file("one.xyz", frame("H", "energy=1"), frame("H", "energy=2"), frame("H", "energy=3"));
        String six = file(
                "six.xyz",
                frame("He", "energy=4"),
                frame("He", "energy=5"),
                frame("He", "energy=6"),
                frame("He", "energy=7"),
                frame("He", "energy=8"),
                frame("He", "energy=9"));
        MoleculeSplit split = new MoleculeSource.Xyz(List.of(one, six), List.of(), 3, List.of(), PLAIN).open();

        assertThat(split.train().all()).extracting(m -> m.target(0)).containsExactly(1.0, 3.0, 4.0, 6.0, 7.0, 9.0);
        assertThat(split.validation().all()).extracting(m -> m.target(0)).containsExactly(2.0, 5.0, 8.0);
    }

    @Test
    void sourcesWithoutFilesOrWithNothingLeftAreRefused() throws IOException {
        assertThatThrownBy(() -> MoleculeSource.Xyz.defaults().open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "data.train: expected files of extended XYZ, got none; name them, as in --set data.train=[\"PATH\"]");
        String two = file("two.xyz", frame("H", "energy=1"), frame("H", "energy=2"));
        assertThatThrownBy(() -> source(PLAIN, two, List.of(), List.of()).open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "data.validationCount: expected to set aside some of the 2 training molecules, but not all, got 2");
        assertThatThrownBy(() -> new MoleculeSource.Xyz(List.of(), List.of(), 0, List.of(), PLAIN))
                .hasMessage("validationCount: expected at least 1, got 0");
        assertThatThrownBy(() -> source(PLAIN, "none.xyz", List.of(), List.of()).open())
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage("none.xyz: expected a file, got nothing; check the path");
    }

    private static void assertRefused(MoleculeSource source, String message) {
        assertThatThrownBy(source::open)
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(message);
    }

    @Test
    void aKeyThatNoFrameHasStopsTheRun() throws IOException {
        String train = file("a.xyz", frame("H", "Energy=1"), frame("H", "Energy=2"), frame("H", "Energy=2"));
        assertRefused(
                source(PLAIN, train, List.of(), List.of()),
                train
                        + ": expected the key 'energy' for a target, got no frame with it; frame 1 has the keys [Properties, Energy]; declare the right one, or none");
        String sound = file("b.xyz", forced(1, 1), forced(2, 0), forced(2, 0), forced(2, 0));
        String without = file("c.xyz", frame("H", "energy=1"));
        assertRefused(
                source(WITH_FORCES, sound, List.of(without), List.of()),
                without
                        + ": expected the column 'forces' for forces, got no frame with it; frame 1 has the columns [species, pos]; declare the right one, or none");
        assertThat(Molecules.read(Path.of(train), PLAIN, false).molecule(0).hasTargets())
                .isFalse();
    }

    @Test
    void filesThatMixFramesWithAndWithoutAKeyStopTheRun() throws IOException {
        String first = file("a.xyz", frame("H", "energy=1"), frame("H", "energy=2"), frame("H", "name=x"));
        String message =
                ": expected the key 'energy' for a target in all frames or in none, got it in frame %d and not in frame %d; part the file";
        assertRefused(source(PLAIN, first, List.of(), List.of()), first + ":8: frame 3" + message.formatted(1, 3));
        String later = file("b.xyz", frame("H", "name=x"), frame("H", "energy=2"));
        assertThatThrownBy(() -> Molecules.read(Path.of(later), PLAIN, false))
                .hasMessage(later + ":5: frame 2" + message.formatted(2, 1));
    }

    @Test
    void whatDoesNotVaryStopsTheRun() throws IOException {
        String same = file("a.xyz", forced(1, 1), forced(2, 3), forced(1, 2), forced(2, 3), forced(1, 3));
        assertRefused(
                source(PLAIN, same, List.of(), List.of()),
                same
                        + ": expected values that differ under the key 'energy', got 1.0 eV in all 3 frames for training; there is nothing to learn");
        String still = file("b.xyz", forced(1, 0), forced(2, 3), forced(2, -0.0), forced(2, 3), forced(3, 0));
        assertRefused(
                source(WITH_FORCES, still, List.of(), List.of()),
                still
                        + ": expected forces in the column 'forces', got 0 in all 3 frames for training; declare the right column, or none");
    }

    @Test
    void elementsThatTrainingHasNotSeenStopTheRun() throws IOException {
        String train = file(
                "train.xyz",
                frame("O", "energy=1"),
                frame("H", "energy=2"),
                frame("H", "energy=3"),
                frame("H", "energy=3"));
        String test = file("test.xyz", frame("H", "energy=1"), "2\nenergy=5\nH 0 0 0\nN 0 0 1\n");
        assertRefused(
                source(PLAIN, train, List.of(), List.of(test)),
                test
                        + ":7: frame 2: expected elements that the frames for training have (H, O), got N; train with some of it, or leave the frame out");
        String last = file(
                "last.xyz",
                frame("O", "energy=1"),
                frame("H", "energy=2"),
                frame("H", "energy=3"),
                frame("N", "energy=3"));
        assertRefused(
                source(PLAIN, last, List.of(), List.of()),
                last
                        + ":12: frame 4: expected elements that the frames for training have (H, O), got N; train with some of it, or leave the frame out");
    }

    @Test
    void energiesOfAnotherUnitStopTheRun() throws IOException {
        String train = file("train.xyz", alkanes(40, 1, 1));
        String test = file("test.xyz", alkanes(5, 1 / 27.211386, 2));
        assertThatThrownBy(() -> source(PLAIN, train, List.of(), List.of(test)).open())
                .isInstanceOf(MalformedDataException.class)
                .hasMessageMatching(
                        "\\Q" + test
                                + "\\E:2: frame 1: expected about -[0-9.]+ eV for the key 'energy', as for such atoms in training, got -[0-9.]+ eV, 0\\.0367[0-9]* times as much, like 1 eV in Hartree; declare one unit that all frames have");
        for (double scale : new double[] {27.2114, 23.06, 96.485, 627.5, 1000}) {
            for (double factor : new double[] {scale, 1 / scale}) {
                String other = file("other.xyz", alkanes(3, factor, 3));
                assertThatThrownBy(() ->
                                source(PLAIN, train, List.of(other), List.of()).open())
                        .isInstanceOf(MalformedDataException.class)
                        .hasMessageStartingWith(other + ":2: frame 1: expected about ");
            }
        }
    }

    @Test
    void aSingleFrameOfAnotherUnitIsFoundAmongThoseForTraining() throws IOException {
        String[] frames = alkanes(40, 1, 1);
        frames[17] = alkanes(40, 23.0605, 1)[17];
        String train = file("train.xyz", frames);
        assertThatThrownBy(() -> source(PLAIN, train, List.of(), List.of()).open())
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining(": frame 18: expected about ")
                .hasMessageContaining(" times as much, like 1 eV in kcal/mol; ");
    }

    @Test
    void aThirdOfAnotherUnitIsFoundAmongThoseForTraining() throws IOException {
        String[] frames = alkanes(60, 1, 1);
        System.arraycopy(alkanes(60, 27.2114, 1), 40, frames, 40, 20);
        String train = file("train.xyz", frames);
        assertThatThrownBy(() -> source(PLAIN, train, List.of(), List.of()).open())
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining(": frame 41: expected about ");
    }

    /// Energies of adsorption, dissociation, and relaxation vary by factors of their own.
    @Test
    void energiesThatVaryByThemselvesAreNoOtherUnit() throws IOException {
        var random = new Random(1);
        String[] broad = new String[200];
        String[] dissociated = new String[200];
        for (int i = 0; i < broad.length; i++) {
            broad[i] = frame("H", "energy=" + random.nextGaussian());
            dissociated[i] =
                    frame("H", "energy=" + (i % 5 == 0 ? -60 * random.nextDouble() : -60 + random.nextGaussian()));
        }
        for (boolean extensive : new boolean[] {false, true}) {
            var keys = new MoleculeKeys(
                    List.of(new MoleculeKeys.Target("energy", EnergyUnit.EV, extensive)),
                    Optional.empty(),
                    Optional.empty(),
                    LengthUnit.ANGSTROM);
            assertThat(source(keys, file("broad.xyz", broad), List.of(), List.of())
                            .open()
                            .train()
                            .count())
                    .isEqualTo(198);
            assertThat(source(keys, file("dissociated.xyz", dissociated), List.of(), List.of())
                            .open()
                            .train()
                            .count())
                    .isEqualTo(198);
        }
    }
}
