package org.fourierlearner.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.storage.Checkpoint;
import org.fourierlearner.storage.FolderLock;
import org.fourierlearner.task.Evaluation;
import org.fourierlearner.task.Task;

/// Runs of a language model that take a moment, and what was heard of them.
final class TinyRun implements TrainingListener {
    private static final String TEXT = "the quick brown fox jumps over the lazy dog, and then again.\n".repeat(40);

    private static final String CONFIG = """
            seed = 5
            tokenizer = "byte-level"
            [model]
            layers = 2
            modelDim = 6
            heads = 2
            mlpDim = 11
            contextLength = 7
            absolutePositions = "learned"
            activation = "gelu"
            norm = "layer"
            attention.features.features = 5
            attention.rpe.frequencies = 4
            [train]
            steps = 20
            batchSize = 3
            schedule = { kind = "constant", rate = 0.01 }
            evaluateEvery = 5
            evaluationTokens = 100
            """;

    final List<Step> steps = new ArrayList<>();
    final List<Checkpoint> evaluated = new ArrayList<>();
    final List<String> notices = new ArrayList<>();

    private final LongConsumer safe;

    TinyRun() {
        this(_ -> {});
    }

    /// @param safe told how many steps a resumed run will not have to do again
    TinyRun(LongConsumer safe) {
        this.safe = safe;
    }

    static LanguageModelRunConfig config(Path folder, String... overrides) throws IOException {
        Path text = folder.resolve("corpus.txt");
        if (Files.notExists(text)) {
            Files.writeString(text, TEXT);
        }
        String data = "data = { kind = 'text-files', train = '%s' }\n".formatted(text);
        return RecordReader.read(data + CONFIG, "tiny.toml", List.of(overrides), LanguageModelRunConfig.class);
    }

    Trainer.Outcome train(Path run, RunConfig config) throws IOException {
        return train(run, config, () -> false);
    }

    Trainer.Outcome trainUntil(long step, Path run, RunConfig config) throws IOException {
        return train(run, config, () -> steps.getLast().step() == step);
    }

    Trainer.Outcome train(Path run, RunConfig config, BooleanSupplier stopRequested) throws IOException {
        var folder = new RunFolder(run);
        try (FolderLock _ = folder.exists() ? folder.lock() : folder.begin(config)) {
            return new Trainer(folder, config, "test", this, stopRequested).train();
        }
    }

    @Override
    public void begins(Task task, int partsAtOnce, long step) {
        safe.accept(step);
    }

    @Override
    public void stepped(Step step) {
        steps.add(step);
    }

    @Override
    public void evaluated(long step, Evaluation evaluation, Checkpoint checkpoint, Optional<String> sample) {
        evaluated.add(checkpoint);
        safe.accept(step);
    }

    @Override
    public void noticed(String notice) {
        notices.add(notice);
    }
}
