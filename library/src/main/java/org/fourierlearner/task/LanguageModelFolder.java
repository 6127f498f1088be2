package org.fourierlearner.task;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fourierlearner.data.text.Tokenizer;
import org.fourierlearner.model.LanguageModel;
import org.fourierlearner.model.LanguageModelConfig;
import org.fourierlearner.optimizer.LearnedOptimizerFolder;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.tensor.Randomness;

/// A language model on disk: `model.safetensors`, `tokenizer.json`, `config.json`,
/// `generation_config.json`
/// and a `README.md` as Hugging Face has them, and `model.toml`, which says what the model is.
public final class LanguageModelFolder {
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
        // the same in every country
        var card = new ModelFolder.Card(
                "text-generation",
                String.format(
                        Locale.ROOT,
                        "A causal language model with %,d parameters",
                        model.parameters().count()),
                "nats per token",
                "Continue a text with `flt generate FOLDER --prompt \"…\"`.");
        var stored = new ModelFolder(folder);
        stored.write(model.parameters(), model.config(), summary(model), card, provenance);
        stored.write(tokenizer);
        GenerationConfig.defaults().write(folder);
    }

    /// {@return a model as it was written}
    ///
    /// @param folder written by [#write]
    /// @throws IOException if it holds another model, or a file is missing, damaged or does not
    ///     fit the others
    public static Loaded load(Path folder) throws IOException {
        if (LearnedOptimizerFolder.holds(folder)) {
            throw new MalformedDataException(
                    folder, "expected a language model, got a learned optimizer; flt optimize-bench measures it");
        }
        if (TextClassifierFolder.holds(folder)) {
            throw new MalformedDataException(folder, "expected a language model, got a text classifier");
        }
        if (ImageClassifierFolder.holds(folder)) {
            throw new MalformedDataException(folder, "expected a language model, got an image classifier");
        }
        if (MoleculeFolder.holds(folder)) {
            throw new MalformedDataException(folder, "expected a language model, got a model of molecules");
        }
        var stored = new ModelFolder(folder);
        var config = stored.config(LanguageModelConfig.class);
        Tokenizer tokenizer = stored.tokenizer();
        GenerationConfig generation = GenerationConfig.read(folder);
        var model = new LanguageModel(config, tokenizer.vocabularySize(), Randomness.seeded(0));
        try {
            stored.loadWeights(model.parameters());
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
        return new Loaded(model, tokenizer, generation);
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
}
