package org.fourierlearner.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fourierlearner.optimizer.Optimizer;
import org.fourierlearner.task.Task;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// What every task must satisfy; a new one needs only a row in `everyTask`.
final class TaskTest {

    /// Makes a small task.
    interface Row {
        RunConfig config(Path folder) throws IOException;
    }

    static final List<Row> everyTask = List.of(
            folder -> TinyRun.config(folder),
            folder -> TinyClassificationRun.config(folder),
            folder -> TinyImageRun.config(folder),
            folder -> TinyMoleculeRun.config(folder),
            _ -> TinyOptimizerRun.config());

    @TempDir
    private Path folder;

    private Task task(Row row) throws IOException {
        return row.config(folder).createTask(folder.resolve("data"));
    }

    @Test
    void everyPermittedRunIsTested() throws IOException {
        List<Class<?>> tested = new ArrayList<>();
        for (Row row : everyTask) {
            tested.add(row.config(folder).getClass());
        }
        assertThat(tested).containsExactlyInAnyOrder(RunConfig.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @FieldSource("everyTask")
    void theLossIsFiniteAndItsGradientReachesEveryWeight(Row row) throws IOException {
        try (Task task = task(row);
                var _ = Scope.withGradients()) {
            task.beginStep(0);
            Tensor loss = task.loss(0, 0);
            loss.backward();

            assertThat(loss.item()).isFinite();
            task.parameters()
                    .weights()
                    .forEach((name, weight) -> assertThat(weight.gradient())
                            .as(name)
                            .hasValueSatisfying(
                                    gradient -> assertThat(gradient.abs().sum().item())
                                            .isPositive()
                                            .isFinite()));
        }
    }

    @ParameterizedTest
    @FieldSource("everyTask")
    void twentyStepsImproveTheScore(Row row) throws IOException {
        TrainConfig train = row.config(folder).train();
        try (Task task = task(row);
                Optimizer optimizer = train.optimizer().create(task.parameters(), 100);
                var steps = new GradientStep(train, task, optimizer)) {
            double before = task.evaluate().score();
            for (int step = 0; step < 20; step++) {
                steps.take(step, (what, value) -> assertThat(value).as(what).isFinite());
            }

            assertThat(task.evaluate().score()).isLessThan(before);
        }
    }
}
