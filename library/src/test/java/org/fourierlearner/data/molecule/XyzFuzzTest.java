package org.fourierlearner.data.molecule;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.testkit.Damage;
import org.junit.jupiter.api.Test;

/// Whatever the bytes, they are frames that survive writing and molecules with finite numbers, or refused by file.
class XyzFuzzTest {
    private static final MoleculeKeys KEYS = new MoleculeKeys(
            List.of(MoleculeKeys.Target.defaults()), Optional.of("forces"), Optional.of("stress"), LengthUnit.BOHR);

    @FuzzTest
    void anyBytesAreReadOrRefused(byte[] bytes) throws IOException {
        try {
            List<XyzFrame> frames = TestFrames.read(bytes);
            assertThat(frames).isNotEmpty();
            assertThat(TestFrames.survive("fuzz.xyz", frames)).isTrue();
            for (XyzFrame frame : frames) {
                requireSound(Molecule.of(frame, KEYS, false));
            }
        } catch (MalformedDataException e) {
            assertThat(e).hasMessageMatching("(?s)a\\.xyz(:[0-9]+)?: (frame [0-9]+: )?expected .*");
        }
    }

    private static void requireSound(Molecule molecule) {
        assertThat(molecule.positions()).hasSize(3 * molecule.count());
        for (double position : molecule.positions()) {
            assertThat(position).isFinite();
        }
        for (double force : molecule.forces().orElse(new double[0])) {
            assertThat(force).isFinite();
        }
        if (molecule.hasTargets()) {
            assertThat(molecule.target(0)).isFinite();
        }
        molecule.cell().ifPresent(cell -> assertThat(cell.volume()).isPositive());
    }

    @Test
    void damagedFilesAreReadOrRefused() throws IOException {
        byte[] plain = TestFrames.TWO.getBytes(StandardCharsets.UTF_8);
        for (byte[] sound : List.of(plain, TestFrames.gzip(plain), TestFrames.xz(plain))) {
            for (byte[] damaged : (Iterable<byte[]>) Damage.copies(sound, 1000, 1)::iterator) {
                anyBytesAreReadOrRefused(damaged);
            }
        }
    }
}
