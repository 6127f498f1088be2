package org.fourierlearner.app.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SummaryTest {
    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Grid grid;

    @BeforeEach
    void read() throws IOException {
        grid = GridReader.read(TinyGrid.file(folder, TinyGrid.two()), false, List.of());
    }

    /// The first cell has the lower score and the lower accuracy, and a state that grows.
    private Summary summary(boolean labels) {
        Map<Grid.Run, RunResult> results = new HashMap<>();
        for (int cell = 0; cell < 2; cell++) {
            for (Grid.Run run : grid.cells().get(cell).runs()) {
                results.put(
                        run,
                        new RunResult(
                                RunResult.Status.FINISHED,
                                "loss",
                                Optional.of(1.0 + cell),
                                labels ? Optional.of(0.5 + 0.1 * cell) : Optional.empty(),
                                7,
                                cell == 0 ? Optional.empty() : Optional.of(3L),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                ""));
            }
        }
        return Summary.of(grid, results);
    }

    private static List<String> names(Summary summary) {
        return summary.rows().stream().map(Summary.Row::name).toList();
    }

    @Test
    void theLowestScoreIsFirst() {
        assertThat(names(summary(false))).containsExactly("exact, none", "FLT");
    }

    @Test
    void theHighestAccuracyIsFirstWhateverTheScore() {
        assertThat(names(summary(true))).containsExactly("FLT", "exact, none");
    }

    @Test
    void theBestLinearIsTheFirstWhoseStateDoesNotGrow() {
        assertThat(summary(false).bestLinear().orElseThrow().name()).isEqualTo("FLT");
    }
}
