package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fourierlearner.app.compare.TinyGrid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Grids of image classifiers.
final class ImageComparisonTest {

    @TempDir
    private Path folder;

    private Run compare(String cells) throws IOException {
        Path grid = Files.writeString(
                folder.resolve("grid.toml"),
                "seeds = [1]\n\n"
                        + TinyImages.run(folder, "base")
                                .replace("steps = 60", "steps = 4\nmaxMinutes = 0")
                                .replace("evaluateEvery = 30", "evaluateEvery = 2")
                        + cells);
        return Run.flt(
                "compare", grid.toString(), "--out", folder.resolve("out").toString());
    }

    @Test
    void cellsAreComparedByTheirAccuracy() throws IOException {
        Run run = compare(TinyGrid.cell("exact", "model.attention.kind=exact", "model.attention.rpe=none")
                + TinyGrid.cell("FLT")
                + TinyGrid.cell("class token", "model.pooling=class-token", "train.schedule.rate=0.02"));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(Files.readAllLines(folder.resolve("out/results.csv")))
                .hasSize(4)
                .element(2)
                .asString()
                .matches("FLT,1,[\\d.]+,[\\d.]+,\\d+,\\d+,.*,finished,");
        assertThat(folder.resolve("out/table.md"))
                .content()
                .containsPattern("(?m)^\\| exact \\| .* \\| no \\| ")
                .containsPattern("(?m)^\\| \\**FLT\\** \\| .* \\| yes \\| ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            model.patch=4                  | model.patch: expected 2 as in the base, got 4; cells are trained on equal terms
            image.height=16                | image: expected ImageSize[height=0, width=0, channels=0] as in the base, got ImageSize[height=16, width=0, channels=0]; cells are trained on equal terms
            augmentation.flipProbability=1 | augmentation: expected Augmentation[
            data.validationFraction=0.2    | data: expected Folders[
            model.attention.rpe=sine-spe   | rpe: expected fourier, grid-table or none for positions in 2 dimensions, got sine-spe, which needs a line
            model.attention.kind=retention | model.attention: expected a kind for attention to all tokens, such as linear or exact, got retention
            """)
    void gridsWithAContradictionAreRefusedBeforeTraining(String setting, String reason) throws IOException {
        Run run = compare(TinyGrid.cell("FLT") + TinyGrid.cell("odd", setting));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("flt: " + folder.resolve("grid.toml") + ":")
                .contains("cell 'odd': " + reason);
        assertThat(folder.resolve("out/runs")).doesNotExist();
    }
}
