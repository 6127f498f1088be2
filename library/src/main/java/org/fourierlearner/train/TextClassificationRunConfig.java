package org.fourierlearner.train;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fourierlearner.data.text.LabelledFiles;
import org.fourierlearner.data.text.LabelledTexts;
import org.fourierlearner.data.text.LabelledTexts.LabelledText;
import org.fourierlearner.data.text.Tokenizer;
import org.fourierlearner.data.text.TokenizerConfig;
import org.fourierlearner.model.TextClassifierConfig;
import org.fourierlearner.task.Task;
import org.fourierlearner.task.TextClassification;

/// The training of a model that tells the labels of texts.
///
/// @param seed of weights, frequencies and data order
/// @param data the texts with their labels
/// @param tokenizer what turns texts into tokens
/// @param model the model
/// @param labelSmoothing the share of probability spread over all labels in training, as in Szegedy et al. 2016
///     (arXiv:1512.00567), section 7; evaluation has none
/// @param train how to train
public record TextClassificationRunConfig(
        long seed,
        LabelledFiles data,
        TokenizerConfig tokenizer,
        TextClassifierConfig model,
        double labelSmoothing,
        TrainConfig train)
        implements RunConfig {

    /// Checks the share.
    ///
    /// @throws IllegalArgumentException if it is not in `[0, 1)`
    public TextClassificationRunConfig {
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new IllegalArgumentException(
                    "labelSmoothing: expected a number in [0, 1), got %s".formatted(labelSmoothing));
        }
    }

    /// {@return a classifier of bytes that trains within minutes; the files are the user's to name}
    public static TextClassificationRunConfig defaults() {
        return new TextClassificationRunConfig(
                1,
                LabelledFiles.defaults(),
                new TokenizerConfig.ByteLevel(),
                TextClassifierConfig.defaults(),
                0,
                TrainConfig.defaults());
    }

    @Override
    public Task createTask(Path cache) throws IOException {
        LabelledFiles.Split split = data.read();
        var batches = new TextClassification.Batches(train.batchSize(), train.parts(), train.evaluationTokens());
        return new TextClassification(model, split, tokenizer(split), batches, labelSmoothing, seed);
    }

    /// Byte pairs are learned from the training texts alone; characters are those of both, so that the validation
    /// texts can be spelled.
    private Tokenizer tokenizer(LabelledFiles.Split split) throws IOException {
        return tokenizer.train(
                switch (tokenizer) {
                    case TokenizerConfig.ByteLevel _ -> new StringReader("");
                    case TokenizerConfig.BytePairs _ -> texts(split.train());
                    case TokenizerConfig.Characters _ -> texts(split.train(), split.validation());
                });
    }

    private static StringReader texts(LabelledTexts... files) {
        return new StringReader(Stream.of(files)
                .flatMap(file -> file.texts().stream())
                .map(LabelledText::text)
                .collect(Collectors.joining("\n")));
    }
}
