package org.fourierlearner.app.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/// Grids whose runs take a moment.
public final class TinyGrid {
    /// Where the cells begin.
    public static final int CELL_LINE = 24;

    private TinyGrid() {}

    /// Writes a text of a small alphabet and a comparison on it.
    ///
    /// @param folder for both
    /// @param cells in TOML
    /// @return the comparison
    public static Path file(Path folder, String cells) throws IOException {
        var random = new SplittableRandom(1);
        var text = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            text.append("abcde \n".charAt(random.nextInt(7)));
        }
        Path corpus = Files.writeString(folder.resolve("corpus.txt"), text);
        return Files.writeString(folder.resolve("tiny.toml"), """
                seeds = [1, 2]

                [base]
                kind = "language-model"
                data = { kind = "text-files", train = "%s" }

                [base.model]
                layers = 1
                modelDim = 16
                heads = 2
                contextLength = 16

                [base.model.attention]
                features.features = 16
                rpe.frequencies = 4

                [base.train]
                steps = 4
                evaluateEvery = 2
                batchSize = 2
                maxMinutes = 0

                # cells
                """.formatted(corpus) + cells);
    }

    /// {@return a cell in TOML}
    ///
    /// @param name of the cell
    /// @param settings what differs from the base
    public static String cell(String name, String... settings) {
        return """
                [[cells]]
                name = "%s"
                settings = [%s]
                """.formatted(
                name,
                String.join(
                        ", ",
                        List.of(settings).stream().map("\"%s\""::formatted).toList()));
    }

    /// {@return an exact cell and a linear one}
    public static String two() {
        return cell("exact, none", "model.attention.kind=exact", "model.attention.rpe=none") + cell("FLT");
    }
}
