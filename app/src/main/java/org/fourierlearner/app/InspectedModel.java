package org.fourierlearner.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.fourierlearner.data.text.UnknownCharacterException;
import org.fourierlearner.task.LabelPredictor;
import org.fourierlearner.task.LanguageModelFolder;
import org.fourierlearner.task.Sampling;
import org.fourierlearner.task.TextClassifierFolder;
import org.fourierlearner.task.TextGenerator;
import org.fourierlearner.tensor.Parameters;
import org.jspecify.annotations.Nullable;

/// A model that is inspected, of whatever kind.
///
/// @param inspection of the model
/// @param tokens those whose attention is drawn
/// @param parameters of the model, closed with this
/// @param heads of each layer
@SuppressWarnings("ArrayRecordComponent")
record InspectedModel(ModelInspection inspection, int[] tokens, Parameters parameters, int heads)
        implements AutoCloseable {
    private static final String DEFAULT_TEXT = """
            First Citizen:
            Before we proceed any further, hear me speak.

            All:
            Speak, speak.
            """;

    /// Reads a model.
    ///
    /// @param folder of the model
    /// @param text whose attention is drawn; null for a few lines, or what a language model writes if it does
    ///     not know their characters
    /// @throws IllegalArgumentException if a classifier does not know them
    static InspectedModel load(Path folder, @Nullable String text) throws IOException {
        return TextClassifierFolder.holds(folder) ? textClassifier(folder, text) : languageModel(folder, text);
    }

    private static InspectedModel textClassifier(Path folder, @Nullable String text) throws IOException {
        LabelPredictor predictor = TextClassifierFolder.load(folder);
        try {
            return new InspectedModel(
                    ModelInspection.of(predictor.model()),
                    text == null ? lines(predictor) : predictor.tokenizer().encode(text),
                    predictor.model().parameters(),
                    predictor.model().config().heads());
        } catch (RuntimeException e) {
            predictor.close();
            throw e;
        }
    }

    private static int[] lines(LabelPredictor predictor) {
        try {
            return predictor.tokenizer().encode(DEFAULT_TEXT);
        } catch (UnknownCharacterException e) {
            throw new IllegalArgumentException(
                    "%s; name a text that the model can read with --text".formatted(e.getMessage()), e);
        }
    }

    private static InspectedModel languageModel(Path folder, @Nullable String text) throws IOException {
        LanguageModelFolder.Loaded loaded = LanguageModelFolder.load(folder);
        try {
            return new InspectedModel(
                    ModelInspection.of(loaded.model()),
                    text == null ? readable(loaded) : loaded.tokenizer().encode(text),
                    loaded.model().parameters(),
                    loaded.model().config().heads());
        } catch (RuntimeException e) {
            loaded.close();
            throw e;
        }
    }

    private static int[] readable(LanguageModelFolder.Loaded loaded) {
        try {
            return loaded.tokenizer().encode(DEFAULT_TEXT);
        } catch (UnknownCharacterException _) {
            int most = Math.min(DEFAULT_TEXT.length(), loaded.model().config().contextLength());
            var written = new StringBuilder();
            new TextGenerator(loaded.model(), loaded.tokenizer())
                    .generate(new TextGenerator.Request("", most, Sampling.plain(), List.of(), 1), written::append);
            return loaded.tokenizer().encode(written.toString());
        }
    }

    @Override
    public void close() {
        parameters.close();
    }
}
