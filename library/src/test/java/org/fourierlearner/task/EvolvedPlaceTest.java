package org.fourierlearner.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fourierlearner.optimizer.LearnedOptimizerConfig;
import org.fourierlearner.optimizer.UpdateRule;
import org.fourierlearner.problem.Quadratics;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvolvedPlaceTest {
    private static final double DEVIATION = 0.02;
    private static final int WINDOW = 4;

    /// What two losses differ by counts no more than this.
    private static final double BOUND = 0.02;

    @TempDir
    private Path folder;

    /// Two windows of one problem against the algorithm as it is printed, step by step with
    /// optimizers of its own: draws add up from window to window, or are the same ones, and only
    /// differences of losses count.
    @ParameterizedTest
    @EnumSource
    void aGradientIsTheSumOfDrawsTimesWhatLossesDifferBy(MetaGradient.Evolution.Draws draws) throws IOException {
        try (MetaTraining training = training(draws);
                var up = new UpdateRule(training.rule().config(), Randomness.seeded(8));
                var down = new UpdateRule(training.rule().config(), Randomness.seeded(8));
                Episode episode = episode(training, up, down)) {
            Map<String, Tensor> sums = new LinkedHashMap<>();
            for (int step = 0; step < 2; step++) {
                training.beginStep(step);
                try (var _ = Scope.withGradients()) {
                    training.loss(step, 0).backward();
                }
                try (var _ = Scope.withoutGradients()) {
                    if (draws == MetaGradient.Evolution.Draws.PROBLEM) {
                        sums.clear();
                    }
                    draw(training, draws == MetaGradient.Evolution.Draws.PROBLEM ? 0 : step, up, down, sums);
                    episode.trained().get(0).optimizer().use(up.steps());
                    double high = episode.run(0, WINDOW) / WINDOW;
                    episode.trained().get(1).optimizer().use(down.steps());
                    double low = episode.run(1, WINDOW) / WINDOW;
                    episode.advance(WINDOW);
                    double difference = (high - low) / Math.sqrt(1 + Math.pow((high - low) / BOUND, 2));
                    double factor = difference / (2 * DEVIATION * DEVIATION);
                    assertThat(Math.abs(factor)).isGreaterThan(1e-3);
                    training.parameters().weights().forEach((name, weight) -> {
                        float[] expected = require(sums, name).multiply(factor).toFloats();
                        // a product in single precision
                        assertThat(weight.gradient().orElseThrow().toFloats())
                                .as(name)
                                .containsExactly(expected, within((float) (1e-6 * Math.abs(factor))));
                    });
                }
                training.parameters().weights().values().forEach(Tensor::clearGradient);
            }
        }
    }

    private MetaTraining training(MetaGradient.Evolution.Draws draws) throws IOException {
        return new MetaTraining(
                LearnedOptimizerConfig.defaults(),
                List.of(new Quadratics(8, 10)),
                new MetaGradient.Evolution(DEVIATION, draws, WINDOW, WINDOW),
                new MetaTraining.Batches(1, 1, 10, 1),
                new MetaTraining.Horizons(2 * WINDOW, 2 * WINDOW),
                folder,
                5);
    }

    private static Episode episode(MetaTraining training, UpdateRule up, UpdateRule down) {
        try (var _ = Scope.withoutGradients()) {
            return training.episode(training.start(0, 0), up.steps(), down.steps());
        }
    }

    private static void draw(
            MetaTraining training, long step, UpdateRule up, UpdateRule down, Map<String, Tensor> sums) {
        Randomness random = Randomness.seeded(
                new StepRandom(5).of(step, StepRandom.DROPOUT, 0).nextLong());
        training.parameters().all().forEach((name, value) -> {
            boolean learned = training.parameters().weights().containsKey(name);
            Tensor draw = learned
                    ? random.normal(value.shape().extents()).multiply(DEVIATION)
                    : Tensor.zeros(value.type(), value.shape().extents());
            up.parameters().get(name).copyInPlace(value.add(draw));
            down.parameters().get(name).copyInPlace(value.subtract(draw));
            Tensor before = sums.get(name);
            sums.put(name, (before == null ? draw : before.add(draw)).keep());
        });
    }

    private static Tensor require(Map<String, Tensor> sums, String name) {
        Tensor sum = sums.get(name);
        if (sum == null) {
            throw new AssertionError(name);
        }
        return sum;
    }
}
