package org.fourierlearner.train;

import java.io.IOException;
import java.nio.file.Path;
import org.fourierlearner.data.text.CorpusSource;
import org.fourierlearner.data.text.TextCorpora;
import org.fourierlearner.data.text.TokenizerConfig;
import org.fourierlearner.model.LanguageModelConfig;
import org.fourierlearner.task.LanguageModelling;
import org.fourierlearner.task.Task;

/// The training of a language model.
///
/// @param seed of weights, frequencies and data order
/// @param data the texts
/// @param tokenizer what turns them into tokens
/// @param model the model
/// @param train how to train
public record LanguageModelRunConfig(
        long seed, CorpusSource data, TokenizerConfig tokenizer, LanguageModelConfig model, TrainConfig train)
        implements RunConfig {

    /// {@return a model of the characters of Tiny Shakespeare that trains within minutes}
    public static LanguageModelRunConfig defaults() {
        return new LanguageModelRunConfig(
                1,
                new CorpusSource.TinyShakespeare(),
                new TokenizerConfig.Characters(),
                LanguageModelConfig.defaults(),
                TrainConfig.defaults());
    }

    @Override
    public Task createTask(Path cache) throws IOException {
        TextCorpora corpora = data.open(tokenizer, cache);
        try {
            return new LanguageModelling(model, corpora, train.batchSize(), train.evaluationTokens(), seed);
        } catch (RuntimeException e) {
            corpora.close();
            throw e;
        }
    }
}
