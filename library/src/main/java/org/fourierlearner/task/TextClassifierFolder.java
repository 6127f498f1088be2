package org.fourierlearner.task;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fourierlearner.data.text.Tokenizer;
import org.fourierlearner.model.TextClassifier;
import org.fourierlearner.model.TextClassifierConfig;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.tensor.Randomness;

/// A text classifier on disk: `model.safetensors`, `tokenizer.json`, `config.json` and a
/// `README.md` as Hugging
/// Face has them, `labels.txt` with a label on each line, in the order of the classes, and
/// `model.toml`, which
/// says what the model is.
public final class TextClassifierFolder {
    private TextClassifierFolder() {}

    /// {@return whether the model of a folder is a text classifier}
    ///
    /// @param folder of a model
    public static boolean holds(Path folder) {
        var stored = new ModelFolder(folder);
        return stored.hasLabels() && stored.hasTokenizer();
    }

    /// Writes a model.
    ///
    /// @param folder exists
    /// @param predictor the model with its tokenizer and labels
    /// @param provenance where it comes from
    /// @throws IOException if a file cannot be written
    public static void write(Path folder, LabelPredictor predictor, Provenance provenance) throws IOException {
        // the same in every country
        var card = new ModelFolder.Card(
                "text-classification",
                String.format(
                        Locale.ROOT,
                        "A text classifier with %,d parameters and %d labels",
                        predictor.model().parameters().count(),
                        predictor.labels().size()),
                "nats per text",
                "Tell the labels of texts, one a line, with `flt predict FOLDER FILE`.");
        var stored = new ModelFolder(folder);
        stored.write(predictor.model().parameters(), predictor.model().config(), summary(predictor), card, provenance);
        stored.write(predictor.tokenizer());
        stored.write(predictor.labels());
    }

    /// {@return a model as it was written, with its tokenizer and labels}
    ///
    /// @param folder written by [#write]
    /// @throws IOException if it holds another model, or a file is missing, damaged or does not fit
    ///     the others
    public static LabelPredictor load(Path folder) throws IOException {
        if (ImageClassifierFolder.holds(folder)) {
            throw new MalformedDataException(folder, "expected a text classifier, got an image classifier");
        }
        if (MoleculeFolder.holds(folder)) {
            throw new MalformedDataException(folder, "expected a text classifier, got a model of molecules");
        }
        if (!holds(folder)) {
            throw new MalformedDataException(
                    folder, "expected a text classifier, got a model without tokenizer.json or labels.txt");
        }
        var stored = new ModelFolder(folder);
        var config = stored.config(TextClassifierConfig.class);
        Tokenizer tokenizer = stored.tokenizer();
        List<String> labels = stored.labels();
        var model = new TextClassifier(config, tokenizer.vocabularySize(), labels.size(), Randomness.seeded(0));
        try {
            stored.loadWeights(model.parameters());
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
        return new LabelPredictor(model, tokenizer, labels);
    }

    /// Replaces the weights of a model by those of a folder, to go on with a training.
    ///
    /// @param folder written by [#write]
    /// @param predictor with a model that is configured as the one that was written, and its labels
    /// @param dataSha256 the hash of the training data now
    /// @throws IOException if a file is missing, damaged or does not fit the model, or the data is
    ///     other data
    static void resume(Path folder, LabelPredictor predictor, String dataSha256) throws IOException {
        var stored = new ModelFolder(folder);
        stored.requireLabels(predictor.labels());
        stored.resumeWeights(predictor.model().parameters(), dataSha256);
    }

    private static Map<String, Object> summary(LabelPredictor predictor) {
        TextClassifierConfig config = predictor.model().config();
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("architectures", List.of("FourierLearnerForSequenceClassification"));
        summary.put("model_type", "fourier-learner");
        summary.put("vocab_size", predictor.model().vocabularySize());
        summary.put("hidden_size", config.modelDim());
        summary.put("num_hidden_layers", config.layers());
        summary.put("num_attention_heads", config.heads());
        summary.put("max_position_embeddings", config.contextLength());
        summary.put("id2label", ModelFolder.byNumber(predictor.labels()));
        summary.put("torch_dtype", "float32");
        return summary;
    }
}
