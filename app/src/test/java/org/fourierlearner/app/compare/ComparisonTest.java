package org.fourierlearner.app.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fourierlearner.storage.Checkpoint;
import org.fourierlearner.task.Evaluation;
import org.fourierlearner.task.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A comparison that is interrupted in the middle of a run ends as one that is not.
final class ComparisonTest {

    @TempDir
    private Path folder;

    @Test
    void interruptedComparisonGoesOnWhereItEnded() throws IOException {
        Grid grid = GridReader.read(TinyGrid.file(folder, TinyGrid.two()), false, List.of());
        Path whole = folder.resolve("whole");
        Path halved = folder.resolve("halved");
        run(grid, whole, new Log(Integer.MAX_VALUE));

        var first = new Log(7);
        Comparison.Outcome stopped = run(grid, halved, first);
        var second = new Log(Integer.MAX_VALUE);
        Comparison.Outcome ended = run(grid, halved, second);

        assertThat(stopped.stopped()).isTrue();
        assertThat(first.events).containsExactly("0 of 4", "1", "from 0", "FINISHED", "2", "from 0", "INTERRUPTED");
        assertThat(ended.stopped()).isFalse();
        assertThat(second.events)
                .containsExactly(
                        "1 of 4", "2", "from 3", "FINISHED", "3", "from 0", "FINISHED", "4", "from 0", "FINISHED");
        for (Grid.Run run : grid.runs()) {
            Path weights = run.folder().resolve("checkpoints/step-00000004/model.safetensors");
            assertThat(halved.resolve(weights)).hasSameBinaryContentAs(whole.resolve(weights));
        }
    }

    private static Comparison.Outcome run(Grid grid, Path out, Log log) throws IOException {
        return new Comparison(grid, out, "test", _ -> List.of(), log, () -> log.steps >= log.most).run();
    }

    /// What happens, and a wish to stop after some steps.
    private static final class Log implements ComparisonListener {
        private final List<String> events = new ArrayList<>();
        private final int most;
        private int steps;

        Log(int most) {
            this.most = most;
        }

        @Override
        public void checks(int number, int count) {}

        @Override
        public void begins(int finished, int count) {
            events.add("%d of %d".formatted(finished, count));
        }

        @Override
        public void begins(Grid.Run run, int number) {
            events.add(Integer.toString(number));
        }

        @Override
        public void ends(Grid.Run run, RunResult result) {
            events.add(result.status().toString());
        }

        @Override
        public void begins(Task task, int partsAtOnce, long step) {
            events.add("from " + step);
        }

        @Override
        public void stepped(Step step) {
            steps++;
        }

        @Override
        public void evaluated(long step, Evaluation evaluation, Checkpoint checkpoint, Optional<String> sample) {}

        @Override
        public void noticed(String notice) {}
    }
}
