package org.fourierlearner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.fourierlearner.storage.FolderInUseException;
import org.fourierlearner.storage.FolderLock;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.storage.SafetensorsFile;
import org.fourierlearner.task.Task;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
    private static final String ALL_THAT_IS_RANDOM =
            "model.dropout=0.2;model.attention.rpe.redrawEvery=3;train.parts=2";

    @TempDir
    Path folder;

    private Path run;
    private final TinyRun heard = new TinyRun();

    @BeforeEach
    void chooseTheFolderOfTheRun() {
        run = folder.resolve("run");
    }

    private LanguageModelRunConfig config(String... overrides) throws IOException {
        return TinyRun.config(folder, overrides);
    }

    private static void assertSameState(Path checkpoint, Path expected) {
        for (String file : List.of("model.safetensors", "optimizer.safetensors")) {
            assertThat(checkpoint.resolve(file)).hasSameBinaryContentAs(expected.resolve(file));
        }
    }

    private static List<String> metricsWithoutSpeed(Path run) throws IOException {
        try (Stream<String> lines = Files.lines(run.resolve("metrics.csv"))) {
            return lines.map(line -> line.substring(0, line.lastIndexOf(','))).toList();
        }
    }

    @Test
    void twentyStepsLowerTheLoss() throws IOException {
        Trainer.Outcome outcome = heard.train(run, config());

        assertThat(outcome.end()).isEqualTo(Trainer.End.DONE);
        assertThat(heard.steps).hasSize(20);
        // a model that knows nothing of its 256 tokens has a loss of ln 256, up to what first weights add
        assertThat(heard.steps.getFirst().loss()).isCloseTo(Math.log(256), within(0.05));
        assertThat(heard.steps.getLast().loss())
                .isLessThan(heard.steps.getFirst().loss() - 0.5);
        assertThat(outcome.best().score()).isEqualTo(outcome.last().score());
    }

    @ParameterizedTest
    @ValueSource(strings = {"train.parts=1", ALL_THAT_IS_RANDOM, ALL_THAT_IS_RANDOM + ";train.partsAtOnce=2"})
    void aSeedDeterminesTheWeights(String overrides) throws IOException {
        LanguageModelRunConfig config = config(overrides.split(";"));
        Path first = heard.train(run, config).last().folder();
        Path again = heard.train(folder.resolve("again"), config).last().folder();

        assertSameState(again, first);
        assertThat(metricsWithoutSpeed(folder.resolve("again"))).isEqualTo(metricsWithoutSpeed(run));
    }

    @Test
    void anotherSeedGivesOtherWeights() throws IOException {
        Path first = heard.train(run, config("train.steps=1")).last().folder();
        Path other = heard.train(folder.resolve("other"), config("train.steps=1", "seed=6"))
                .last()
                .folder();

        assertThat(Files.mismatch(first.resolve("model.safetensors"), other.resolve("model.safetensors")))
                .isNotNegative();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 6, 19})
    void aRunThatWasStoppedGoesOnAsIfItHadNotBeen(int step) throws IOException {
        LanguageModelRunConfig config = config(ALL_THAT_IS_RANDOM.split(";"));
        Path whole = folder.resolve("whole");
        Path expected = heard.train(whole, config).last().folder();

        var stopped = new TinyRun();
        assertThat(stopped.trainUntil(step, run, config).end()).isEqualTo(Trainer.End.STOPPED);
        Trainer.Outcome resumed = new TinyRun().train(run, config);

        assertThat(resumed.end()).isEqualTo(Trainer.End.DONE);
        assertSameState(resumed.last().folder(), expected);
        assertThat(metricsWithoutSpeed(run)).isEqualTo(metricsWithoutSpeed(whole));
    }

    @Test
    void theGradientOfPartsIsTheirMean() throws IOException {
        LanguageModelRunConfig config = config("train.steps=1", "train.parts=3");
        heard.train(run, config);

        try (var _ = Scope.withGradients();
                Task task = config.createTask(folder.resolve("data"))) {
            Tensor mean =
                    task.loss(0, 0).add(task.loss(0, 1)).add(task.loss(0, 2)).multiply(1 / 3.0);
            mean.backward();
            double square = 0;
            for (Tensor weight : task.parameters().weights().values()) {
                for (double g : weight.gradient().orElseThrow().toDoubles()) {
                    square += g * g;
                }
            }
            // sums of a few thousand numbers in another order, in single precision
            assertThat(heard.steps.getFirst().loss()).isCloseTo(mean.item(), within(1e-6));
            assertThat(heard.steps.getFirst().gradientNorm())
                    .isCloseTo(Math.sqrt(square), within(1e-5 * Math.sqrt(square)));
        }
    }

    @Test
    void partsAtTheSameTimeAreThoseOneAfterAnother() throws IOException {
        heard.train(run, config("train.steps=3", "train.parts=2"));
        var atOnce = new TinyRun();
        atOnce.train(folder.resolve("at-once"), config("train.steps=3", "train.parts=2", "train.partsAtOnce=2"));

        for (int step = 0; step < 3; step++) {
            // operations are shared by other numbers of threads, and add up in other orders
            assertThat(atOnce.steps.get(step).loss())
                    .isCloseTo(heard.steps.get(step).loss(), within(1e-5));
            assertThat(atOnce.steps.get(step).gradientNorm())
                    .isCloseTo(heard.steps.get(step).gradientNorm(), within(1e-4));
        }
    }

    @Test
    void theGradientIsClippedToItsGreatestNorm() throws IOException {
        Path checkpoint = heard.train(run, config("train.gradientClipNorm=1e-3", "train.steps=1"))
                .last()
                .folder();

        assertThat(heard.steps.getFirst().gradientNorm()).isGreaterThan(1e-3);
        double square = 0;
        try (var file = SafetensorsFile.open(checkpoint.resolve("optimizer.safetensors"))) {
            for (String name : file.names()) {
                if (name.startsWith("mean.")) {
                    for (float mean : file.tensor(name).data().toArray(ValueLayout.JAVA_FLOAT)) {
                        square += mean * mean;
                    }
                }
            }
        }
        // after the first step the means are 1 − β₁ = 0.1 of the gradient, in single precision
        assertThat(Math.sqrt(square)).isCloseTo(1e-4, within(1e-9));
    }

    @Test
    void bfloat16TrainsNearlyAsSinglePrecisionDoes() throws IOException {
        heard.train(run, config("train.steps=40"));
        var rounded = new TinyRun();
        rounded.train(folder.resolve("rounded"), config("train.steps=40", "train.precision=bfloat-16"));

        double single = heard.steps.getLast().loss();
        // products have 8 binary digits: errors of 2⁻⁸ in each of a few logits
        assertThat(rounded.steps.getLast().loss()).isNotEqualTo(single).isCloseTo(single, within(0.05 * single));
    }

    @Test
    void trainingEndsWhenTheScoreStaysAsItIs() throws IOException {
        // steps too small for single precision: no score is better than the first
        LanguageModelRunConfig config = config("train.schedule.rate=1e-30", "train.patience=2", "train.steps=100");

        Trainer.Outcome outcome = heard.train(run, config);

        assertThat(outcome.end()).isEqualTo(Trainer.End.NO_IMPROVEMENT);
        assertThat(outcome.last().step()).isEqualTo(15);
        assertThat(heard.steps).hasSize(15);

        var resumed = new TinyRun();
        assertThat(resumed.train(run, config).end()).isEqualTo(Trainer.End.NO_IMPROVEMENT);
        assertThat(resumed.steps).as("an ended run stays as it is").isEmpty();
    }

    @Test
    void trainingEndsWhenItsTimeIsOverAndSavesWhatItHas() throws IOException {
        LanguageModelRunConfig config = config("train.maxMinutes=1e-9");

        Trainer.Outcome outcome = heard.train(run, config);

        assertThat(outcome.end()).isEqualTo(Trainer.End.TIME_LIMIT);
        assertThat(outcome.last().step()).isEqualTo(1);
        assertThat(outcome.last().score()).isPositive();
        var resumed = new TinyRun();
        assertThat(resumed.train(run, config).end()).isEqualTo(Trainer.End.TIME_LIMIT);
        assertThat(resumed.steps).isEmpty();
    }

    @Test
    void aFinishedRunCanBeGivenMoreSteps() throws IOException {
        heard.train(run, config("train.steps=10"));
        var more = new TinyRun();

        assertThat(more.train(run, config("train.steps=20")).last().step()).isEqualTo(20);

        assertThat(more.steps).hasSize(10);
        assertSameState(
                more.evaluated.getLast().folder(),
                heard.train(folder.resolve("whole"), config()).last().folder());
    }

    @Test
    void aDivergedTrainingNamesTheLastGoodCheckpoint() throws IOException {
        heard.train(run, config("train.steps=5"));
        LanguageModelRunConfig absurd = config("train.schedule.rate=1e30", "train.gradientClipNorm=0");

        assertThatThrownBy(() -> heard.train(run, absurd))
                .isInstanceOf(TrainingDivergedException.class)
                .hasMessage("step 6: expected a finite loss, got NaN; last good checkpoint: %s; "
                        .formatted(run.resolve("checkpoints/step-00000005"))
                        .concat("lower the learning rate or check the data"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"train.evaluateEvery=1", "train.evaluateEvery=5"})
    void weightsThatAreNotFiniteAreNeverSaved(String evaluation) throws IOException {
        LanguageModelRunConfig absurd = config("train.schedule.rate=1e37", "train.gradientClipNorm=0", evaluation);

        assertThatThrownBy(() -> heard.trainUntil(1, run, absurd))
                .isInstanceOf(TrainingDivergedException.class)
                .hasMessageStartingWith("step 1: expected a finite ")
                .hasMessageContaining("; last good checkpoint: none; ");

        assertThat(run.resolve("checkpoints")).isEmptyDirectory();
    }

    @Test
    void aDamagedCheckpointIsPassedOver() throws IOException {
        Path expected = heard.train(run, config()).last().folder();
        byte[] weights = Files.readAllBytes(expected.resolve("model.safetensors"));
        byte[] damaged = weights.clone();
        damaged[damaged.length - 1] ^= 1;
        Files.write(expected.resolve("model.safetensors"), damaged);
        var resumed = new TinyRun();

        Trainer.Outcome outcome = resumed.train(run, config());

        assertThat(resumed.notices)
                .containsExactly(
                        "checkpoint step-00000020 is damaged (model.safetensors: checksum differs); falling back to step-00000015");
        assertThat(resumed.steps).hasSize(5);
        assertThat(outcome.last().folder().resolve("model.safetensors")).hasBinaryContent(weights);
    }

    @Test
    void aFolderWithARunIsRefused() throws IOException {
        heard.train(run, config("train.steps=1"));

        assertThatThrownBy(() -> new RunFolder(run).begin(config()).close())
                .isInstanceOf(IOException.class)
                .hasMessage("%s: expected no run in this folder, got one; ".formatted(run)
                        + "continue it with --resume or choose another --out");
        new RunFolder(run).lock().close();
    }

    @Test
    void whatAKilledRunLeftUnfinishedIsRemoved() throws IOException {
        heard.train(run, config("train.steps=1"));
        Path config = Files.createFile(run.resolve(".config.toml.0123456789abcdef.partial"));
        Path tokens = Files.createFile(run.resolve("data/.corpus-train.tokens.0123456789abcdef.partial"));

        new RunFolder(run).lock().close();

        assertThat(config).doesNotExist();
        assertThat(tokens).doesNotExist();
    }

    @Test
    void aFolderInUseIsRefused() throws IOException {
        try (FolderLock _ = new RunFolder(run).begin(config())) {
            assertThatThrownBy(() -> heard.train(run, config()))
                    .isInstanceOf(FolderInUseException.class)
                    .hasMessageMatching("run folder .*run is in use by process \\d+ \\(this one\\) since .*; "
                            + "wait for it or choose another --out");
        }
    }

    @Test
    void aModelOfAnotherSizeIsRefusedByTheNameOfATensor() throws IOException {
        Path checkpoint = heard.train(run, config("train.steps=1")).last().folder();
        Path weights = checkpoint.resolve("model.safetensors");

        assertThatThrownBy(() -> heard.train(run, config("model.layers=1")))
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(
                        "%s: blocks.1.attention.attention.omega: expected only tensors of the configured model, got this one"
                                .formatted(weights));
        assertThatThrownBy(() -> heard.train(run, config("model.layers=3")))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageStartingWith("%s: expected tensor 'blocks.2.attention_norm.weight', got none of that name"
                        .formatted(weights));
        assertThatThrownBy(() -> heard.train(run, config("model.mlpDim=13")))
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(
                        "%s: tensor 'blocks.0.mlp.in.weight': expected shape [13, 6], got [11, 6]".formatted(weights));
    }

    @Test
    void aCheckpointThatCannotBeWrittenLeavesTheOlderOnesGood() throws IOException {
        Path checkpoints = run.resolve("checkpoints");
        Path aside = folder.resolve("aside");

        assertThatThrownBy(() -> heard.train(run, config(), () -> {
                    if (heard.steps.size() == 7) {
                        try {
                            Files.move(checkpoints, aside);
                            Files.writeString(checkpoints, "no folder");
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                    return false;
                }))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("%s: could not be written: ".formatted(checkpoints.resolve("step-00000010")))
                .hasMessageEndingWith("; what was there before is untouched");

        Files.delete(checkpoints);
        Files.move(aside, checkpoints);
        var resumed = new TinyRun();
        Trainer.Outcome outcome = resumed.train(run, config());
        assertThat(resumed.notices).isEmpty();
        assertThat(resumed.steps).hasSize(15);
        assertSameState(
                outcome.last().folder(),
                new TinyRun().train(folder.resolve("whole"), config()).last().folder());
    }

    @Test
    void aModelCanBeReadWhileItsRunIsSavingTheNext() throws IOException {
        Path checkpoint = heard.train(run, config("train.steps=5")).last().folder();
        Path unfinished = checkpoint.resolveSibling(".step-00000010.0123456789abcdef.partial");
        Files.createDirectory(unfinished);

        assertThat(RunFolder.modelFolder(run, heard::noticed)).isEqualTo(checkpoint);

        assertThat(unfinished).exists();
        assertThat(heard.notices).isEmpty();
    }

    @Test
    void whatIsShorterThanTheContextIsRefusedBeforeTheFirstStep() throws IOException {
        LanguageModelRunConfig config = config("train.evaluationTokens=7");

        assertThatThrownBy(() -> heard.train(run, config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("evaluationTokens: expected 0 for all or at least 8, one more than the context, got 7");
        assertThat(heard.steps).isEmpty();
    }
}
