package org.fourierlearner.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.fourierlearner.config.ConfigException;
import org.fourierlearner.data.image.Image;
import org.fourierlearner.model.TinyClassifier;
import org.fourierlearner.model.TinyModel;
import org.fourierlearner.model.TinyVision;
import org.fourierlearner.storage.MalformedDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ImageClassifierFolderTest {
    private static final Provenance PROVENANCE =
            new Provenance("tiny", "1.2.3", 5, 1234, 1.5, "ab".repeat(32), "seed = 5\n");
    private static final List<String> LABELS = List.of("T-shirt, top", "\"coat\"", "größer", "d", "e", "f", "g");
    private static final Image IMAGE = new TinyImages(1, 3, 3).image(0);

    @TempDir
    Path folder;

    private void write(String... overrides) throws IOException {
        try (var predictor = new ImagePredictor(TinyVision.disturbed(overrides), LABELS)) {
            ImageClassifierFolder.write(folder, predictor, PROVENANCE);
        }
    }

    private void refuses(String message) {
        assertThatThrownBy(() -> ImageClassifierFolder.load(folder).close())
                .isInstanceOf(MalformedDataException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pooling=mean",
                "pooling=class-token",
                "absolutePositions=learned",
                "attention.kind=exact",
                "stochasticDepth=0.5"
            })
    void aModelComesBackAsItWas(String override) throws IOException {
        try (var predictor = new ImagePredictor(TinyVision.disturbed(override), LABELS)) {
            ImageClassifierFolder.write(folder, predictor, PROVENANCE);
            try (ImagePredictor loaded = ImageClassifierFolder.load(folder)) {
                assertThat(loaded.labels()).isEqualTo(LABELS);
                assertThat(loaded.model().config()).isEqualTo(predictor.model().config());
                assertThat(loaded.model().input()).isEqualTo(predictor.model().input());
                assertThat(loaded.predict(IMAGE)).isEqualTo(predictor.predict(IMAGE));
            }
        }
    }

    @Test
    void filesAreThoseOfHuggingFace() throws IOException {
        write();

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "README.md",
                            "config.json",
                            "labels.txt",
                            "model.safetensors",
                            "model.toml",
                            "preprocessor_config.json");
        }
        JsonNode config = JsonMapper.shared().readTree(Files.readString(folder.resolve("config.json")));
        assertThat(config.path("architectures").path(0).stringValue())
                .isEqualTo("FourierLearnerForImageClassification");
        assertThat(config.path("image_size").toString()).isEqualTo("[6,10]");
        assertThat(config.path("patch_size").intValue()).isEqualTo(2);
        assertThat(config.path("id2label").path("2").stringValue()).isEqualTo("größer");
        assertThat(folder.resolve("README.md"))
                .content()
                .contains("and 7 labels, made by FourierLearner 1.2.3.", "1.5000 nats per image", "seed = 5");
    }

    /// The order of keys too, so that the same model is the same files.
    @Test
    void whatIsDoneToPixelsIsWrittenDown() throws IOException {
        write();

        assertThat(folder.resolve("preprocessor_config.json")).content().isEqualToIgnoringWhitespace("""
                {
                  "do_resize": true,
                  "size": {"height": 6, "width": 10},
                  "do_rescale": true,
                  "rescale_factor": 0.00392156862745098,
                  "do_normalize": true,
                  "image_mean": [0.4, 0.3, 0.6],
                  "image_std": [0.5, 0.2, 0.3]
                }
                """);
    }

    @Test
    void modelsOfAnotherKindAreRefused() throws IOException {
        write();
        assertThatThrownBy(() -> LanguageModelFolder.load(folder).close())
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(folder + ": expected a language model, got an image classifier");
        assertThatThrownBy(() -> TextClassifierFolder.load(folder).close())
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(folder + ": expected a text classifier, got an image classifier");

        Path language = Files.createDirectory(folder.resolve("language"));
        try (var model = TinyModel.of()) {
            LanguageModelFolder.write(language, model, TinyCorpus.bytes(), PROVENANCE);
        }
        Path text = Files.createDirectory(folder.resolve("text"));
        try (var predictor = new LabelPredictor(TinyClassifier.of(), TinyCorpus.bytes(), List.of("a", "b", "c"))) {
            TextClassifierFolder.write(text, predictor, PROVENANCE);
        }
        for (Path other : List.of(language, text)) {
            assertThat(ImageClassifierFolder.holds(other)).isFalse();
            assertThatThrownBy(() -> ImageClassifierFolder.load(other).close())
                    .isInstanceOf(MalformedDataException.class)
                    .hasMessage(other + ": expected an image classifier, got a model without preprocessor_config.json");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"labels.txt", "model.safetensors", "model.toml"})
    void missingFilesAreNamed(String name) throws IOException {
        write();
        Path file = folder.resolve(name);
        Files.delete(file);

        assertThatThrownBy(() -> ImageClassifierFolder.load(folder).close())
                .isInstanceOfAny(NoSuchFileException.class, ConfigException.class)
                .hasMessageStartingWith(file.toString());
    }

    @Test
    void damagedFilesAreNamed() throws IOException {
        write();
        Path weights = folder.resolve("model.safetensors");
        try (FileChannel channel = FileChannel.open(weights, StandardOpenOption.WRITE)) {
            channel.truncate(Files.size(weights) - 4);
        }
        refuses(weights + ": ");

        write();
        Path labels = Files.writeString(folder.resolve("labels.txt"), "one\n");
        refuses(labels + ": expected at least two different labels, one a line, got [one]");

        Files.writeString(labels, "one\ntwo\n");
        refuses(weights + ": tensor 'head.out.weight': expected shape [2, 6], got [7, 6]");

        write();
        Path description = folder.resolve("model.toml");
        Files.writeString(description, Files.readString(description).replace("patch = 2", "patch = 4"));
        refuses(description + ": patch: expected a divisor of height 6 and width 10");
    }

    @Test
    void aRunDoesNotGoOnWithOtherLabels() throws IOException {
        write();
        try (ImageClassification task = TinyImages.task(3, 1, 1)) {
            assertThatThrownBy(() -> task.read(folder))
                    .isInstanceOf(MalformedDataException.class)
                    .hasMessage(
                            "%s: expected the labels [across, down, squares] of the training examples, got %s; the examples are not those that the run began with",
                            folder.resolve("labels.txt"), LABELS);
        }
    }
}
