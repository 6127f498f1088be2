package org.fourierlearner.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.fourierlearner.rpe.Decay;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.fourierlearner.tensor.TensorFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LearnedOptimizerTest {
    private static final int HORIZON = 60;

    private final UpdateRule rule = new UpdateRule(LearnedOptimizerConfig.defaults(), Randomness.seeded(1));

    @AfterEach
    void close() {
        rule.close();
    }

    private static Parameters bowl() {
        try (var _ = Scope.withoutGradients()) {
            var parameters = new Parameters();
            parameters.weight("matrix", Randomness.seeded(2).normal(5, 4));
            parameters.weight("vector", Randomness.seeded(3).normal(700));
            return parameters;
        }
    }

    private static double loss(Parameters parameters, double factor) {
        try (var _ = Scope.withGradients()) {
            Tensor loss = parameters
                    .get("matrix")
                    .subtract(Tensor.ones(1, 1))
                    .square()
                    .sum()
                    .add(parameters.get("vector").square().sum());
            loss.multiply(factor).backward();
            return loss.item();
        }
    }

    private static double train(Optimizer optimizer, Parameters parameters, int steps) {
        double loss = Double.NaN;
        for (int step = 0; step < steps; step++) {
            loss = loss(parameters, 1);
            optimizer.step(0);
            parameters.weights().values().forEach(Tensor::clearGradient);
        }
        return loss;
    }

    private static float[] numbers(Parameters parameters, String name) {
        try (var _ = Scope.withoutGradients()) {
            return parameters.get(name).toFloats();
        }
    }

    private static double root(Parameters parameters, String name) {
        double squares = 0;
        float[] numbers = numbers(parameters, name);
        for (float number : numbers) {
            squares += number * number;
        }
        return Math.sqrt(squares / numbers.length);
    }

    private static Tensor of(Optimizer optimizer, String name) {
        return Objects.requireNonNull(optimizer.state().get(name), name);
    }

    @Test
    void itsFirstWeightsTrainAlready() {
        try (Parameters parameters = bowl();
                var optimizer = new LearnedOptimizer(rule.config(), rule.steps(), parameters, HORIZON)) {
            double first = train(optimizer, parameters, 1);
            // steps of 0.1 that shrink to nothing go 3 in all, where weights are 1 away on average
            assertThat(train(optimizer, parameters, HORIZON - 1)).isLessThan(first / 2);
        }
    }

    @Test
    void itGoesOnFromItsStateAsIfNothingHadBeen() {
        try (Parameters parameters = bowl();
                Parameters others = bowl();
                var optimizer = new LearnedOptimizer(rule.config(), rule.steps(), parameters, HORIZON);
                var resumed = new LearnedOptimizer(rule.config(), rule.steps(), others, HORIZON)) {
            train(optimizer, parameters, 7);
            try (var _ = Scope.withoutGradients()) {
                others.load(parameters.all());
                optimizer.state().forEach((name, tensor) -> of(resumed, name).copyInPlace(tensor));
            }
            train(optimizer, parameters, 5);
            train(resumed, others, 5);
            assertThat(numbers(others, "vector")).containsExactly(numbers(parameters, "vector"));
        }
    }

    /// Mean square, and for each of three heads with a feature a sum and its weight.
    @Test
    void aParameterTakesSevenFloats() {
        assertThat(rule.config().slots()).isEqualTo(7).isLessThanOrEqualTo(32);
        try (Parameters parameters = bowl();
                var optimizer = new LearnedOptimizer(rule.config(), rule.steps(), parameters, HORIZON)) {
            assertThat(of(optimizer, "coordinates.vector").shape().extents()).containsExactly(7, 700);
        }
    }

    @Test
    void stepsAreThoseOfItsOwnSize() {
        try (Parameters parameters = bowl();
                var optimizer = new LearnedOptimizer(rule.config(), rule.steps(), parameters, HORIZON)) {
            loss(parameters, 1);
            // a tenth of the weights, but for the little that small first weights of the networks say
            double expected = 0.1 * Math.sqrt(root(parameters, "matrix") * root(parameters, "vector"));
            double size = optimizer.step(17);
            assertThat(size).isCloseTo(expected, withinPercentage(5));
        }
    }

    @Test
    void weightsWithoutGradientStay() {
        try (Parameters parameters = bowl();
                var optimizer = new LearnedOptimizer(rule.config(), rule.steps(), parameters, HORIZON)) {
            float[] before = numbers(parameters, "vector");
            optimizer.step(0);
            assertThat(numbers(parameters, "vector")).containsExactly(before);
        }
    }

    /// What means of squares are after 150,000 steps without a gradient.
    @Test
    void weightsStayWhenGradientsHaveLongBeenZero() {
        try (Parameters parameters = bowl();
                var optimizer = new LearnedOptimizer(rule.config(), rule.steps(), parameters, HORIZON)) {
            train(optimizer, parameters, 3);
            try (var _ = Scope.withoutGradients()) {
                Tensor squares = of(optimizer, "coordinates.vector").narrow(0, 0, 1);
                squares.copyInPlace(squares.multiply(0));
                Tensor square = of(optimizer, "tensor.vector").narrow(0, 0, 1);
                square.copyInPlace(square.multiply(1e-65));
            }
            float[] before = numbers(parameters, "vector");
            loss(parameters, 0);
            optimizer.step(0);
            assertThat(numbers(parameters, "vector")).containsExactly(before);
        }
    }

    @Test
    void gradientsThatAreNoNumbersAreRefusedBeforeAnythingChanges() {
        try (Parameters parameters = bowl();
                var optimizer = new LearnedOptimizer(rule.config(), rule.steps(), parameters, HORIZON)) {
            loss(parameters, Double.NaN);
            float[] before = numbers(parameters, "matrix");
            assertThatThrownBy(() -> optimizer.step(0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("matrix: expected a gradient of finite numbers, got a sum of squares of NaN");
            assertThat(numbers(parameters, "matrix")).containsExactly(before);
        }
    }

    @Test
    void aWeightThatIsAddedLaterIsRefused() {
        try (Parameters parameters = bowl();
                var optimizer = new LearnedOptimizer(rule.config(), rule.steps(), parameters, HORIZON)) {
            try (var _ = Scope.withoutGradients()) {
                parameters.weight("late", Tensor.ones(3));
            }
            assertThatThrownBy(() -> optimizer.step(0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("late: expected the weights that the optimizer began with");
        }
    }

    @Test
    void weightsWithoutNumbersAndAHorizonOfNothingAreRefused() {
        try (var parameters = new Parameters()) {
            try (var _ = Scope.withoutGradients()) {
                parameters.weight("none", Tensor.zeros(0, 3));
            }
            assertThatThrownBy(() -> new LearnedOptimizer(rule.config(), rule.steps(), parameters, HORIZON))
                    .hasMessage("none: expected a weight with numbers in it, got shape [0, 3]");
            assertThatThrownBy(() -> new LearnedOptimizer(rule.config(), rule.steps(), parameters, 0))
                    .hasMessage("horizon: expected a positive number, got 0");
        }
    }

    @Test
    void weightsInDoublePrecisionAreRefused() {
        try (var parameters = new Parameters()) {
            try (var _ = Scope.withoutGradients()) {
                parameters.weight("wide", Tensor.zeros(ElementType.FLOAT64, 3));
            }
            assertThatThrownBy(() -> new LearnedOptimizer(rule.config(), rule.steps(), parameters, HORIZON))
                    .hasMessageStartingWith("wide: expected single precision");
        }
    }

    @Test
    void aFolderKeepsIt(@TempDir Path folder) throws IOException {
        new LearnedOptimizerFolder(folder).write(rule);
        try (Parameters parameters = bowl();
                Parameters others = bowl();
                var optimizer = new LearnedOptimizer(rule.config(), rule.steps(), parameters, HORIZON);
                LearnedOptimizer read = LearnedOptimizerFolder.of(folder).optimizer(others, HORIZON)) {
            assertThat(train(read, others, 9)).isEqualTo(train(optimizer, parameters, 9));
        }
    }

    @Test
    void anotherVersionIsRefused(@TempDir Path folder) throws IOException {
        new LearnedOptimizerFolder(folder).write(rule);
        TensorFile.write(
                folder.resolve("model.safetensors"), rule.parameters().all(), Map.of("learned_optimizer", "0"));
        assertThatThrownBy(() -> LearnedOptimizerFolder.of(folder).rule())
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("expected a learned optimizer of version 4, got version 0");
    }

    @Test
    void anotherModelIsRefused(@TempDir Path folder) throws IOException {
        new LearnedOptimizerFolder(folder).write(rule);
        try (var _ = Scope.withoutGradients()) {
            TensorFile.write(folder.resolve("model.safetensors"), Map.of("x", Tensor.ones(1)), Map.of());
        }
        assertThatThrownBy(() -> LearnedOptimizerFolder.of(folder).rule())
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("got another model");
    }

    @ParameterizedTest
    @EnumSource
    void aMemoryMayExpectASingleStep(TimeScale time) {
        var memory = new TimeMemory.Attention(2, 1, 1, Rpe.Fourier.defaults().withDecay(Decay.STEADY), time);
        var config = new LearnedOptimizerConfig(memory, 8, 12, 1);
        try (var single = new UpdateRule(config, Randomness.seeded(1));
                Parameters parameters = bowl();
                var optimizer = new LearnedOptimizer(config, single.steps(), parameters, 1)) {
            loss(parameters, 1);
            assertThat(optimizer.step(0)).isPositive();
        }
    }

    /// The state of another configuration in a checkpoint.
    @Test
    void aStateOfAnotherSizeIsRefused(@TempDir Path folder) throws IOException {
        var larger = new LearnedOptimizerConfig(
                new TimeMemory.Attention(2, 2, 6, new Rpe.None(), TimeScale.STEPS), 8, 12, 500);
        Path file = folder.resolve("optimizer.safetensors");
        try (Parameters parameters = bowl();
                UpdateRule other = new UpdateRule(larger, Randomness.seeded(1));
                var written = new LearnedOptimizer(larger, other.steps(), parameters, HORIZON);
                var read = new LearnedOptimizer(rule.config(), rule.steps(), parameters, HORIZON)) {
            TensorFile.write(file, written.state(), Map.of());
            assertThatThrownBy(() -> TensorFile.load(file, read.state()))
                    .isInstanceOf(MalformedDataException.class)
                    .hasMessageContaining("coordinates.matrix")
                    .hasMessageContaining("[7, 20]")
                    .hasMessageContaining("[25, 20]");
        }
    }

    @Test
    void aFolderWithoutOneSaysWhatToDo(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> LearnedOptimizerFolder.of(folder))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("flt train configs/learned-optimizer.toml");
        Files.createDirectories(folder.resolve("checkpoints"));
        assertThatThrownBy(() -> LearnedOptimizerFolder.of(folder))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("expected a checkpoint of a learned optimizer, got none that is good");
    }
}
