package org.fourierlearner.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.fourierlearner.data.image.ImageSource;
import org.fourierlearner.optimizer.AdamW;
import org.fourierlearner.optimizer.Optimizer;
import org.fourierlearner.optimizer.OptimizerConfig;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// What holds for every family of problems.
class ProblemTest {

    @TempDir
    private Path folder;

    /// Makes a family; images stand in a folder.
    interface Row {
        ProblemFamily family(Path folder) throws IOException;
    }

    static final List<Row> everyFamily = List.of(
            _ -> Quadratics.defaults(),
            _ -> LogisticRegressions.defaults(),
            _ -> SyntheticMlps.defaults(),
            folder -> new ImageMlps(images(folder), 12),
            folder -> new ImageConvolutions(images(folder), 6),
            _ -> LanguageModels.defaults());

    /// Noise of two labels, one of them brighter.
    private static ImageSource images(Path folder) throws IOException {
        var random = new SplittableRandom(4);
        Path all = folder.resolve("images");
        for (int n = 0; n < 40; n++) {
            var image = new BufferedImage(9, 8, BufferedImage.TYPE_BYTE_GRAY);
            for (int pixel = 0; pixel < 72; pixel++) {
                image.getRaster().setSample(pixel % 9, pixel / 9, 0, random.nextInt(60) + n % 2 * 190);
            }
            Path file = all.resolve("label%d".formatted(n % 2), "%d.png".formatted(n));
            Files.createDirectories(file.resolveSibling("."));
            ImageIO.write(image, "png", file.toFile());
        }
        return new ImageSource.Folders(all.toString(), Optional.empty(), Optional.empty(), 0.1);
    }

    @Test
    void everyFamilyIsTested() throws IOException {
        List<Class<?>> tested = new ArrayList<>();
        for (Row row : everyFamily) {
            tested.add(row.family(folder).getClass());
        }
        assertThat(tested).containsExactlyInAnyOrder(ProblemFamily.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @FieldSource("everyFamily")
    void aProblemIsTheSameForTheSameSeed(Row row) throws IOException {
        try (Problems problems = row.family(folder).open(folder);
                Problem problem = problems.draw(5);
                Problem same = problems.draw(5);
                Problem other = problems.draw(6)) {
            assertThat(InnerStep.backward(same, 3)).isEqualTo(InnerStep.backward(problem, 3));
            assertThat(InnerStep.measure(same)).isEqualTo(InnerStep.measure(problem));
            assertThat(InnerStep.measure(other)).isNotEqualTo(InnerStep.measure(problem));
        }
    }

    @ParameterizedTest
    @FieldSource("everyFamily")
    void batchesDifferAndMeasurementsDoNot(Row row) throws IOException {
        try (Problems problems = row.family(folder).open(folder);
                // without noise every batch of a quadratic is the same
                Problem problem = problems.draw(noisy(problems))) {
            assertThat(gradients(problem, 1)).isNotEqualTo(gradients(problem, 2));
            assertThat(gradients(problem, 1)).isEqualTo(gradients(problem, 1));
            assertThat(InnerStep.measure(problem)).isEqualTo(InnerStep.measure(problem));
        }
    }

    private static long noisy(Problems problems) {
        for (long seed = 0; seed < 20; seed++) {
            try (Problem problem = problems.draw(seed)) {
                if (!gradients(problem, 1).equals(gradients(problem, 2))) {
                    return seed;
                }
            }
        }
        throw new AssertionError("of twenty problems none has batches that differ");
    }

    private static List<Float> gradients(Problem problem, long step) {
        List<Float> all = new ArrayList<>();
        InnerStep.backward(problem, step);
        try (var _ = Scope.withoutGradients()) {
            for (Tensor weight : problem.parameters().weights().values()) {
                for (float number : weight.gradient().orElseThrow().toFloats()) {
                    all.add(number);
                }
            }
        }
        InnerStep.clear(problem);
        return all;
    }

    /// Where losses are compared by their logarithms, none may be negative.
    @Test
    void lossesOfQuadraticsAreWhatIsMeasuredWhateverTheNoise() {
        try (Problems problems = Quadratics.defaults().open(folder);
                Problem problem = problems.draw(noisy(problems))) {
            double measured = InnerStep.measure(problem);
            assertThat(measured).isPositive();
            assertThat(InnerStep.backward(problem, 1)).isEqualTo(measured);
        }
    }

    @ParameterizedTest
    @FieldSource("everyFamily")
    void adamLowersTheLoss(Row row) throws IOException {
        try (Problems problems = row.family(folder).open(folder);
                Problem problem = problems.draw(9);
                Optimizer adam = new OptimizerConfig.AdamW(0.9, 0.999, 1e-8, 0).create(problem.parameters(), 60)) {
            double first = InnerStep.measure(problem);
            for (int step = 0; step < 60; step++) {
                InnerStep.take(problem, adam, step, 0.01);
            }
            assertThat(InnerStep.measure(problem)).isLessThan(first);
        }
    }

    @Test
    void aLossThatIsNoNumberChangesNothing() {
        try (Problems problems = Quadratics.defaults().open(folder);
                Problem problem = problems.draw(1);
                var adam = new AdamW(OptimizerConfig.AdamW.defaults(), problem.parameters());
                var _ = Scope.withoutGradients()) {
            problem.parameters().get("weight").copyInPlace(Tensor.full(Double.NaN, 1));

            assertThat(InnerStep.take(problem, adam, 0, 0.1)).isNaN();

            assertThat(Objects.requireNonNull(adam.state().get("mean.weight")).toFloats())
                    .containsOnly(0);
        }
    }

    @Test
    void sizesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new Quadratics(7, 10)).hasMessage("dimensions: expected at least 8, got 7");
        assertThatThrownBy(() -> new Quadratics(8, 0.5)).hasMessage("condition: expected a number ≥ 1, got 0.5");
        assertThatThrownBy(() -> new LogisticRegressions(7)).hasMessage("inputs: expected at least 8, got 7");
        assertThatThrownBy(() -> new SyntheticMlps(7)).hasMessage("hidden: expected at least 8, got 7");
        assertThatThrownBy(() -> new LanguageModels(LanguageModels.defaults().data(), 9))
                .hasMessage("modelDim: expected an even number of at least 8, got 9");
    }
}
