package org.fourierlearner.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fourierlearner.model.TinyClassifier;
import org.fourierlearner.model.TinyModel;
import org.fourierlearner.storage.MalformedDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TextClassifierFolderTest {
    private static final Provenance PROVENANCE =
            new Provenance("tiny", "1.2.3", 5, 1234, 1.5, "ab".repeat(32), "seed = 5\n");
    private static final List<String> LABELS = List.of("no, never", "\"yes\"", "größer");

    @TempDir
    Path folder;

    private void write(String... overrides) throws IOException {
        try (var predictor = new LabelPredictor(TinyClassifier.of(overrides), TinyCorpus.bytes(), LABELS)) {
            TextClassifierFolder.write(folder, predictor, PROVENANCE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pooling=mean", "pooling=class-token", "excerpt=window", "attention.kind=exact"})
    void aModelComesBackAsItWas(String override) throws IOException {
        try (var predictor = new LabelPredictor(TinyClassifier.of(override), TinyCorpus.bytes(), LABELS)) {
            TextClassifierFolder.write(folder, predictor, PROVENANCE);
            try (LabelPredictor loaded = TextClassifierFolder.load(folder)) {
                assertThat(loaded.labels()).isEqualTo(LABELS);
                assertThat(loaded.model().config()).isEqualTo(predictor.model().config());
                assertThat(loaded.predict("A text that is longer than the context."))
                        .isEqualTo(predictor.predict("A text that is longer than the context."));
            }
        }
    }

    @Test
    void configAndCardAreThoseOfHuggingFace() throws IOException {
        write();

        JsonNode config = JsonMapper.shared().readTree(Files.readString(folder.resolve("config.json")));
        assertThat(config.path("architectures").path(0).stringValue())
                .isEqualTo("FourierLearnerForSequenceClassification");
        assertThat(config.path("id2label").path("2").stringValue()).isEqualTo("größer");
        assertThat(folder.resolve("README.md"))
                .content()
                .contains("and 3 labels, made by FourierLearner 1.2.3.", "1.5000 nats per text", "seed = 5");
    }

    @Test
    void modelsOfAnotherKindAreRefused() throws IOException {
        write();
        assertThatThrownBy(() -> LanguageModelFolder.load(folder).close())
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(folder + ": expected a language model, got a text classifier");
        Path other = Files.createDirectory(folder.resolve("other"));
        try (var model = TinyModel.of()) {
            LanguageModelFolder.write(other, model, TinyCorpus.bytes(), PROVENANCE);
        }
        assertThatThrownBy(() -> TextClassifierFolder.load(other).close())
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(other + ": expected a text classifier, got a model without tokenizer.json or labels.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\n", "a\nb\na\n", "a\n\nb\n"})
    void labelsThatCannotBeAreRefused(String labels) throws IOException {
        write();
        Path file = Files.writeString(folder.resolve("labels.txt"), labels);

        assertThatThrownBy(() -> TextClassifierFolder.load(folder).close())
                .isInstanceOf(MalformedDataException.class)
                .hasMessage("%s: expected at least two different labels, one a line, got %s"
                        .formatted(file, labels.lines().toList()));
    }

    @Test
    void aRunDoesNotGoOnWithOtherLabels() throws IOException {
        write();
        try (TextClassification task = TinyLabels.task(3, 1, 1)) {
            assertThatThrownBy(() -> task.read(folder))
                    .isInstanceOf(MalformedDataException.class)
                    .hasMessage(
                            "%s: expected the labels [no 0, no 1, no 2] of the training examples, got %s; the examples are not those that the run began with"
                                    .formatted(folder.resolve("labels.txt"), LABELS));
        }
    }
}
