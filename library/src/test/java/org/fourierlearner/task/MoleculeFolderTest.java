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
import org.fourierlearner.data.molecule.Molecule;
import org.fourierlearner.model.TinyVision;
import org.fourierlearner.storage.MalformedDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MoleculeFolderTest {
    private static final Provenance PROVENANCE =
            new Provenance("tiny", "1.2.3", 5, 1234, 1.5, "ab".repeat(32), "seed = 5\n");
    private static final List<Molecule> MOLECULES = TinyMolecules.molecules(
                    TinyMolecules.frames(5, 9), TinyMolecules.KEYS)
            .all();

    @TempDir
    Path folder;

    private void write(String... overrides) throws IOException {
        try (MoleculePredictor predictor = MoleculePredictorTest.predictor(TinyMolecules.KEYS, overrides)) {
            MoleculeFolder.write(folder, predictor, PROVENANCE);
        }
    }

    private void refuses(String message) {
        assertThatThrownBy(() -> MoleculeFolder.load(folder).close())
                .isInstanceOfAny(MalformedDataException.class, ConfigException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "attention.path=composed",
                "attention.path=exact",
                "attention.kind=exact",
                "attention={kind='linear',path='composed'}"
            })
    void aModelComesBackBitForBit(String override) throws IOException {
        try (MoleculePredictor predictor = MoleculePredictorTest.predictor(TinyMolecules.KEYS, override)) {
            MoleculeFolder.write(folder, predictor, PROVENANCE);
            try (MoleculePredictor loaded = MoleculeFolder.load(folder)) {
                assertThat(loaded.keys()).isEqualTo(predictor.keys());
                assertThat(loaded.model().config()).isEqualTo(predictor.model().config());
                assertThat(loaded.model().input()).isEqualTo(predictor.model().input());
                List<MoleculePrediction> expected = predictor.predict(MOLECULES, true);
                List<MoleculePrediction> actual = loaded.predict(MOLECULES, true);
                for (int i = 0; i < MOLECULES.size(); i++) {
                    assertThat(actual.get(i).targets())
                            .isEqualTo(expected.get(i).targets());
                    assertThat(actual.get(i).forces()).isEqualTo(expected.get(i).forces());
                }
            }
        }
    }

    @Test
    void filesAreThoseOfHuggingFaceAndTheElements() throws IOException {
        write();

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "README.md", "config.json", "elements.txt", "model.safetensors", "model.toml");
        }
        assertThat(folder.resolve("elements.txt")).hasContent("H\nC\nO\n");
        JsonNode config = JsonMapper.shared().readTree(Files.readString(folder.resolve("config.json")));
        assertThat(config.path("architectures").path(0).stringValue()).isEqualTo("FourierLearnerForMolecules");
        assertThat(config.path("targets").toString()).isEqualTo("[\"energy\"]");
        assertThat(folder.resolve("README.md"))
                .content()
                .contains("A model of molecules of H, C, O with ", "1.5000 meV, and meV/Å of forces", "seed = 5");
    }

    @Test
    void modelsOfAnotherKindAreRefused() throws IOException {
        Path images = Files.createDirectory(folder.resolve("images"));
        try (var predictor = new ImagePredictor(TinyVision.disturbed(), List.of("a", "b", "c", "d", "e", "f", "g"))) {
            ImageClassifierFolder.write(images, predictor, PROVENANCE);
        }
        assertThat(MoleculeFolder.holds(images)).isFalse();
        assertThatThrownBy(() -> MoleculeFolder.load(images).close())
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(images + ": expected a model of molecules, got a model without elements.txt");

        write();
        assertThat(MoleculeFolder.holds(folder)).isTrue();
        assertThat(ImageClassifierFolder.holds(folder)).isFalse();
        assertThatThrownBy(() -> LanguageModelFolder.load(folder).close())
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(folder + ": expected a language model, got a model of molecules");
        assertThatThrownBy(() -> TextClassifierFolder.load(folder).close())
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(folder + ": expected a text classifier, got a model of molecules");
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.safetensors", "model.toml"})
    void missingFilesAreNamed(String name) throws IOException {
        write();
        Path file = folder.resolve(name);
        Files.delete(file);

        assertThatThrownBy(() -> MoleculeFolder.load(folder).close())
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

        damage("tags = 1", "tags = 0", "input.tags: expected a positive number, got 0");
        damage("tags = 1", "tags = 2", "model.safetensors: ");
        damage("\"H\", \"C\", \"O\"", "\"H\", \"C\", \"Oo\"", "elements: expected chemical symbols, got [H, C, Oo]");
        damage(
                "key = \"energy\"",
                "key = \"total\"",
                "keys.targets: expected those of the model, [energy], extensive [true], got [total], extensive [true]");
        damage("modelDim = 6", "modelDim = 7", "model.toml:");
        damage("layers = 2", "layers = x", "model.toml:");
    }

    private void damage(String what, String by, String message) throws IOException {
        write();
        Path description = folder.resolve("model.toml");
        String text = Files.readString(description);
        assertThat(text).contains(what);
        Files.writeString(description, text.replace(what, by));
        assertThatThrownBy(() -> MoleculeFolder.load(folder).close())
                .isInstanceOfAny(MalformedDataException.class, ConfigException.class)
                .hasMessageStartingWith(folder + "/")
                .hasMessageContaining(message);
    }

    @Test
    void aRunDoesNotGoOnWithOtherData() throws IOException {
        try (MoleculeRegression task = TinyMolecules.task(TinyMolecules.batches(3, 1), 1)) {
            var other = new Provenance("tiny", "1.2.3", 5, 1234, 1.5, "cd".repeat(32), "seed = 5\n");
            task.write(folder, other);
            assertThatThrownBy(() -> task.read(folder))
                    .isInstanceOf(MalformedDataException.class)
                    .hasMessageStartingWith(
                            "%s: expected training data with the SHA-256 ", folder.resolve("model.safetensors"));
        }
    }
}
