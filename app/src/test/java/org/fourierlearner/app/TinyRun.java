package org.fourierlearner.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Runs that train within seconds.
final class TinyRun {
    private static final List<String> SETTINGS = List.of(
            "data.kind=text-files",
            "model.layers=1",
            "model.modelDim=16",
            "model.heads=2",
            "model.contextLength=16",
            "model.attention.features.features=16",
            "model.attention.rpe.frequencies=4",
            "train.steps=4",
            "train.evaluateEvery=2",
            "train.batchSize=2");

    private TinyRun() {}

    /// Writes 2000 characters of a small alphabet.
    static Path text(Path folder) throws IOException {
        var random = new SplittableRandom(1);
        var text = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            text.append("abcde \n".charAt(random.nextInt(7)));
        }
        return Files.writeString(folder.resolve("text.txt"), text);
    }

    /// The arguments of `flt` that train a tiny model.
    ///
    /// @param text to train on
    /// @param run the run folder
    /// @param more values that win over the tiny ones
    static String[] training(Path text, Path run, String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", "--out", run.toString()));
        List<String> settings = new ArrayList<>(SETTINGS);
        settings.add("data.train=" + text);
        settings.addAll(Arrays.asList(more));
        settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        return arguments.toArray(String[]::new);
    }

    /// {@return the folder of a run that was trained}
    static Path trained(Path folder, String... more) throws IOException {
        Path run = folder.resolve("run");
        Run training = Run.flt(training(text(folder), run, more));
        if (training.exitCode() != 0) {
            throw new AssertionError(training.toString());
        }
        return run;
    }
}
