package org.fourierlearner.task;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.config.RecordWriter;
import org.fourierlearner.data.text.Tokenizer;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.storage.SafetensorsFile;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.TensorFile;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// What the folders of all models of texts have in common: `model.safetensors`, `tokenizer.json`, `config.json`
/// and a `README.md` as Hugging Face has them, and `model.toml`, which says what the model is.
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
    /// @param tokenizer its tokenizer
    /// @param config what it is
    /// @param summary the same in the terms of Hugging Face
    /// @param card what to say of it
    /// @param provenance where it comes from
    void write(
            Parameters parameters,
            Tokenizer tokenizer,
            Record config,
            Map<String, Object> summary,
            Card card,
            Provenance provenance)
            throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "pt");
        metadata.put("step", Long.toString(provenance.step()));
        metadata.put(DATA_SHA256, provenance.dataSha256());
        TensorFile.write(weights(), parameters.all(), metadata);
        tokenizer.write(tokenizerFile());
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

    Tokenizer tokenizer() throws IOException {
        return Tokenizer.read(tokenizerFile());
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
