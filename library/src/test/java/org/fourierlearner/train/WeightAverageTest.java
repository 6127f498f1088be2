package org.fourierlearner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fourierlearner.storage.SafetensorsFile;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightAverageTest {
    private static final String ALL_THAT_IS_RANDOM =
            "model.dropout=0.2;model.attention.rpe.redrawEvery=3;train.parts=2;";

    @TempDir
    Path folder;

    private Path run;

    @BeforeEach
    void chooseTheFolderOfTheRun() {
        run = folder.resolve("run");
    }

    private LanguageModelRunConfig config(String overrides) throws IOException {
        return TinyRun.config(folder, overrides.split(";"));
    }

    @Test
    void theAverageIsThatOfTheFormula() {
        Randomness random = Randomness.seeded(3);
        try (var _ = Scope.withoutGradients()) {
            Tensor weight = random.normal(3, 5);
            double[] expected = weight.toDoubles();
            try (var average = new WeightAverage(0.7, Map.of("weight", weight))) {
                for (int t = 0; t < 40; t++) {
                    weight.addInPlace(random.normal(3, 5), 0.1);
                    double[] now = weight.toDoubles();
                    double kept = Math.min(0.7, (1.0 + t) / (10 + t));
                    for (int i = 0; i < now.length; i++) {
                        expected[i] = kept * expected[i] + (1 - kept) * now[i];
                    }

                    average.update(t);

                    try (var _ = average.use()) {
                        // three roundings of numbers below 4 in each step, of which 0.7 are kept
                        assertThat(weight.toDoubles()).containsExactly(expected, within(3 * 4 * 0x1p-24 / (1 - 0.7)));
                    }
                    assertThat(weight.toDoubles()).isEqualTo(now);
                }
            }
        }
    }

    @Test
    void withoutDecayTheModelKeepsItsWeights() {
        try (var _ = Scope.withoutGradients()) {
            Tensor weight = Tensor.ones(3);
            try (var average = new WeightAverage(0, Map.of("weight", weight))) {
                weight.multiplyInPlace(2);
                average.update(0);

                try (var _ = average.use()) {
                    assertThat(weight.toFloats()).containsOnly(2);
                }
            }
        }
    }

    @Test
    void trainingGoesOnWithTheWeights() throws IOException {
        var plain = new TinyRun();
        Path weights = plain.train(run, config("train.averageDecay=0")).last().folder();
        var averaged = new TinyRun();
        Path averages = averaged.train(folder.resolve("averaged"), config("train.averageDecay=0.9"))
                .last()
                .folder();

        assertThat(averaged.steps).extracting(TrainingListener.Step::loss).isEqualTo(losses(plain));
        assertThat(weights.resolve("weights.safetensors")).doesNotExist();
        String name = "blocks.0.mlp.in.weight";
        float[] trained = tensor(weights.resolve("model.safetensors"), name);
        assertThat(tensor(averages.resolve("weights.safetensors"), name)).isEqualTo(trained);
        assertThat(tensor(averages.resolve("model.safetensors"), name)).isNotEqualTo(trained);
        // early in a training the average lags behind
        assertThat(averaged.evaluated.getLast().score())
                .isGreaterThan(plain.evaluated.getLast().score())
                .isLessThan(plain.evaluated.getFirst().score());
    }

    private static List<Double> losses(TinyRun run) {
        return run.steps.stream().map(TrainingListener.Step::loss).toList();
    }

    private static float[] tensor(Path file, String name) throws IOException {
        try (var tensors = SafetensorsFile.open(file)) {
            return tensors.tensor(name).data().toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 6, 19})
    void aRunThatWasStoppedGoesOnAsIfItHadNotBeen(int step) throws IOException {
        LanguageModelRunConfig config = config(ALL_THAT_IS_RANDOM + "train.averageDecay=0.8");
        Path whole = folder.resolve("whole");
        Path expected = new TinyRun().train(whole, config).last().folder();

        new TinyRun().trainUntil(step, run, config);
        Path resumed = new TinyRun().train(run, config).last().folder();

        for (String file : List.of("model.safetensors", "weights.safetensors", "optimizer.safetensors")) {
            assertThat(resumed.resolve(file)).hasSameBinaryContentAs(expected.resolve(file));
        }
        assertThat(metricsWithoutSpeed(run)).isEqualTo(metricsWithoutSpeed(whole));
    }

    private static List<String> metricsWithoutSpeed(Path run) throws IOException {
        try (Stream<String> lines = Files.lines(run.resolve("metrics.csv"))) {
            return lines.map(line -> line.substring(0, line.lastIndexOf(','))).toList();
        }
    }

    @Test
    void aRunCanLeaveItsAverageBehind() throws IOException {
        Path expected = new TinyRun()
                .train(folder.resolve("whole"), config("train.averageDecay=0"))
                .last()
                .folder();

        new TinyRun().trainUntil(6, run, config("train.averageDecay=0.8"));
        Path resumed =
                new TinyRun().train(run, config("train.averageDecay=0")).last().folder();

        assertThat(resumed.resolve("model.safetensors")).hasSameBinaryContentAs(expected.resolve("model.safetensors"));
    }

    @Test
    void aRunCanBeginToAverageLater() throws IOException {
        var plain = new TinyRun();
        plain.train(folder.resolve("whole"), config("train.averageDecay=0"));

        new TinyRun().trainUntil(6, run, config("train.averageDecay=0"));
        var resumed = new TinyRun();
        resumed.train(run, config("train.averageDecay=0.5"));

        assertThat(losses(resumed)).isEqualTo(losses(plain).subList(6, 20));
    }
}
