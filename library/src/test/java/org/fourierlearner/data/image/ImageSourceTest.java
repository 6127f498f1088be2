package org.fourierlearner.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fourierlearner.config.ConfigException;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.config.RecordWriter;
import org.junit.jupiter.api.Test;

/// Sources as a configuration names them.
class ImageSourceTest {
    record Settings(ImageSource data) {}

    static final Map<String, ImageSource> everySource = Map.of(
            "kind = 'fashion-mnist'",
            ImageSource.FashionMnist.defaults(),
            "kind = 'idx'\ntrainImages = 'i'\ntrainLabels = 'l'\nvalidationCount = 7\nlabels = ['x', 'y']",
            new ImageSource.Idx(
                    "i",
                    "l",
                    Optional.empty(),
                    Optional.empty(),
                    7,
                    Optional.empty(),
                    Optional.empty(),
                    List.of("x", "y")),
            "kind = 'cifar'\ntrain = ['a', 'b']\ntest = 't'",
            new ImageSource.Cifar(List.of("a", "b"), Optional.empty(), 5000, Optional.of("t"), 1, List.of()),
            "kind = 'folders'\ntrain = 'a'",
            new ImageSource.Folders("a", Optional.empty(), Optional.empty(), 0.1),
            "kind = 'table'\ntrain = 'a'\nvalidation = 'v'\nvalidationFraction = 0.2",
            new ImageSource.Table("a", Optional.of("v"), Optional.empty(), 0.2));

    @Test
    void sourcesAreReadAndWritten() {
        everySource.forEach((text, source) -> {
            Settings settings = RecordReader.read("[data]\n" + text, "x.toml", List.of(), Settings.class);
            assertThat(settings.data()).isEqualTo(source);
            assertThat(RecordReader.read(RecordWriter.write(settings), "y.toml", List.of(), Settings.class))
                    .isEqualTo(settings);
        });
    }

    @Test
    void everyPermittedSourceIsTested() {
        assertThat(everySource.values().stream().map(Object::getClass))
                .containsExactlyInAnyOrderElementsOf(Arrays.asList(ImageSource.class.getPermittedSubclasses()));
    }

    @Test
    void wrongSettingsAreToldWithTheirPlace() {
        assertThatThrownBy(() -> RecordReader.read(
                        "[data]\nkind = 'fashion-mnist'\nvalidationCount = 0", "x.toml", List.of(), Settings.class))
                .isInstanceOf(ConfigException.class)
                .hasMessage("x.toml:3:1: data.validationCount: expected at least 1, got 0");
        assertThatThrownBy(() -> RecordReader.read("[data]\nkind = 'folder'", "x.toml", List.of(), Settings.class))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("did you mean 'folders'?");
    }

    /// `labels.txt` of a model has a line for each.
    @Test
    void labelsThatAreNoLineAreRefused() {
        Image strip = TestImages.random(1, 1, 1, 1);
        var images = new PackedImages(Path.of("x"), strip, new byte[1], Integer::toString, "ab".repeat(32));
        for (String label : List.of("", "two\nlines", "a\r")) {
            assertThatThrownBy(() -> new ImageSplit(List.of("good", label), images, images, Optional.empty()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("labels: expected names of one line, got '%s'; rename the class".formatted(label));
        }
    }
}
