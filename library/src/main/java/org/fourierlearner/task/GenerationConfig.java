package org.fourierlearner.task;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fourierlearner.storage.MalformedDataException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// How a model writes when nothing else is said: the `generation_config.json` of Hugging Face.
///
/// @param sampling how tokens are chosen
/// @param maxNewTokens the most tokens to add
public record GenerationConfig(Sampling sampling, int maxNewTokens) {
    private static final String FILE = "generation_config.json";
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /// Checks the number of tokens.
    ///
    /// @throws IllegalArgumentException if it is negative
    public GenerationConfig {
        if (maxNewTokens < 0) {
            throw new IllegalArgumentException("max_new_tokens: expected a number ≥ 0, got %d".formatted(maxNewTokens));
        }
    }

    /// {@return what suits small models: the likelier tokens a little more often than the model says}
    public static GenerationConfig defaults() {
        return new GenerationConfig(new Sampling(0.8, 0, 1, 0, 1), 500);
    }

    void write(Path folder) throws IOException {
        boolean random = sampling.temperature() > 0;
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("do_sample", random);
        // the library of Hugging Face refuses 0
        values.put("temperature", random ? sampling.temperature() : 1);
        values.put("top_k", sampling.topK());
        values.put("top_p", sampling.topP());
        values.put("min_p", sampling.minP());
        values.put("repetition_penalty", sampling.repetitionPenalty());
        values.put("max_new_tokens", maxNewTokens);
        Files.write(folder.resolve(FILE), (JSON.writeValueAsString(values) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /// {@return what a folder says; the defaults for keys that it leaves out, and without the file}
    ///
    /// @param folder of a model
    /// @throws MalformedDataException if a value is not what it should be
    /// @throws IOException if the file cannot be read
    static GenerationConfig read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (Files.notExists(file)) {
            return defaults();
        }
        try {
            JsonNode root = JSON.readTree(Files.readAllBytes(file));
            Sampling other = defaults().sampling;
            boolean random = !root.path("do_sample").isBoolean()
                    || root.path("do_sample").booleanValue();
            return new GenerationConfig(
                    new Sampling(
                            random ? number(root, "temperature", other.temperature()) : 0,
                            (int) number(root, "top_k", other.topK()),
                            number(root, "top_p", other.topP()),
                            number(root, "min_p", other.minP()),
                            number(root, "repetition_penalty", other.repetitionPenalty())),
                    (int) number(root, "max_new_tokens", defaults().maxNewTokens));
        } catch (JacksonException e) {
            throw new MalformedDataException(file, "expected JSON, got a fault: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new MalformedDataException(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static double number(JsonNode root, String key, double other) {
        JsonNode value = root.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return other;
        }
        if (!value.isNumber()) {
            throw new IllegalArgumentException("%s: expected a number, got %s".formatted(key, value));
        }
        return value.doubleValue();
    }
}
