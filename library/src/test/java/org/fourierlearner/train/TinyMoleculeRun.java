package org.fourierlearner.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.task.TinyMolecules;

/// Runs of a model of molecules that take a moment.
final class TinyMoleculeRun {
    private static final String CONFIG = """
            keys.forces = "forces"
            [model]
            layers = 2
            modelDim = 6
            heads = 3
            mlpDim = 11
            [model.attention]
            kind = "masked"
            path = "exact"
            rpe = { count = 5, innermost = 0.7, outermost = 3, blur = 0.5, reach = 6 }
            [train]
            steps = 20
            batchSize = 3
            schedule = { kind = "constant", rate = 0.01 }
            evaluateEvery = 5
            """;

    private TinyMoleculeRun() {}

    static MoleculeRunConfig config(Path folder, String... overrides) throws IOException {
        Path train = folder.resolve("train.xyz");
        Path test = folder.resolve("test.xyz.gz");
        if (Files.notExists(test)) {
            TinyMolecules.write(train, 60, 1);
            TinyMolecules.write(test, 10, 2);
        }
        String data = """
                seed = 5
                [data]
                kind = "xyz"
                train = ['%s']
                test = ['%s']
                validationCount = 12
                """.formatted(train, test);
        return RecordReader.read(data + CONFIG, "tiny.toml", List.of(overrides), MoleculeRunConfig.class);
    }
}
