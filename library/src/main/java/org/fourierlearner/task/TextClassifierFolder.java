package org.fourierlearner.task;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.config.RecordWriter;
import org.fourierlearner.data.text.TextLines;
import org.fourierlearner.data.text.Tokenizer;
import org.fourierlearner.model.TextClassifier;
import org.fourierlearner.model.TextClassifierConfig;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.TensorFile;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// A text classifier on disk: `model.safetensors`, `tokenizer.json`, `config.json` and a `README.md` as Hugging
/// Face has them, `labels.txt` with a label on each line, in the order of the classes, and `model.toml`, which
/// says what the model is.
public final class TextClassifierFolder {
    private static final String WEIGHTS = "model.safetensors";
    private static final String CONFIG = "model.toml";
    private static final String TOKENIZER = "tokenizer.json";
    private static final String LABELS = "labels.txt";
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private TextClassifierFolder() {}

    /// {@return whether the model of a folder is a text classifier}
    ///
    /// @param folder of a model
    public static boolean holds(Path folder) {
        return Files.exists(folder.resolve(LABELS));
    }

    /// Writes a model.
    ///
    /// @param folder exists
    /// @param predictor the model with its tokenizer and labels
    /// @param provenance where it comes from
    /// @throws IOException if a file cannot be written
    public static void write(Path folder, LabelPredictor predictor, Provenance provenance) throws IOException {
        TensorFile.write(
                folder.resolve(WEIGHTS),
                predictor.model().parameters().all(),
                Map.of("format", "pt", "step", Long.toString(provenance.step())));
        predictor.tokenizer().write(folder.resolve(TOKENIZER));
        Files.writeString(folder.resolve(LABELS), String.join("\n", predictor.labels()) + "\n");
        Files.writeString(
                folder.resolve(CONFIG), RecordWriter.write(predictor.model().config()));
        Files.write(
                folder.resolve("config.json"),
                (JSON.writeValueAsString(summary(predictor)) + "\n").getBytes(StandardCharsets.UTF_8));
        Files.writeString(folder.resolve("README.md"), card(predictor, provenance));
    }

    /// {@return a model as it was written, with its tokenizer and labels}
    ///
    /// @param folder written by [#write]
    /// @throws IOException if it holds another model, or a file is missing, damaged or does not fit the others
    public static LabelPredictor load(Path folder) throws IOException {
        if (!holds(folder)) {
            throw new MalformedDataException(
                    folder, "expected a text classifier, got a model without %s".formatted(LABELS));
        }
        var config = RecordReader.read(folder.resolve(CONFIG), List.of(), TextClassifierConfig.class);
        Tokenizer tokenizer = Tokenizer.read(folder.resolve(TOKENIZER));
        List<String> labels = labels(folder.resolve(LABELS));
        var model = new TextClassifier(config, tokenizer.vocabularySize(), labels.size(), Randomness.seeded(0));
        try {
            TensorFile.load(folder.resolve(WEIGHTS), model.parameters().all());
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
        return new LabelPredictor(model, tokenizer, labels);
    }

    /// Replaces the weights of a model by those of a folder.
    ///
    /// @param folder written by [#write]
    /// @param predictor with a model that is configured as the one that was written, and its labels
    /// @throws IOException if a file is missing, damaged or does not fit the model
    static void loadWeights(Path folder, LabelPredictor predictor) throws IOException {
        List<String> labels = labels(folder.resolve(LABELS));
        if (!labels.equals(predictor.labels())) {
            throw new MalformedDataException(
                    folder.resolve(LABELS),
                    "expected the labels %s of the training texts, got %s; the texts are not those that the run began with"
                            .formatted(predictor.labels(), labels));
        }
        TensorFile.load(folder.resolve(WEIGHTS), predictor.model().parameters().all());
    }

    private static List<String> labels(Path file) throws IOException {
        List<String> labels = new ArrayList<>();
        try (var lines = TextLines.of(file)) {
            for (String label = lines.next(); label != null; label = lines.next()) {
                labels.add(label);
            }
        }
        if (labels.size() < 2 || new HashSet<>(labels).size() < labels.size() || labels.contains("")) {
            throw new MalformedDataException(
                    file, "expected at least two different labels, one a line, got %s".formatted(labels));
        }
        return List.copyOf(labels);
    }

    private static Map<String, Object> summary(LabelPredictor predictor) {
        TextClassifierConfig config = predictor.model().config();
        Map<String, Object> labels = new LinkedHashMap<>();
        for (int label = 0; label < predictor.labels().size(); label++) {
            labels.put(Integer.toString(label), predictor.labels().get(label));
        }
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("architectures", List.of("FourierLearnerForSequenceClassification"));
        summary.put("model_type", "fourier-learner");
        summary.put("vocab_size", predictor.model().vocabularySize());
        summary.put("hidden_size", config.modelDim());
        summary.put("num_hidden_layers", config.layers());
        summary.put("num_attention_heads", config.heads());
        summary.put("max_position_embeddings", config.contextLength());
        summary.put("id2label", labels);
        summary.put("torch_dtype", "float32");
        return summary;
    }

    private static String card(LabelPredictor predictor, Provenance provenance) {
        // the same in every country
        return String.format(
                Locale.ROOT,
                """
                ---
                library_name: fourierlearner
                tags: [linear-attention, text-classification]
                ---
                # %s

                A text classifier with %,d parameters and %d labels, made by FourierLearner %s.

                | | |
                |---|---|
                | steps | %d |
                | validation loss | %s |
                | seed | %d |
                | SHA-256 of the training data | `%s` |

                Tell the labels of texts, one a line, with `flt predict FOLDER FILE`. The run's configuration:

                ```toml
                %s
                ```
                """,
                provenance.name(),
                predictor.model().parameters().count(),
                predictor.labels().size(),
                provenance.version(),
                provenance.step(),
                Double.isNaN(provenance.score())
                        ? "not evaluated at this step"
                        : String.format(Locale.ROOT, "%.4f nats per text", provenance.score()),
                provenance.seed(),
                provenance.dataSha256(),
                provenance.config().strip());
    }
}
