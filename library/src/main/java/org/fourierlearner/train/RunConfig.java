package org.fourierlearner.train;

import java.io.IOException;
import java.nio.file.Path;
import org.fourierlearner.task.Task;

/// Everything that determines a run, so that it can be repeated.
public sealed interface RunConfig
        permits ImageClassificationRunConfig,
                LanguageModelRunConfig,
                LearnedOptimizerRunConfig,
                MoleculeRunConfig,
                TextClassificationRunConfig {

    /// {@return the seed of weights, frequencies and data order}
    long seed();

    /// {@return how to train}
    TrainConfig train();

    /// {@return the learning problem, with a model of first weights}
    ///
    /// @param cache where prepared data is kept
    /// @throws IOException if data cannot be read
    /// @throws IllegalArgumentException if parts of the configuration do not fit each other or
    ///     the data
    Task createTask(Path cache) throws IOException;
}
