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
import org.fourierlearner.storage.MalformedDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearnedOptimizerRunTest {
    private static final String BACKPROPAGATION = "gradient={kind='backpropagation',firstWindow=3,lastWindow=6}";
    private static final String EVOLUTION = "gradient={kind='evolution',firstWindow=3,lastWindow=9}";

    @TempDir
    Path folder;

    /// Problems under way are part of a checkpoint.
    @ParameterizedTest
    @CsvSource({"true, 7", "true, 10", "false, 7"})
    void aRunThatWasStoppedGoesOnAsIfItHadNotBeen(boolean evolution, int step) throws IOException {
        RunConfig config = TinyOptimizerRun.config(
                evolution ? EVOLUTION : BACKPROPAGATION,
                "train.steps=14",
                "train.evaluateEvery=10",
                "train.parts=2",
                "train.partsAtOnce=2",
                "train.averageDecay=0.9");
        Path run = folder.resolve("run");
        Trainer.Outcome whole = new TinyRun().train(folder.resolve("whole"), config);

        Trainer.Outcome stopped = new TinyRun().trainUntil(step, run, config);
        Trainer.Outcome resumed = new TinyRun().train(run, config);

        assertThat(stopped.end()).isEqualTo(Trainer.End.STOPPED);
        for (String file : List.of(
                "model.safetensors", "optimizer.safetensors", "problems.safetensors", "problem-weights.safetensors")) {
            assertThat(resumed.last().folder().resolve(file))
                    .hasSameBinaryContentAs(whole.last().folder().resolve(file));
        }
    }

    @Test
    void backpropagationImprovesTheScoreToo() throws IOException {
        RunConfig config = TinyOptimizerRun.config(BACKPROPAGATION, "train.steps=40", "train.schedule.rate=0.02");
        Trainer.Outcome outcome = new TinyRun().train(folder.resolve("run"), config);

        assertThat(outcome.best().step()).isGreaterThan(5);
    }

    /// An optimizer that was learned trains models of every kind, and is itself part of what a
    /// resumed run goes on with.
    @Test
    void itTrainsOtherModels() throws IOException {
        Path optimizer = folder.resolve("optimizer");
        new TinyRun().train(optimizer, TinyOptimizerRun.config("train.steps=5"));
        String learned = "train.optimizer={kind='learned',path='%s'}".formatted(optimizer);
        RunConfig config = TinyImageRun.config(folder, learned);
        Path run = folder.resolve("run");

        Trainer.Outcome whole = new TinyRun().train(folder.resolve("whole"), config);
        new TinyRun().trainUntil(8, run, config);
        Trainer.Outcome resumed = new TinyRun().train(run, config);

        assertThat(resumed.last().folder().resolve("model.safetensors"))
                .hasSameBinaryContentAs(whole.last().folder().resolve("model.safetensors"));
    }

    @Test
    void anOptimizerThatIsNotThereIsNamed() throws IOException {
        RunConfig config = TinyImageRun.config(
                folder, "train.optimizer={kind='learned',path='%s'}".formatted(folder.resolve("none")));
        assertThatThrownBy(() -> new TinyRun().train(folder.resolve("run"), config))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("expected the folder of a learned optimizer in train.optimizer.path");
    }

    @Test
    void aRunDoesNotGoOnWithOtherData() throws IOException {
        Path text = folder.resolve("text.txt");
        String problems =
                "problems=[{kind='language-models',modelDim=8,data={kind='text-files',train='%s'}}]".formatted(text);
        Files.writeString(text, "a sentence that comes again. ".repeat(90));
        RunConfig config = TinyOptimizerRun.config(problems, "train.batchSize=1", "train.steps=4", "validation=1");
        Path run = folder.resolve("run");
        new TinyRun().trainUntil(2, run, config);
        Files.writeString(text, "another sentence that comes again. ".repeat(90));

        assertThatThrownBy(() -> new TinyRun().train(run, config))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("expected training data with the SHA-256 ");
    }

    @Test
    void aConfigurationComesBackAsItWas() {
        RunConfig config = TinyOptimizerRun.config(BACKPROPAGATION);
        String written = RecordWriter.write(config, RunConfig.class);

        assertThat(written).startsWith("kind = \"learned-optimizer\"");
        assertThat(RecordReader.read(written, "again.toml", List.of(), RunConfig.class))
                .isEqualTo(config);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "horizons.least=0 | least: expected a positive number, got 0",
                "horizons.most=5 | most: expected at least least, 10, got 5",
                "validation=0 | validation: expected a positive number, got 0",
                "problems=[] | problems: expected at least one family, got none",
                "gradient.deviation=0 | deviation: expected a positive number, got 0.0",
                "gradient.lastWindow=5 | lastWindow: expected at least firstWindow, 10, got 5",
                "model.memory.features=0 | features: expected a positive number, got 0",
                "model.memory.rpe.decay=gated | rpe: expected none, or fourier with decay none or steady and selfWeight encoded, got decay gated and selfweight encoded",
                "model.memory.rpe={kind='rotary'} | rpe: expected none, or fourier with decay none or steady and selfWeight encoded, got rotary",
                "model.memory={kind='lstm',cells=0} | cells: expected a positive number, got 0",
            })
    void whatDoesNotFitIsRefused(String override, String message) {
        assertThatThrownBy(() -> TinyOptimizerRun.config(override))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith(message);
    }
}
