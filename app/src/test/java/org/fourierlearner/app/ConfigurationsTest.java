package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.data.text.CorpusSource;
import org.fourierlearner.train.ImageClassificationRunConfig;
import org.fourierlearner.train.LanguageModelRunConfig;
import org.fourierlearner.train.LearnedOptimizerRunConfig;
import org.fourierlearner.train.MoleculeRunConfig;
import org.fourierlearner.train.RunConfig;
import org.fourierlearner.train.TextClassificationRunConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The files in `configs/` that describe a run.
final class ConfigurationsTest {
    private static final Path CONFIGS = Path.of("..", "configs");
    private static final String CONTEXT = "model.contextLength=16";

    @TempDir
    private Path folder;

    static List<Path> everyConfiguration() {
        try (Stream<Path> files = Files.list(CONFIGS)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("everyConfiguration")
    void configurationTrains(Path file) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("train", file.toString(), "--out", folder.resolve("run").toString()));
        List<String> small =
                new ArrayList<>(List.of("train.steps=2", "train.batchSize=2", "train.evaluationTokens=1000"));
        RunConfig config = read(file);
        if (!(config instanceof LearnedOptimizerRunConfig)) {
            small.addAll(List.of("model.layers=1", "model.modelDim=16", "model.heads=2"));
        }
        small.addAll(data(config));
        small.forEach(setting -> arguments.addAll(List.of("--set", setting)));

        Run run = Run.flt(arguments.toArray(String[]::new));

        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    /// Small files in place of those that the user is to name or to fetch.
    private List<String> data(RunConfig config) throws IOException {
        return switch (config) {
            case LanguageModelRunConfig languageModel ->
                switch (languageModel.data()) {
                    case CorpusSource.TinyShakespeare _ -> List.of(CONTEXT);
                    case CorpusSource.TextFiles _ -> texts(TinyRun.text(folder));
                };
            case TextClassificationRunConfig _ -> texts(TinyLabels.file(folder));
            case ImageClassificationRunConfig images -> TinyImages.settings(folder, images.data());
            case LearnedOptimizerRunConfig _ ->
                List.of("problems=[{kind='quadratics'}]", "unseen=[]", "horizons.most=60", "validation=1");
            case MoleculeRunConfig _ ->
                List.of(
                        "data.train=['%s']".formatted(TinyMolecules.file(folder)),
                        "data.validation=['%s']".formatted(TinyMolecules.file(folder)),
                        "data.test=['%s']".formatted(TinyMolecules.file(folder)));
        };
    }

    private static List<String> texts(Path file) {
        return List.of(CONTEXT, "data.train=" + file, "data.validation=" + file);
    }

    @ParameterizedTest
    @MethodSource("everyConfiguration")
    void configurationBeginsWithCommandTimeAndScore(Path file) throws IOException {
        assertThat(Files.readString(file))
                .startsWith("# ")
                .contains("\n#   flt train configs/%s ".formatted(file.getFileName()))
                .containsPattern("\n# Time: .*\\. Score: ");
    }

    @Test
    void configurationOfTinyShakespeareIsTheBuiltInOne() {
        assertThat(read(CONFIGS.resolve("tiny-shakespeare.toml"))).isEqualTo(LanguageModelRunConfig.defaults());
    }

    private static RunConfig read(Path file) {
        return RecordReader.read(file, List.of(), RunConfig.class);
    }
}
