package org.fourierlearner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.fourierlearner.config.ConfigException;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.config.RecordWriter;
import org.fourierlearner.data.molecule.Molecule;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.task.Evaluation;
import org.fourierlearner.task.MoleculeErrors;
import org.fourierlearner.task.MoleculeFolder;
import org.fourierlearner.task.MoleculePredictor;
import org.fourierlearner.task.TinyMolecules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MoleculeRunTest {
    private static final String[] ALL_THAT_IS_RANDOM = {
        "rotations=true",
        "model.layers=1",
        "model.attention={kind='linear',path='composed',rpe={kind='fourier',frequencies=4,redrawEvery=3}}",
        "train.parts=2",
        "train.averageDecay=0.9",
        "train.evaluateEvery=10"
    };

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {7, 10})
    void aRunThatWasStoppedGoesOnAsIfItHadNotBeen(int step) throws IOException {
        RunConfig config = TinyMoleculeRun.config(folder, ALL_THAT_IS_RANDOM);
        Path run = folder.resolve("run");
        Trainer.Outcome whole = new TinyRun().train(folder.resolve("whole"), config);

        Trainer.Outcome stopped = new TinyRun().trainUntil(step, run, config);
        Trainer.Outcome resumed = new TinyRun().train(run, config);

        assertThat(stopped.end()).isEqualTo(Trainer.End.STOPPED);
        assertThat(resumed.test()).isEqualTo(whole.test()).isPresent();
        for (String file :
                List.of("model.safetensors", "optimizer.safetensors", "weights.safetensors", "elements.txt")) {
            assertThat(resumed.last().folder().resolve(file))
                    .hasSameBinaryContentAs(whole.last().folder().resolve(file));
        }
    }

    @Test
    void aStoppedRunInDoublePrecisionGoesOnAsIfItHadNotBeen() throws IOException {
        RunConfig config = TinyMoleculeRun.config(folder, "model.doublePrecision=true", "train.averageDecay=0.9");
        Path run = folder.resolve("run");
        Trainer.Outcome whole = new TinyRun().train(folder.resolve("whole"), config);
        new TinyRun().trainUntil(3, run, config);

        assertThat(new TinyRun().train(run, config).last().folder().resolve("model.safetensors"))
                .hasSameBinaryContentAs(whole.last().folder().resolve("model.safetensors"));
    }

    /// Something of the springs at least: to tell no forces is to be wrong by all of them.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void forcesAreLearned(boolean doublePrecision) throws IOException {
        MoleculeRunConfig config = TinyMoleculeRun.config(
                folder,
                "model.doublePrecision=" + doublePrecision,
                "train.steps=60",
                "train.evaluateEvery=60",
                "train.schedule.rate=0.02",
                "train.batchSize=8");

        Trainer.Outcome outcome = new TinyRun().train(folder.resolve("run"), config);

        Evaluation test = outcome.test().orElseThrow();
        List<Molecule> molecules = config.data().open().test().orElseThrow().all();
        double zero = molecules.stream()
                .flatMapToDouble(molecule -> Arrays.stream(molecule.forces().orElseThrow()))
                .map(Math::abs)
                .average()
                .orElseThrow();
        assertThat(test.measures().get("force_mae_mev_per_angstrom")).isLessThan(1000 * zero);
        try (MoleculePredictor predictor = MoleculeFolder.load(outcome.best().folder())) {
            assertThat(test)
                    .isEqualTo(MoleculeErrors.of(predictor.keys(), molecules, predictor.predict(molecules, true)));
        }
    }

    @Test
    void aRunDoesNotGoOnWithOtherMolecules() throws IOException {
        RunConfig config = TinyMoleculeRun.config(folder);
        Path run = folder.resolve("run");
        new TinyRun().trainUntil(3, run, config);
        TinyMolecules.write(folder.resolve("train.xyz"), 60, 8);

        assertThatThrownBy(() -> new TinyRun().train(run, config))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("model.safetensors: expected training data with the SHA-256 ");
    }

    @Test
    void aConfigurationComesBackAsItWas() throws IOException {
        RunConfig config = TinyMoleculeRun.config(folder, "rotations=true", "forceWeight=0.5");
        String written = RecordWriter.write(config, RunConfig.class);

        assertThat(written).startsWith("kind = \"molecule\"");
        assertThat(RecordReader.read(written, "again.toml", List.of(), RunConfig.class))
                .isEqualTo(config);
        assertThat(RecordReader.read(
                        RecordWriter.write(MoleculeRunConfig.defaults(), RunConfig.class),
                        "defaults.toml",
                        List.of(),
                        RunConfig.class))
                .isEqualTo(MoleculeRunConfig.defaults());
    }

    private void assertRefused(String message, String... overrides) {
        assertThatThrownBy(() -> TinyMoleculeRun.config(folder, overrides))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith(message);
    }

    @Test
    void weightsThatCountNothingAreRefused() {
        assertRefused("energyWeight: expected a number ≥ 0, got -1.0", "energyWeight=-1");
        assertRefused("forceWeight: expected a number ≥ 0, got NaN", "forceWeight=nan");
        assertRefused(
                "energyWeight: expected a positive number where forces do not count, got 0",
                "energyWeight=0",
                "forceWeight=0");
        assertRefused(
                "train.precision: expected float-32 with model.doublePrecision = true, which stays as it is, got bfloat-16",
                "model.doublePrecision=true",
                "train.precision='bfloat-16'");
        assertRefused(
                "firstEnergyWeight: expected 0 where energyWeight is 0, got 1.0",
                "firstEnergyWeight=1",
                "energyWeight=0");
        assertThatThrownBy(() -> RecordReader.read(
                        "balanced = true\ndata = 'xyz'\n", "a.toml", List.of(), MoleculeRunConfig.class))
                .hasMessageContaining("balanced: expected false without forces, which decide what is alike, got true");
    }

    @Test
    void filesAreToBeNamed() {
        assertThatThrownBy(() -> MoleculeRunConfig.defaults().createTask(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("data.train: expected files of extended XYZ, got none");
    }
}
