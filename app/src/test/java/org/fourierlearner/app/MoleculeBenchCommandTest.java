package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command as a whole, with everything run once at small sizes.
final class MoleculeBenchCommandTest {
    @TempDir
    Path folder;

    @Test
    void timesOfEveryWayAndAPictureComeFromOneRun() throws IOException {
        Path picture = folder.resolve("atoms.png");

        Run run = Run.flt("bench", "molecules", "--once", "--atoms", "2,5", "--picture", picture.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("masks, by waves, 5 atoms", "milliseconds, forward + backward of the energy\n")
                .contains("masks, all pairs", "FLT, Gaussian mixture", "exact softmax, Gaussian mixture")
                .doesNotContain("–");
        assertThat(ImageIO.read(picture.toFile())).isNotNull();
    }

    @Test
    void whatTakesTooLongIsLeftOut() {
        Run run = Run.flt("bench", "molecules", "--once", "--atoms", "2,5", "--max-seconds", "1e-9");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("masks, by waves, 2 atoms", "–").doesNotContain("5 atoms\n");
    }

    @Test
    void sizesThatDoNotAscendAreRefused() {
        assertThat(Run.flt("bench", "molecules", "--atoms", "5,5"))
                .extracting(Run::exitCode, Run::err)
                .containsExactly(
                        2,
                        "flt: --atoms: expected ascending positive numbers, got 5 after 5%nTry 'flt bench molecules --help'.%n"
                                .formatted());
    }

    @Test
    void helpIsAsRecorded() throws IOException {
        try (var golden = Objects.requireNonNull(getClass().getResourceAsStream("/golden/flt-bench-molecules.txt"))) {
            assertThat(Run.flt("bench", "molecules", "--help").out())
                    .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
