package org.fourierlearner.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.fourierlearner.config.Example.Gate;
import org.fourierlearner.config.Example.Model;
import org.fourierlearner.config.Example.Rpe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverridesTest {
    private static final String GAUSSIAN = """
            [model.rpe]
            kind = "gaussian-mixture"
            frequencies = 3
            """;

    @Test
    void wordsAndPathsNeedNoQuotes() {
        Example example = read("", "precision=bfloat-16", "folder=../data/x", "name = 'quoted'");
        assertThat(example.precision()).isEqualTo(Example.Precision.BFLOAT_16);
        assertThat(example.folder()).isEqualTo(Path.of("../data/x"));
        assertThat(example.name()).isEqualTo("quoted");
    }

    @Test
    void theLastOverrideOfAKeyWins() {
        assertThat(read("steps = 1", "steps=2", "steps=3").steps()).isEqualTo(3);
    }

    @Test
    void aKeyInsideAVariantThatTheFileLeavesOutMergesIntoTheDefaults() {
        assertThat(read("", "model.rpe.deviation=2").model())
                .isEqualTo(new Model(8, 2, new Rpe.GaussianMixtureSpectrum(16, 2)));
    }

    @Test
    void aKeyInsideAVariantOfTheFileMergesIntoIt() {
        assertThat(read(GAUSSIAN, "model.rpe.deviation=2").model().rpe())
                .isEqualTo(new Rpe.GaussianMixtureSpectrum(3, 2));
        assertThat(read("model.rpe = 'mlp'", "model.rpe.width=2").model().rpe())
                .isEqualTo(RecordReader.read("kind = 'mlp'\nwidth = 2", "x", List.of(), Rpe.class));
    }

    @Test
    void anotherKindDropsTheKeysOfTheFileButNotThoseOfOtherOverrides() {
        assertThat(read(GAUSSIAN, "model.rpe.length=7", "model.rpe.kind=learned")
                        .model()
                        .rpe())
                .isEqualTo(new Rpe.LearnedRpe(7));
        assertThat(read("model.rpe.frequencies = 3", "model.rpe.kind=none")
                        .model()
                        .rpe())
                .isEqualTo(new Rpe.None());
        assertThat(read(GAUSSIAN, "model.rpe=none").model().rpe()).isEqualTo(new Rpe.None());
    }

    @Test
    void anotherKindDropsTheTablesOfTheFileToo() {
        String text = """
                kind = "a"
                [gate]
                kind = "soft"
                slope = 1
                """;
        assertThat(RecordReader.read(text, "x.toml", List.of("kind=b", "gate.width=4"), Outer.class))
                .isEqualTo(new Outer.B(new Inner(4)));
    }

    @Test
    void theSameKindKeepsTheKeysOfTheFile() {
        assertThat(read(GAUSSIAN, "model.rpe.kind=gaussian-mixture").model().rpe())
                .isEqualTo(new Rpe.GaussianMixtureSpectrum(3, 0.5));
        assertThat(read("model.rpe.frequencies = 3", "model.rpe.kind=gaussian-mixture")
                        .model()
                        .rpe())
                .isEqualTo(new Rpe.GaussianMixtureSpectrum(3, 0.5));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            steps=many         | steps: expected an integer, got 'many'
            steps=0            | steps: expected a positive number, got 0.0
            model.dim=7        | model.dim: expected a multiple of heads 2, got 7
            model.rpe.kind=lerned | model.rpe.kind: expected one of [none, learned, gaussian-mixture, mlp], got 'lerned'; did you mean 'learned'?
            model.rpe.kind=learned | model.rpe.length: expected an integer, got nothing
            stepz=1            | stepz: expected one of [name, steps, seed, rate, causal, precision, folder, note, limit, weights, shapes, model, layers, teacher], got 'stepz'; did you mean 'steps'?
            steps              | expected key=value on one line
            steps=             | expected a value, got end of input
            weights=[1, 2      | expected ] or a comma, got end of input
            =3                 | expected a key, a table key, a newline, or end-of-input, got '='
            a b=word           | expected =, got 'b'
            steps.x=1          | steps: expected an integer, got a table
            """)
    void aWrongOverrideIsShownWithItsMistake(String override, String message) {
        assertThatThrownBy(() -> read("", override))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--set " + override + ": " + message);
    }

    @Test
    void aMistakeInTheFileComesBeforeOneInAnOverride() {
        assertThatThrownBy(() -> read("seed = 'x'", "steps=many"))
                .hasMessage("run.toml:1:1: seed: expected an integer, got 'x'");
    }

    @Test
    void anOverrideOfSeveralLinesIsRefused() {
        assertThatThrownBy(() -> read("", "steps=1\nseed=2"))
                .hasMessage("--set steps=1\nseed=2: expected key=value on one line");
    }

    private static Example read(String text, String... overrides) {
        return RecordReader.read(text, "run.toml", List.of(overrides), Example.class);
    }

    record Inner(int width) {}

    sealed interface Outer {
        record A(Gate gate) implements Outer {}

        record B(Inner gate) implements Outer {}
    }
}
