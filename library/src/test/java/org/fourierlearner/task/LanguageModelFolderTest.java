package org.fourierlearner.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.fourierlearner.config.ConfigException;
import org.fourierlearner.model.LanguageModel;
import org.fourierlearner.model.TinyModel;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.fourierlearner.tensor.TensorFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LanguageModelFolderTest {
    private static final Provenance PROVENANCE =
            new Provenance("tiny", "1.2.3", 5, 1234, 1.5, "ab".repeat(32), "seed = 5\n");

    @TempDir
    Path folder;

    private final LanguageModel model = TinyModel.of("absolutePositions=learned");

    @AfterEach
    void close() {
        model.close();
    }

    private Path weights() {
        return folder.resolve("model.safetensors");
    }

    private void write(Provenance provenance) throws IOException {
        LanguageModelFolder.write(folder, model, TinyCorpus.bytes(), provenance);
    }

    @Test
    void aTrainingGoesOnWithItsOwnDataOnly() throws IOException {
        write(PROVENANCE);
        var stored = new ModelFolder(folder);

        stored.resumeWeights(model.parameters(), "ab".repeat(32));

        assertThatThrownBy(() -> stored.resumeWeights(model.parameters(), "cd".repeat(32)))
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(
                        "%s: expected training data with the SHA-256 %s, which the run began with, got %s; bring the data back, or begin another run"
                                .formatted(weights(), "ab".repeat(32), "cd".repeat(32)));
    }

    private void assertRefused(Class<? extends Exception> type, String message) {
        assertThatThrownBy(() -> LanguageModelFolder.load(folder).close())
                .isInstanceOf(type)
                .hasMessage(message);
    }

    private static float[] logits(LanguageModel model) {
        try (var _ = Scope.withoutGradients()) {
            return model.logits(Tensor.of(new long[] {1, 2, 3, 5, 8, 13}, 2, 3), null)
                    .toFloats();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "attention.kind=linear",
                "attention.kind=exact;attention.rpe.frequencies=4;activation=swiglu;tiedEmbeddings=false;norm=rms",
                "attention.rpe.decay=gated;attention.features.trained=true;absolutePositions=sinusoidal"
            })
    void aModelComesBackBitForBit(String overrides) throws IOException {
        try (LanguageModel written = TinyModel.of(overrides.split(";"))) {
            LanguageModelFolder.write(folder, written, TinyCorpus.bytes(), PROVENANCE);

            try (LanguageModelFolder.Loaded loaded = LanguageModelFolder.load(folder)) {
                assertThat(loaded.model().config()).isEqualTo(written.config());
                assertThat(logits(loaded.model())).isEqualTo(logits(written));
                assertThat(loaded.tokenizer().encode("xyz")).containsExactly('x', 'y', 'z');
            }
        }
    }

    @Test
    void theSummaryIsJsonInTheWordsOfHuggingFace() throws IOException {
        write(PROVENANCE);

        JsonNode config = JsonMapper.shared().readTree(Files.readAllBytes(folder.resolve("config.json")));
        assertThat(config.path("architectures").path(0).stringValue()).isEqualTo("FourierLearnerForCausalLM");
        assertThat(config.path("vocab_size").intValue()).isEqualTo(256);
        assertThat(config.path("hidden_size").intValue()).isEqualTo(6);
        assertThat(config.path("num_hidden_layers").intValue()).isEqualTo(2);
        assertThat(config.path("num_attention_heads").intValue()).isEqualTo(2);
        assertThat(config.path("max_position_embeddings").intValue()).isEqualTo(17);
        assertThat(config.path("tie_word_embeddings").booleanValue()).isTrue();
    }

    @Test
    void howToWriteIsSaidInTheWordsAndTheOrderOfHuggingFace() throws IOException {
        write(PROVENANCE);

        assertThat(folder.resolve("generation_config.json")).hasContent("""
                {
                  "do_sample" : true,
                  "temperature" : 0.8,
                  "top_k" : 0,
                  "top_p" : 1.0,
                  "min_p" : 0.0,
                  "repetition_penalty" : 1.0,
                  "max_new_tokens" : 500
                }
                """);
        try (LanguageModelFolder.Loaded loaded = LanguageModelFolder.load(folder)) {
            assertThat(loaded.generation()).isEqualTo(GenerationConfig.defaults());
        }
    }

    @Test
    void howToWriteIsReadFromFilesOfOthersToo() throws IOException {
        write(PROVENANCE);
        Path file = folder.resolve("generation_config.json");

        Files.writeString(file, "{\"do_sample\": false, \"temperature\": 0.5, \"top_k\": null, \"eos_token_id\": 2}");
        assertThat(GenerationConfig.read(folder)).isEqualTo(new GenerationConfig(new Sampling(0, 0, 1, 0, 1), 500));
        new GenerationConfig(new Sampling(0, 3, 0.5, 0.25, 1.5), 7).write(folder);
        assertThat(GenerationConfig.read(folder))
                .isEqualTo(new GenerationConfig(new Sampling(0, 3, 0.5, 0.25, 1.5), 7));
        Files.delete(file);
        assertThat(GenerationConfig.read(folder)).isEqualTo(GenerationConfig.defaults());

        Files.writeString(file, "{\"temperature\": \"hot\"}");
        assertRefused(MalformedDataException.class, file + ": temperature: expected a number, got \"hot\"");
        Files.writeString(file, "{\"top_p\": 2}");
        assertRefused(MalformedDataException.class, file + ": topP: expected a number in (0, 1], got 2.0");
        Files.writeString(file, "null");
        assertThat(GenerationConfig.read(folder)).isEqualTo(GenerationConfig.defaults());
    }

    @Test
    void theCardSaysWhereTheModelComesFrom() throws IOException {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            write(PROVENANCE);
        } finally {
            Locale.setDefault(before);
        }

        assertThat(folder.resolve("README.md"))
                .content()
                .contains(
                        "# tiny\n",
                        "with %s parameters, made by FourierLearner 1.2.3"
                                .formatted(String.format(
                                        Locale.ROOT, "%,d", model.parameters().count())),
                        "| steps | 1234 |\n",
                        "| validation loss | 1.5000 nats per token |\n",
                        "| seed | 5 |\n",
                        "`" + "ab".repeat(32) + "`",
                        "```toml\nseed = 5\n```\n");
    }

    @Test
    void theCardOfAModelThatWasNotEvaluatedSaysSo() throws IOException {
        write(new Provenance("tiny", "1.2.3", 5, 3, Double.NaN, "", ""));

        assertThat(folder.resolve("README.md"))
                .content()
                .contains("| validation loss | not evaluated at this step |\n");
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        write(PROVENANCE);
        Files.delete(weights());
        assertRefused(NoSuchFileException.class, weights().toString());

        Files.delete(folder.resolve("tokenizer.json"));
        assertRefused(
                NoSuchFileException.class, folder.resolve("tokenizer.json").toString());

        Files.delete(folder.resolve("model.toml"));
        assertRefused(ConfigException.class, folder.resolve("model.toml") + ": expected a file, got nothing");
    }

    @Test
    void weightsThatAreCutShortAreRefused() throws IOException {
        write(PROVENANCE);
        byte[] bytes = Files.readAllBytes(weights());

        Files.write(weights(), Arrays.copyOf(bytes, 5));
        assertRefused(MalformedDataException.class, weights() + ": expected at least 8 bytes, got 5");

        Files.write(weights(), Arrays.copyOf(bytes, 100));
        assertThatThrownBy(() -> LanguageModelFolder.load(folder).close())
                .isInstanceOf(MalformedDataException.class)
                .hasMessageMatching(
                        "\\Q%s\\E: header: expected \\d+ bytes, got 92 before the end; the file is cut off: write or copy it again"
                                .formatted(weights()));

        Files.write(weights(), Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(() -> LanguageModelFolder.load(folder).close())
                .isInstanceOf(MalformedDataException.class)
                .hasMessageStartingWith(weights() + ": ");
    }

    @Test
    void tensorsThatDoNotFitTheConfigurationAreNamed() throws IOException {
        write(PROVENANCE);
        Map<String, Tensor> tensors = new LinkedHashMap<>(model.parameters().all());

        tensors.remove("final_norm.bias");
        TensorFile.write(weights(), tensors, Map.of());
        assertRefused(
                MalformedDataException.class,
                weights() + ": expected tensor 'final_norm.bias', got none of that name; near: final_norm.weight");

        try (var _ = Scope.withoutGradients()) {
            tensors.put("final_norm.bias", Tensor.zeros(7));
            TensorFile.write(weights(), tensors, Map.of());
            assertRefused(
                    MalformedDataException.class,
                    weights() + ": tensor 'final_norm.bias': expected shape [6], got [7]");

            tensors.put("final_norm.bias", Tensor.of(new double[6], 6));
            TensorFile.write(weights(), tensors, Map.of());
            assertRefused(
                    MalformedDataException.class,
                    weights() + ": tensor 'final_norm.bias': expected dtype F32, got F64");

            tensors.put("final_norm.bias", Tensor.zeros(6));
            tensors.put("extra", Tensor.zeros(1));
            TensorFile.write(weights(), tensors, Map.of());
            assertRefused(
                    MalformedDataException.class,
                    weights() + ": extra: expected only tensors of the configured model, got this one");
        }
    }
}
