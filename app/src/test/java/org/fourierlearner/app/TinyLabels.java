package org.fourierlearner.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// Labelled texts that are easily told apart, and runs that do so within seconds.
public final class TinyLabels {
    private TinyLabels() {}

    /// Writes texts whose labels have letters of their own.
    ///
    /// @param folder where to
    /// @return the file
    public static Path file(Path folder) throws IOException {
        var random = new SplittableRandom(1);
        var lines = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            lines.append(i % 3 == 0 ? "low" : i % 3 == 1 ? "middle, I think" : "high")
                    .append('\t');
            int length = random.nextInt(3, 24);
            for (int t = 0; t < length; t++) {
                lines.append((char) ('a' + 5 * (i % 3) + random.nextInt(5)));
            }
            lines.append('\n');
        }
        return Files.writeString(folder.resolve("labelled.tsv"), lines);
    }

    /// Writes the configuration of a tiny classifier.
    static Path config(Path folder) throws IOException {
        Path data = file(folder);
        return Files.writeString(folder.resolve("labels.toml"), """
                kind = "text-classification"
                data = { train = "%s", validation = "%s" }

                [model]
                layers = 1
                modelDim = 16
                heads = 2
                contextLength = 16
                attention.rpe.frequencies = 4

                [train]
                steps = 60
                batchSize = 4
                schedule = { kind = "constant", rate = 0.01 }
                evaluateEvery = 30
                """.formatted(data, data));
    }

    /// {@return the folder of a run that was trained}
    static Path trained(Path folder) throws IOException {
        Path run = folder.resolve("run");
        Run training = Run.flt("train", config(folder).toString(), "--out", run.toString());
        if (training.exitCode() != 0) {
            throw new AssertionError(training.toString());
        }
        return run;
    }
}
