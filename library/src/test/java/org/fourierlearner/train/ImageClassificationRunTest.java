package org.fourierlearner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fourierlearner.config.ConfigException;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.config.RecordWriter;
import org.fourierlearner.data.image.LabelledImages;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.task.ClassificationResult;
import org.fourierlearner.task.Evaluation;
import org.fourierlearner.task.ImageClassifierFolder;
import org.fourierlearner.task.ImagePredictor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageClassificationRunTest {
    private static final String[] ALL_THAT_IS_RANDOM = {
        "model.dropout=0.2",
        "model.stochasticDepth=0.2",
        "model.attention.rpe.redrawEvery=3",
        "augmentation.cropPadding=1",
        "augmentation.flipProbability=0.5",
        "augmentation.rotationDegrees=10",
        "augmentation.erasingProbability=0.3",
        "augmentation.mixup=0.4",
        "train.parts=2",
        "train.averageDecay=0.9",
        "labelSmoothing=0.1",
        "train.evaluateEvery=10"
    };

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 10, 19})
    void aRunThatWasStoppedGoesOnAsIfItHadNotBeen(int step) throws IOException {
        RunConfig config = TinyImageRun.config(folder, ALL_THAT_IS_RANDOM);
        Path run = folder.resolve("run");
        Trainer.Outcome whole = new TinyRun().train(folder.resolve("whole"), config);

        Trainer.Outcome stopped = new TinyRun().trainUntil(step, run, config);
        Trainer.Outcome resumed = new TinyRun().train(run, config);

        assertThat(stopped.end()).isEqualTo(Trainer.End.STOPPED);
        assertThat(stopped.test()).isEmpty();
        assertThat(resumed.test()).isEqualTo(whole.test()).isPresent();
        for (String file : List.of(
                "model.safetensors",
                "optimizer.safetensors",
                "weights.safetensors",
                "labels.txt",
                "preprocessor_config.json")) {
            assertThat(resumed.last().folder().resolve(file))
                    .hasSameBinaryContentAs(whole.last().folder().resolve(file));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mean", "class-token"})
    void patternsAreLearned(String pooling) throws IOException {
        RunConfig config = TinyImageRun.config(
                folder,
                "model.pooling=" + pooling,
                "model.norm=rms",
                "train.steps=60",
                "train.evaluateEvery=60",
                "train.schedule.rate=0.02");

        Trainer.Outcome outcome = new TinyRun().train(folder.resolve("run"), config);

        assertThat(outcome.test().orElseThrow().measures().get("accuracy")).isGreaterThan(0.9);
    }

    /// Steps of such a size make the model worse.
    @Test
    void theTestIsThatOfTheBestModelAndNotOfTheLast() throws IOException {
        ImageClassificationRunConfig config = TinyImageRun.config(
                folder, "train.schedule.rate=0.5", "train.evaluateEvery=1", "train.steps=6", "train.keepLast=9");

        Trainer.Outcome outcome = new TinyRun().train(folder.resolve("run"), config);

        LabelledImages images = config.data().open().test().orElseThrow();
        Evaluation test = outcome.test().orElseThrow();
        assertThat(outcome.best().step()).isLessThan(outcome.last().step());
        assertThat(test.score()).isEqualTo(loss(outcome.best().folder(), images));
        assertThat(test.score()).isNotEqualTo(loss(outcome.last().folder(), images));
        assertThat(outcome.best().score())
                .isEqualTo(loss(outcome.best().folder(), config.data().open().validation()));
    }

    private static double loss(Path model, LabelledImages images) throws IOException {
        try (ImagePredictor predictor = ImageClassifierFolder.load(model)) {
            return ClassificationResult.of(
                            predictor.labels(),
                            predictor.judge(images, ImagePredictor.some(images, 0), ImagePredictor.Magnification.NONE))
                    .loss();
        }
    }

    @Test
    void withoutImagesForATestThereIsNone() throws IOException {
        RunConfig config = TinyImageRun.config(folder, "train.steps=1");
        String text = RecordWriter.write(config, RunConfig.class).replaceAll("(?m)^test = .*\\R", "");
        RunConfig without = RecordReader.read(text, "without.toml", List.of(), RunConfig.class);

        assertThat(without).isNotEqualTo(config);
        assertThat(new TinyRun().train(folder.resolve("run"), without).test()).isEmpty();
    }

    @Test
    void aRunDoesNotGoOnWithOtherImages() throws IOException {
        RunConfig config = TinyImageRun.config(folder);
        Path run = folder.resolve("run");
        new TinyRun().trainUntil(3, run, config);
        Path images = folder.resolve("images/train/down");
        Files.copy(images.resolve("1.png"), images.resolve("another.png"));

        assertThatThrownBy(() -> new TinyRun().train(run, config))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("model.safetensors: expected training data with the SHA-256 ")
                .hasMessageEndingWith("; bring the data back, or begin another run");
    }

    @Test
    void aConfigurationComesBackAsItWas() throws IOException {
        RunConfig config = TinyImageRun.config(folder, ALL_THAT_IS_RANDOM);
        String written = RecordWriter.write(config, RunConfig.class);

        assertThat(written).startsWith("kind = \"image-classification\"");
        assertThat(RecordReader.read(written, "again.toml", List.of(), RunConfig.class))
                .isEqualTo(config);
    }

    @Test
    void smoothingOfEverythingIsRefused() {
        assertThatThrownBy(() -> TinyImageRun.config(folder, "labelSmoothing=1"))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("labelSmoothing: expected a number in [0, 1), got 1.0");
    }
}
