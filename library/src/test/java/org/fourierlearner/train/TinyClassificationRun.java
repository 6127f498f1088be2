package org.fourierlearner.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.fourierlearner.config.RecordReader;

/// Runs of a text classifier that take a moment.
final class TinyClassificationRun {
    private static final String CONFIG = """
            seed = 5
            [model]
            layers = 2
            modelDim = 6
            heads = 2
            mlpDim = 11
            contextLength = 13
            absolutePositions = "learned"
            activation = "gelu"
            norm = "layer"
            pooling = "class-token"
            attention.rpe.frequencies = 4
            [train]
            steps = 20
            batchSize = 3
            schedule = { kind = "constant", rate = 0.01 }
            evaluateEvery = 5
            """;

    private TinyClassificationRun() {}

    static TextClassificationRunConfig config(Path folder, String... overrides) throws IOException {
        Path file = folder.resolve("labelled.tsv");
        if (Files.notExists(file)) {
            Files.writeString(file, labelled(60));
        }
        String data = "data.train = '%s'\n".formatted(file);
        return RecordReader.read(data + CONFIG, "tiny.toml", List.of(overrides), TextClassificationRunConfig.class);
    }

    /// Lines of three labels, each with letters of its own.
    private static String labelled(int count) {
        var random = new SplittableRandom(1);
        var lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append("abc".charAt(i % 3)).append('\t');
            int length = random.nextInt(3, 24);
            for (int t = 0; t < length; t++) {
                lines.append((char) ('a' + 5 * (i % 3) + random.nextInt(5)));
            }
            lines.append('\n');
        }
        return lines.toString();
    }
}
