package org.fourierlearner.optimizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.config.RecordWriter;
import org.fourierlearner.storage.CheckpointStore;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.storage.SafetensorsFile;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.TensorFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The folder of a learned optimizer: `model.toml` says what it is, `model.safetensors` what it
/// has learned.
///
/// @param path exists
public record LearnedOptimizerFolder(Path path) {
    private static final Logger LOG = LoggerFactory.getLogger(LearnedOptimizerFolder.class);

    /// Weights mean something else in another version.
    private static final String VERSION = "4";

    private static final String VERSION_KEY = "learned_optimizer";

    /// {@return the folder of the best checkpoint of a run, or the folder itself if it holds a
    /// model}
    ///
    /// @param path of a run or a model
    /// @throws IOException if there is neither
    public static LearnedOptimizerFolder of(Path path) throws IOException {
        Path checkpoints = path.resolve("checkpoints");
        if (Files.isDirectory(checkpoints)) {
            return new LearnedOptimizerFolder(CheckpointStore.reading(checkpoints, LOG::warn)
                    .best()
                    .orElseThrow(() -> new MalformedDataException(
                            checkpoints, "expected a checkpoint of a learned optimizer, got none that is good"))
                    .folder());
        }
        if (!Files.exists(path.resolve("model.toml"))) {
            throw new MalformedDataException(
                    path,
                    "expected the folder of a learned optimizer in train.optimizer.path, got none; flt train configs/learned-optimizer.toml --out %s makes one"
                            .formatted(path));
        }
        return new LearnedOptimizerFolder(path);
    }

    /// {@return whether a folder holds a learned optimizer}
    ///
    /// @param folder of a model
    /// @throws IOException if its weights cannot be read
    public static boolean holds(Path folder) throws IOException {
        Path weights = new LearnedOptimizerFolder(folder).weights();
        if (!Files.exists(weights)) {
            return false;
        }
        try (var file = SafetensorsFile.open(weights)) {
            return file.metadata().containsKey(VERSION_KEY);
        }
    }

    /// {@return what tells a learned optimizer of this version, to be written with its weights}
    public static Map<String, String> metadata() {
        return Map.of(VERSION_KEY, VERSION);
    }

    /// Refuses another model, and a learned optimizer of another version.
    ///
    /// @param folder of a model
    /// @throws IOException if it is one, or its weights cannot be read
    public static void requireVersion(Path folder) throws IOException {
        Path weights = new LearnedOptimizerFolder(folder).weights();
        try (var file = SafetensorsFile.open(weights)) {
            String version = file.metadata().get(VERSION_KEY);
            if (!VERSION.equals(version)) {
                throw new MalformedDataException(
                        weights,
                        "expected a learned optimizer of version %s, got %s; learn one with this version of the program"
                                .formatted(VERSION, version == null ? "another model" : "version " + version));
            }
        }
    }

    /// Writes what was learned.
    ///
    /// @param rule the networks
    /// @throws IOException if a file cannot be written
    public void write(UpdateRule rule) throws IOException {
        TensorFile.write(weights(), rule.parameters().all(), metadata());
        Files.writeString(path.resolve("model.toml"), RecordWriter.write(rule.config()));
    }

    /// {@return what was learned}
    ///
    /// @throws IOException if it cannot be read, or is no learned optimizer or one of another
    ///     version
    public UpdateRule rule() throws IOException {
        LearnedOptimizerConfig config =
                RecordReader.read(path.resolve("model.toml"), List.of(), LearnedOptimizerConfig.class);
        var rule = new UpdateRule(config, Randomness.seeded(0));
        try {
            requireVersion(path);
            TensorFile.load(weights(), rule.parameters().all());
            return rule;
        } catch (IOException | RuntimeException e) {
            rule.close();
            throw e;
        }
    }

    /// {@return the optimizer, at its beginning}
    ///
    /// @param parameters what to train
    /// @param steps how many steps there will be
    /// @throws IOException as of [#rule]
    /// @throws IllegalArgumentException if it cannot train them
    public LearnedOptimizer optimizer(Parameters parameters, long steps) throws IOException {
        UpdateRule rule = rule();
        try {
            return LearnedOptimizer.owning(rule, parameters, steps);
        } catch (IllegalArgumentException e) {
            rule.close();
            throw e;
        }
    }

    private Path weights() {
        return path.resolve("model.safetensors");
    }
}
