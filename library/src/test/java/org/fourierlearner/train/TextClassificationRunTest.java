package org.fourierlearner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fourierlearner.config.ConfigException;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.config.RecordWriter;
import org.fourierlearner.task.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextClassificationRunTest {
    private static final String[] ALL_THAT_IS_RANDOM = {
        "model.dropout=0.2",
        "model.excerpt=window",
        "model.attention.rpe.redrawEvery=3",
        "train.parts=2",
        "labelSmoothing=0.1",
        "train.evaluateEvery=10"
    };

    @TempDir
    Path folder;

    /// The lines of the metrics, without the speed.
    private static List<String> metrics(Path run) throws IOException {
        List<String> lines = Files.readAllLines(run.resolve("metrics.csv"));
        int speed = List.of(lines.getFirst().split(",", -1)).indexOf("tokens_per_second");
        return lines.stream()
                .map(line -> {
                    String[] cells = line.split(",", -1);
                    cells[speed] = "";
                    return String.join(",", cells);
                })
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 10, 19})
    void aRunThatWasStoppedGoesOnAsIfItHadNotBeen(int step) throws IOException {
        RunConfig config = TinyClassificationRun.config(folder, ALL_THAT_IS_RANDOM);
        Path whole = folder.resolve("whole");
        Path run = folder.resolve("run");
        Path expected = new TinyRun().train(whole, config).last().folder();

        assertThat(new TinyRun().trainUntil(step, run, config).end()).isEqualTo(Trainer.End.STOPPED);
        Trainer.Outcome resumed = new TinyRun().train(run, config);

        for (String file : List.of("model.safetensors", "optimizer.safetensors", "labels.txt")) {
            assertThat(resumed.last().folder().resolve(file)).hasSameBinaryContentAs(expected.resolve(file));
        }
        assertThat(metrics(run)).isEqualTo(metrics(whole));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mean", "class-token"})
    void labelsWithLettersOfTheirOwnAreLearned(String pooling) throws IOException {
        RunConfig config = TinyClassificationRun.config(
                folder,
                "model.pooling=" + pooling,
                "model.norm=rms",
                "train.steps=100",
                "train.evaluateEvery=100",
                "train.schedule.rate=0.02");
        Path run = folder.resolve("run");
        new TinyRun().train(run, config);

        List<String> lines = Files.readAllLines(run.resolve("metrics.csv"));
        List<String> columns = List.of(lines.getFirst().split(",", -1));
        assertThat(columns)
                .endsWith("accuracy", "precision_a", "recall_a", "precision_b", "recall_b", "precision_c", "recall_c");
        String[] last = lines.getLast().split(",", -1);
        assertThat(Double.parseDouble(last[columns.indexOf("accuracy")])).isEqualTo(1);
        assertThat(Double.parseDouble(last[columns.indexOf("recall_b")])).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"byte-level", "characters", "byte-pairs"})
    void everyTokenizerServes(String tokenizer) throws IOException {
        List<String> more = tokenizer.equals("byte-pairs") ? List.of("tokenizer.vocabularySize=270") : List.of();
        var overrides = new ArrayList<>(List.of("tokenizer.kind=" + tokenizer));
        overrides.addAll(more);
        try (Task task = TinyClassificationRun.config(folder, overrides.toArray(String[]::new))
                .createTask(folder.resolve("data"))) {
            assertThat(task.evaluate().score()).isFinite();
        }
    }

    @Test
    void aConfigurationComesBackAsItWas() throws IOException {
        RunConfig config = TinyClassificationRun.config(folder, ALL_THAT_IS_RANDOM);
        String written = RecordWriter.write(config, RunConfig.class);

        assertThat(written).startsWith("kind = \"text-classification\"");
        assertThat(RecordReader.read(written, "again.toml", List.of(), RunConfig.class))
                .isEqualTo(config);
    }

    @Test
    void smoothingOfEverythingIsRefused() {
        assertThatThrownBy(() -> TinyClassificationRun.config(folder, "labelSmoothing=1"))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("labelSmoothing: expected a number in [0, 1), got 1.0");
    }
}
