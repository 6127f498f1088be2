package org.fourierlearner.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// Molecules of water, springs between all atoms, with energies and forces, and runs that train within seconds.
final class TinyWater {
    private static final double LENGTH = 1.4;

    private TinyWater() {}

    /// Writes water, and water with a third hydrogen atom, in turn.
    ///
    /// @param file replaced
    /// @param labelled whether energies and forces are known
    static Path write(Path file, int count, long seed, boolean labelled) throws IOException {
        var random = new SplittableRandom(seed);
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            double[][] places =
                    Arrays.copyOf(new double[][] {{0, 0, 0}, {1, 0, 0}, {-0.3, 0.9, 0}, {0, -0.6, 1}}, 3 + i % 2);
            for (int atom = 0; atom < places.length; atom++) {
                places[atom] = Arrays.stream(places[atom])
                        .map(coordinate -> coordinate + 0.1 * random.nextGaussian())
                        .toArray();
            }
            frame(text, places, i, labelled);
        }
        return Files.writeString(file, text);
    }

    private static void frame(StringBuilder text, double[][] places, int number, boolean labelled) {
        double energy = -20 - places.length;
        double[][] forces = new double[places.length][3];
        for (int i = 0; i < places.length; i++) {
            for (int j = 0; j < i; j++) {
                double squares = 0;
                for (int axis = 0; axis < 3; axis++) {
                    squares += Math.pow(places[i][axis] - places[j][axis], 2);
                }
                double stretch = Math.sqrt(squares) - LENGTH;
                energy += stretch * stretch / 2;
                for (int axis = 0; axis < 3; axis++) {
                    double pull = stretch * (places[i][axis] - places[j][axis]) / Math.sqrt(squares);
                    forces[i][axis] -= pull;
                    forces[j][axis] += pull;
                }
            }
        }
        text.append("%d\nname=\"water no. %d\" Properties=species:S:1:pos:R:3%s\n"
                .formatted(
                        places.length,
                        number,
                        labelled ? String.format(Locale.ROOT, ":forces:R:3 energy=%.6f", energy) : ""));
        for (int i = 0; i < places.length; i++) {
            text.append(i == 0 ? 'O' : 'H');
            for (double coordinate : places[i]) {
                text.append(' ').append(coordinate);
            }
            for (double force : labelled ? forces[i] : new double[0]) {
                text.append(' ').append(force);
            }
            text.append('\n');
        }
    }

    /// {@return the folder of a run that was trained; beside it are `train.xyz` and `test.xyz`}
    ///
    /// @param more values that win over the tiny ones
    static Path trained(Path folder, String... more) throws IOException {
        return trained(folder, "keys.forces = \"forces\"", List.of(more));
    }

    /// {@return the same of energies alone}
    static Path trainedWithoutForces(Path folder, String... more) throws IOException {
        return trained(folder, "", List.of(more));
    }

    private static Path trained(Path folder, String keys, List<String> more) throws IOException {
        Path config = Files.writeString(folder.resolve("molecules.toml"), """
                kind = "molecule"

                [data]
                kind = "xyz"
                train = ["%s"]
                test = ["%s"]
                validationCount = 4
                %s

                [model]
                layers = 2
                modelDim = 8
                heads = 4
                attention = { kind = "masked", path = "exact" }

                [train]
                steps = 4
                evaluateEvery = 2
                batchSize = 4
                """.formatted(
                write(folder.resolve("train.xyz"), 24, 1, true), write(folder.resolve("test.xyz"), 6, 2, true), keys));
        Path run = folder.resolve("run");
        List<String> arguments = new ArrayList<>(List.of("train", config.toString(), "--out", run.toString()));
        more.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        Run training = Run.flt(arguments.toArray(String[]::new));
        if (training.exitCode() != 0) {
            throw new AssertionError(training.toString());
        }
        return run;
    }
}
