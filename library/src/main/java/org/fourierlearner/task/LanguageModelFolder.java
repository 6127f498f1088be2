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
import org.fourierlearner.model.LanguageModel;
import org.fourierlearner.model.LanguageModelConfig;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.TensorFile;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// A language model on disk: `model.safetensors`, `tokenizer.json`, `config.json`, `generation_config.json`
/// and a `README.md` as Hugging Face has them, and `model.toml`, which says what the model is.
public final class LanguageModelFolder {
    private static final String WEIGHTS = "model.safetensors";
    private static final String CONFIG = "model.toml";
    private static final String TOKENIZER = "tokenizer.json";
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private LanguageModelFolder() {}

    /// A model with its tokenizer.
    ///
    /// @param model the model, to be closed
    /// @param tokenizer its tokenizer
    /// @param generation how it writes when nothing else is said
    public record Loaded(LanguageModel model, Tokenizer tokenizer, GenerationConfig generation)
            implements AutoCloseable {
        @Override
        public void close() {
            model.close();
        }
    }

    /// Writes a model.
    ///
    /// @param folder exists
    /// @param model the model
    /// @param tokenizer its tokenizer
    /// @param provenance where it comes from
    /// @throws IOException if a file cannot be written
    public static void write(Path folder, LanguageModel model, Tokenizer tokenizer, Provenance provenance)
            throws IOException {
        TensorFile.write(
                folder.resolve(WEIGHTS),
                model.parameters().all(),
                Map.of("format", "pt", "step", Long.toString(provenance.step())));
        tokenizer.write(folder.resolve(TOKENIZER));
        Files.writeString(folder.resolve(CONFIG), RecordWriter.write(model.config()));
        Files.write(folder.resolve("config.json"), json(summary(model)));
        GenerationConfig.defaults().write(folder);
        Files.writeString(folder.resolve("README.md"), card(model, provenance));
    }

    /// {@return a model as it was written}
    ///
    /// @param folder written by [#write]
    /// @throws IOException if it holds another model, or a file is missing, damaged or does not fit the others
    public static Loaded load(Path folder) throws IOException {
        if (TextClassifierFolder.holds(folder)) {
            throw new MalformedDataException(folder, "expected a language model, got a text classifier");
        }
        var config = RecordReader.read(folder.resolve(CONFIG), List.of(), LanguageModelConfig.class);
        Tokenizer tokenizer = Tokenizer.read(folder.resolve(TOKENIZER));
        GenerationConfig generation = GenerationConfig.read(folder);
        var model = new LanguageModel(config, tokenizer.vocabularySize(), Randomness.seeded(0));
        try {
            loadWeights(folder, model);
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
        return new Loaded(model, tokenizer, generation);
    }

    /// Replaces the weights of a model by those of a folder.
    ///
    /// @param folder written by [#write]
    /// @param model configured as the one that was written
    /// @throws IOException if the file is missing, damaged or does not fit the model
    static void loadWeights(Path folder, LanguageModel model) throws IOException {
        TensorFile.load(folder.resolve(WEIGHTS), model.parameters().all());
    }

    private static byte[] json(Object value) {
        return (JSON.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Object> summary(LanguageModel model) {
        LanguageModelConfig config = model.config();
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("architectures", List.of("FourierLearnerForCausalLM"));
        summary.put("model_type", "fourier-learner");
        summary.put("vocab_size", model.vocabularySize());
        summary.put("hidden_size", config.modelDim());
        summary.put("num_hidden_layers", config.layers());
        summary.put("num_attention_heads", config.heads());
        summary.put("max_position_embeddings", config.contextLength());
        summary.put("tie_word_embeddings", config.tiedEmbeddings());
        summary.put("torch_dtype", "float32");
        return summary;
    }

    private static String card(LanguageModel model, Provenance provenance) {
        // the same in every country
        return String.format(
                Locale.ROOT,
                """
                ---
                library_name: fourierlearner
                tags: [linear-attention, text-generation]
                ---
                # %s

                A causal language model with %,d parameters, made by FourierLearner %s.

                | | |
                |---|---|
                | steps | %d |
                | validation loss | %s |
                | seed | %d |
                | SHA-256 of the training data | `%s` |

                Continue a text with `flt generate FOLDER --prompt "…"`. The run's configuration:

                ```toml
                %s
                ```
                """,
                provenance.name(),
                model.parameters().count(),
                provenance.version(),
                provenance.step(),
                Double.isNaN(provenance.score())
                        ? "not evaluated at this step"
                        : String.format(Locale.ROOT, "%.4f nats per token", provenance.score()),
                provenance.seed(),
                provenance.dataSha256(),
                provenance.config().strip());
    }
}
