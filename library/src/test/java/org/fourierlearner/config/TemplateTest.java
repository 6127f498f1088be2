package org.fourierlearner.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Records that are read again with other settings, and values that know their place.
class TemplateTest {
    private static final String TEXT = """
            name = "variants"
            settings = ["model.heads=3", "steps=0"]

            [run]
            steps = 5
            model = { dim = 12, heads = 2 }
            """;

    record Variants(Located<String> name, List<Located<String>> settings, Template<Example> run) {}

    private static Variants read(String text) {
        return RecordReader.read(text, "x.toml", List.of(), Variants.class);
    }

    @Test
    void aTemplateIsReadWithAndWithoutSettings() {
        Variants variants = read(TEXT);

        assertThat(variants.run().value().steps()).isEqualTo(5);
        assertThat(variants.run().value().model().heads()).isEqualTo(2);
        Example other = variants.run().with(variants.settings().subList(0, 1));
        assertThat(other.steps()).isEqualTo(5);
        assertThat(other.model().heads()).isEqualTo(3);
        assertThat(variants.run().value().model().heads()).isEqualTo(2);
        assertThat(variants.run()
                        .with(List.of(variants.settings().getFirst(), Located.onCommandLine("model.heads=4")))
                        .model()
                        .heads())
                .isEqualTo(4);
    }

    @Test
    void aMistakeInASettingIsWhereTheSettingIs() {
        Variants variants = read(TEXT);

        assertThatThrownBy(() -> variants.run().with(variants.settings()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("x.toml:2:30: steps: expected a positive number, got 0.0");
        assertThatThrownBy(() -> variants.run().with(List.of(Located.onCommandLine("step=1"))))
                .hasMessageStartingWith("--set step=1: step: expected one of [name, steps,");
    }

    @Test
    void aMistakeInTheTemplateIsFoundWhenItIsRead() {
        assertThatThrownBy(() -> read(TEXT.replace("steps = 5", "steps = -1")))
                .hasMessage("x.toml:5:1: run.steps: expected a positive number, got -1.0");
        assertThatThrownBy(() -> read("settings = []\n[run]"))
                .hasMessage("x.toml:1:1: name: expected a string, got nothing");
    }

    @Test
    void aRefusalNamesThePlaceOfWhatIsToBlame() {
        Variants variants = read(TEXT);
        Located<String> name = variants.name();

        assertThat(name.refuse("name: expected another")).hasMessage("x.toml:1:1: name: expected another");
        assertThat(variants.run().refuse("run: expected another")).hasMessage("x.toml:4:1: run: expected another");
        assertThatThrownBy(() -> {
                    try {
                        variants.run().with(variants.settings());
                    } catch (ConfigException e) {
                        throw name.refuse("'%s'".formatted(name), e);
                    }
                })
                .hasMessage("x.toml:2:30: 'variants': steps: expected a positive number, got 0.0");
        var inTheFile = new ConfigException(Place.inFile("x.toml", 6, 1), "dim: expected another");
        assertThat(name.refuse("'variants'", inTheFile)).hasMessage("x.toml:1:1: 'variants': dim: expected another");
    }
}
