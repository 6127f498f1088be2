package org.fourierlearner.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.fourierlearner.config.Example.Gate;
import org.fourierlearner.config.Example.Model;
import org.fourierlearner.config.Example.Precision;
import org.fourierlearner.config.Example.Rpe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordReaderTest {

    @Test
    void anEmptyDocumentIsTheDefaults() {
        assertThat(read("")).isEqualTo(Example.defaults());
    }

    @Test
    void everyKindOfComponentIsRead() {
        Example example = read("""
                name = "π"
                steps = 3
                seed = 9_000_000_000
                rate = 2
                causal = true
                precision = "bfloat-16"
                folder = "a/b"
                note = "n"
                limit = []
                weights = [1, 2.5]
                shapes = [[2, 3], []]
                layers = ["none", { kind = "learned", length = 5 }]

                [model]
                dim = 12
                heads = 3

                [model.rpe]
                kind = "mlp"
                gate = "open"

                [teacher]
                dim = 4
                heads = 1
                rpe = "none"
                """);
        assertThat(example)
                .isEqualTo(new Example(
                        "π",
                        3,
                        9_000_000_000L,
                        2.0,
                        true,
                        Precision.BFLOAT_16,
                        Path.of("a/b"),
                        Optional.of("n"),
                        Optional.empty(),
                        List.of(1.0, 2.5),
                        List.of(List.of(2, 3), List.of()),
                        new Model(12, 3, new Rpe.MLPSpectrum(Optional.of(3.0), new Gate.Open())),
                        List.of(new Rpe.None(), new Rpe.LearnedRpe(5)),
                        Optional.of(new Model(4, 1, new Rpe.None()))));
    }

    @Test
    void absentKeysComeFromTheSurroundingDefaultsIfTheyHaveThatVariant() {
        assertThat(read("model.rpe.deviation = 2").model().rpe()).isEqualTo(new Rpe.GaussianMixtureSpectrum(16, 2));
        assertThat(read("model.rpe = 'gaussian-mixture'").model().rpe())
                .isEqualTo(new Rpe.GaussianMixtureSpectrum(16, 0.5));
        assertThat(read("layers = ['gaussian-mixture']").layers())
                .isEqualTo(List.of(new Rpe.GaussianMixtureSpectrum(32, 1)));
    }

    @Test
    void aSealedInterfaceCanBeTheWholeDocument() {
        assertThat(RecordReader.read("kind = 'soft'\nslope = 2", "gate.toml", List.of(), Gate.class))
                .isEqualTo(new Gate.Soft(2));
    }

    @Test
    void kindsAreTheSimpleNamesWithoutTheInterface() {
        assertThat(Variants.of(Rpe.class).byKind().keySet())
                .containsExactly("none", "learned", "gaussian-mixture", "mlp");
    }

    @Test
    void aFileIsReadWithItsOverrides(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("run.toml"), "steps = 3\nseed = 4\n");
        Example example = RecordReader.read(file, List.of("steps=5", "name=long run"), Example.class);
        assertThat(example.steps()).isEqualTo(5);
        assertThat(example.seed()).isEqualTo(4);
        assertThat(example.name()).isEqualTo("long run");
    }

    @Test
    void aFileThatIsAbsentOrNoTextIsRefused(@TempDir Path folder) throws IOException {
        Path absent = folder.resolve("absent.toml");
        assertThatThrownBy(() -> RecordReader.read(absent, List.of(), Example.class))
                .isInstanceOf(ConfigException.class)
                .hasMessage(absent + ": expected a file, got nothing");
        Path binary = Files.write(folder.resolve("binary.toml"), new byte[] {(byte) 0xff});
        assertThatThrownBy(() -> RecordReader.read(binary, List.of(), Example.class))
                .isInstanceOf(ConfigException.class)
                .hasMessage(binary + ": expected UTF-8 text, got other bytes");
    }

    @Test
    void aComponentThatNoFileCanHoldIsAFaultOfTheProgram() {
        record Unsupported(Thread thread) {}
        assertThatIllegalStateException()
                .isThrownBy(() -> RecordReader.read("thread = 1", "x.toml", List.of(), Unsupported.class))
                .withMessage("thread: expected a component of a type that a file can hold, got java.lang.Thread");
    }

    private static Example read(String text) {
        return RecordReader.read(text, "run.toml", List.of(), Example.class);
    }
}
