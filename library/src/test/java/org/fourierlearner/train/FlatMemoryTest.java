package org.fourierlearner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fourierlearner.attention.AttentionConfig;
import org.fourierlearner.model.LanguageModel;
import org.fourierlearner.model.LanguageModelConfig;
import org.fourierlearner.nn.AbsolutePositions;
import org.fourierlearner.nn.Activation;
import org.fourierlearner.nn.Norm;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.fourierlearner.testkit.ResidentMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Training is flat in memory: native memory is invisible to the garbage collector, so that a tensor leaked
/// at each step would fill the machine.
class FlatMemoryTest {
    private static final int WARMUP_STEPS = 500;
    private static final int STEPS = 2000;

    /// Room for what the JVM compiles and the allocator holds, some 15 MB. Logits kept at each step take twice
    /// that.
    private static final double MARGIN = 0.05;

    private static final int VOCABULARY = 97;
    private static final int BATCH = 3;
    private static final int LENGTH = 13;

    private static final LanguageModelConfig TINY = new LanguageModelConfig(
            1,
            8,
            2,
            16,
            LENGTH,
            AttentionConfig.Linear.defaults(),
            AbsolutePositions.NONE,
            Activation.GELU,
            Norm.LAYER,
            true,
            0.1);

    @Test
    void twoThousandStepsOfTrainingLeaveNothingBehind(@TempDir Path folder) throws Exception {
        ResidentMemory.assumeReadable();
        Path readings = folder.resolve("readings");
        // a heap that is there from the start, and little compiling: what grows is native
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx64m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-cp",
                System.getProperty("java.class.path"),
                FlatMemoryTest.class.getName(),
                readings.toString());
        var builder = new ProcessBuilder(command).inheritIO();
        // the tensors are too small for two threads, which would only wait for each other
        builder.environment().put("OMP_NUM_THREADS", "1");

        assertThat(builder.start().waitFor()).as("exit code").isZero();
        List<String> lines = Files.readAllLines(readings);
        double before = Double.parseDouble(lines.get(0));
        assertThat(Double.parseDouble(lines.get(1))).isCloseTo(before, within(MARGIN * before));
    }

    /// Trains, and writes the resident memory after the warm-up and at the end to a file.
    ///
    /// @param arguments the file
    public static void main(String[] arguments) throws IOException {
        var random = Randomness.seeded(1);
        try (var model = new LanguageModel(TINY, VOCABULARY, random);
                var optimizer = new AdamW(OptimizerConfig.AdamW.defaults(), model.parameters())) {
            train(model, optimizer, random, WARMUP_STEPS);
            double before = ResidentMemory.bytes();
            train(model, optimizer, random, STEPS);
            Files.writeString(Path.of(arguments[0]), "%s%n%s%n".formatted(before, ResidentMemory.bytes()));
        }
    }

    private static void train(LanguageModel model, AdamW optimizer, Randomness random, int steps) {
        Parameters parameters = model.parameters();
        for (int step = 0; step < steps; step++) {
            try (var _ = Scope.withGradients()) {
                Tensor ids = random.uniform(BATCH, LENGTH + 1)
                        .multiply(VOCABULARY)
                        .floor()
                        .to(ElementType.INT64);
                Tensor logits = model.logits(ids.narrow(1, 0, LENGTH), random);
                Tensor targets = ids.narrow(1, 1, LENGTH).reshape(BATCH * LENGTH);
                logits.reshape(BATCH * LENGTH, VOCABULARY)
                        .crossEntropy(targets, 0)
                        .backward();
                optimizer.step(1e-3);
                parameters.weights().values().forEach(Tensor::clearGradient);
            }
        }
    }
}
