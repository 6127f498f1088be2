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
import java.util.function.Function;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.config.RecordWriter;
import org.fourierlearner.data.text.TextLines;
import org.fourierlearner.data.text.Tokenizer;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.storage.SafetensorsFile;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.TensorFile;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// What the folders of all models have in common: `model.safetensors`, `config.json` and a
/// `README.md` as Hugging
/// Face has them, and `model.toml`, which says what the model is; `tokenizer.json` for texts, and
/// `labels.txt` for
/// classifiers, with a label on each line, in the order of the classes.
///
/// @param path of the folder
record ModelFolder(Path path) {
    private static final String DATA_SHA256 = "data_sha256";
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Path weights() {
        return path.resolve("model.safetensors");
    }

    private Path configuration() {
        return path.resolve("model.toml");
    }

    private Path labelsFile() {
        return path.resolve("labels.txt");
    }

    private Path tokenizerFile() {
        return path.resolve("tokenizer.json");
    }

    /// What a README says of a kind of model.
    ///
    /// @param task as Hugging Face names it
    /// @param description begins a sentence
    /// @param unit of the validation loss
    /// @param use how to use the model
    record Card(String task, String description, String unit, String use) {}

    /// Writes a model.
    ///
    /// @param parameters its weights
    /// @param config what it is
    /// @param summary the same in the terms of Hugging Face
    /// @param card what to say of it
    /// @param provenance where it comes from
    void write(Parameters parameters, Record config, Map<String, Object> summary, Card card, Provenance provenance)
            throws IOException {
        write(parameters, config, summary, card, provenance, Map.of());
    }

    /// Writes a model with more to go with its weights.
    ///
    /// @param more names and texts
    void write(
            Parameters parameters,
            Record config,
            Map<String, Object> summary,
            Card card,
            Provenance provenance,
            Map<String, String> more)
            throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>(more);
        metadata.put("format", "pt");
        metadata.put("step", Long.toString(provenance.step()));
        metadata.put(DATA_SHA256, provenance.dataSha256());
        TensorFile.write(weights(), parameters.all(), metadata);
        Files.writeString(configuration(), RecordWriter.write(config));
        Files.write(
                path.resolve("config.json"),
                (JSON.writeValueAsString(summary) + "\n").getBytes(StandardCharsets.UTF_8));
        Files.writeString(path.resolve("README.md"), text(card, provenance));
    }

    /// {@return what the model is}
    ///
    /// @param type of the configuration
    <T extends Record> T config(Class<T> type) throws IOException {
        return RecordReader.read(configuration(), List.of(), type);
    }

    /// {@return what is built as the folder says}
    ///
    /// @param type of the configuration
    /// @throws MalformedDataException if parts of the configuration do not fit each other
    <T extends Record, M> M build(Class<T> type, Function<T, M> builder) throws IOException {
        T config = config(type);
        try {
            return builder.apply(config);
        } catch (IllegalArgumentException e) {
            throw new MalformedDataException(configuration(), String.valueOf(e.getMessage()), e);
        }
    }

    boolean hasTokenizer() {
        return Files.exists(tokenizerFile());
    }

    Tokenizer tokenizer() throws IOException {
        return Tokenizer.read(tokenizerFile());
    }

    void write(Tokenizer tokenizer) throws IOException {
        tokenizer.write(tokenizerFile());
    }

    boolean hasLabels() {
        return Files.exists(labelsFile());
    }

    void write(List<String> labels) throws IOException {
        Files.writeString(labelsFile(), String.join("\n", labels) + "\n");
    }

    List<String> labels() throws IOException {
        List<String> labels = new ArrayList<>();
        try (var lines = TextLines.of(labelsFile())) {
            for (String label = lines.next(); label != null; label = lines.next()) {
                labels.add(label);
            }
        }
        if (labels.size() < 2 || new HashSet<>(labels).size() < labels.size() || labels.contains("")) {
            throw new MalformedDataException(
                    labelsFile(), "expected at least two different labels, one a line, got %s".formatted(labels));
        }
        return List.copyOf(labels);
    }

    /// Refuses to go on with the training of other classes.
    ///
    /// @param now the labels of the training examples
    void requireLabels(List<String> now) throws IOException {
        List<String> before = labels();
        if (!before.equals(now)) {
            throw new MalformedDataException(
                    labelsFile(),
                    "expected the labels %s of the training examples, got %s; the examples are not those that the run began with"
                            .formatted(now, before));
        }
    }

    /// {@return labels by the numbers of their classes, as Hugging Face has them}
    static Map<String, Object> byNumber(List<String> labels) {
        Map<String, Object> byNumber = new LinkedHashMap<>();
        for (int label = 0; label < labels.size(); label++) {
            byNumber.put(Integer.toString(label), labels.get(label));
        }
        return byNumber;
    }

    /// Replaces weights by those of the folder.
    void loadWeights(Parameters parameters) throws IOException {
        TensorFile.load(weights(), parameters.all());
    }

    /// Replaces weights by those of the folder, to go on with a training.
    ///
    /// @param dataSha256 the hash of the training data now
    /// @throws MalformedDataException if the training began with other data
    void resumeWeights(Parameters parameters, String dataSha256) throws IOException {
        try (var file = SafetensorsFile.open(weights())) {
            String before = file.metadata().get(DATA_SHA256);
            if (before != null && !before.equals(dataSha256)) {
                throw new MalformedDataException(
                        weights(),
                        "expected training data with the SHA-256 %s, which the run began with, got %s; bring the data back, or begin another run"
                                .formatted(before, dataSha256));
            }
        }
        loadWeights(parameters);
    }

    private static String text(Card card, Provenance provenance) {
        // the same in every country
        return String.format(
                Locale.ROOT,
                """
                ---
                library_name: fourierlearner
                tags: [linear-attention, %s]
                ---
                # %s

                %s, made by FourierLearner %s.

                | | |
                |---|---|
                | steps | %d |
                | validation loss | %s |
                | seed | %d |
                | SHA-256 of the training data | `%s` |

                %s The run's configuration:

                ```toml
                %s
                ```
                """,
                card.task(),
                provenance.name(),
                card.description(),
                provenance.version(),
                provenance.step(),
                Double.isNaN(provenance.score())
                        ? "not evaluated at this step"
                        : String.format(Locale.ROOT, "%.4f %s", provenance.score(), card.unit()),
                provenance.seed(),
                provenance.dataSha256(),
                card.use(),
                provenance.config().strip());
    }
}
