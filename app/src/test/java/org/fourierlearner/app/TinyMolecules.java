package org.fourierlearner.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;

/// Molecules of water, each bent a little otherwise, whose energies and forces are those of springs.
public final class TinyMolecules {
    private static final double REST = 1;
    private static final double ENERGY = -2079;

    private TinyMolecules() {}

    /// {@return a file of extended XYZ with molecules}
    ///
    /// @param folder where to
    public static Path file(Path folder) throws IOException {
        Path file = folder.resolve("water.xyz");
        if (Files.notExists(file)) {
            Files.writeString(file, frames(60));
        }
        return file;
    }

    private static String frames(int count) {
        var random = new SplittableRandom(1);
        var text = new StringBuilder();
        for (int n = 0; n < count; n++) {
            double[][] offsets = new double[2][3];
            double energy = ENERGY;
            var atoms = new StringBuilder();
            double[] force = new double[3];
            for (int h = 0; h < 2; h++) {
                for (int axis = 0; axis < 3; axis++) {
                    offsets[h][axis] = (axis == h ? 1 : 0) + 0.1 * random.nextGaussian();
                }
                double[] at = offsets[h];
                double r = Math.sqrt(at[0] * at[0] + at[1] * at[1] + at[2] * at[2]);
                energy += 0.5 * (r - REST) * (r - REST);
                double pull = -(r - REST) / r;
                atoms.append(line("H", at, new double[] {pull * at[0], pull * at[1], pull * at[2]}));
                for (int axis = 0; axis < 3; axis++) {
                    force[axis] -= pull * at[axis];
                }
            }
            text.append(
                    String.format(Locale.ROOT, "3%nProperties=species:S:1:pos:R:3:forces:R:3 energy=%.9f%n", energy));
            text.append(atoms).append(line("O", new double[3], force));
        }
        return text.toString();
    }

    private static String line(String symbol, double[] at, double[] force) {
        return String.format(
                Locale.ROOT,
                "%s %.9f %.9f %.9f %.9f %.9f %.9f%n",
                symbol,
                at[0],
                at[1],
                at[2],
                force[0],
                force[1],
                force[2]);
    }
}
