package org.fourierlearner.app.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fourierlearner.app.TinyImages;
import org.fourierlearner.app.TinyLabels;
import org.fourierlearner.app.TinyMolecules;
import org.fourierlearner.data.molecule.MoleculeSource;
import org.fourierlearner.data.text.CorpusSource;
import org.fourierlearner.data.text.LabelledFiles;
import org.fourierlearner.train.ImageClassificationRunConfig;
import org.fourierlearner.train.LanguageModelRunConfig;
import org.fourierlearner.train.LearnedOptimizerRunConfig;
import org.fourierlearner.train.MoleculeRunConfig;
import org.fourierlearner.train.RunConfig;
import org.fourierlearner.train.TextClassificationRunConfig;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The files in `configs/compare/`.
final class ConfigurationsTest {
    private static final Path CONFIGS = Path.of("..", "configs", "compare");

    @TempDir
    private Path folder;

    static List<Path> everyComparison() {
        try (Stream<Path> files = Files.list(CONFIGS)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("everyComparison")
    void everyModelCanBeBuilt(Path file) throws IOException {
        TinyGrid.file(folder, "");
        List<String> small = file.endsWith("learned-optimizer.toml")
                ? List.of()
                : List.of("model.layers=1", "model.modelDim=16", "model.heads=2", "train.evaluationTokens=0");
        Grid grid = GridReader.read(file, false, small);
        for (Grid.Cell cell : grid.cells()) {
            ModelSize size = ModelSize.of(onTinyData(cell), folder.resolve("data"));
            assertThat(size.stateFloats().isPresent())
                    .as(cell.name().value())
                    .isEqualTo(!cell.name().value().matches("(exact|FFT).*"));
        }
    }

    private RunConfig onTinyData(Grid.Cell cell) throws IOException {
        return switch (cell.runs().getFirst().config()) {
            case LanguageModelRunConfig config -> onTinyText(config);
            case TextClassificationRunConfig config -> onTinyText(config);
            case ImageClassificationRunConfig config -> onTinyImages(config);
            case MoleculeRunConfig config -> onTinyMolecules(config);
            case LearnedOptimizerRunConfig config -> config;
        };
    }

    private TextClassificationRunConfig onTinyText(TextClassificationRunConfig config) throws IOException {
        String file = TinyLabels.file(folder).toString();
        return new TextClassificationRunConfig(
                config.seed(),
                new LabelledFiles(file, Optional.of(file), Optional.empty()),
                config.tokenizer(),
                config.model(),
                config.labelSmoothing(),
                config.train());
    }

    private ImageClassificationRunConfig onTinyImages(ImageClassificationRunConfig config) throws IOException {
        return new ImageClassificationRunConfig(
                config.seed(),
                TinyImages.source(folder),
                config.image(),
                config.model(),
                config.augmentation(),
                config.labelSmoothing(),
                config.train());
    }

    private MoleculeRunConfig onTinyMolecules(MoleculeRunConfig config) throws IOException {
        List<String> file = List.of(TinyMolecules.file(folder).toString());
        return new MoleculeRunConfig(
                config.seed(),
                new MoleculeSource.Xyz(file, List.of(), 9, file, config.data().keys()),
                config.model(),
                config.firstEnergyWeight(),
                config.energyWeight(),
                config.forceWeight(),
                config.balanced(),
                config.rotations(),
                config.train());
    }

    private LanguageModelRunConfig onTinyText(LanguageModelRunConfig config) {
        return switch (config.data()) {
            case CorpusSource.TinyShakespeare _ -> config;
            case CorpusSource.TextFiles files ->
                new LanguageModelRunConfig(
                        config.seed(),
                        new CorpusSource.TextFiles(
                                folder.resolve("corpus.txt").toString(),
                                Optional.of(folder.resolve("corpus.txt").toString()),
                                files.validationFraction()),
                        config.tokenizer(),
                        config.model(),
                        config.train());
        };
    }

    @ParameterizedTest
    @MethodSource("everyComparison")
    void quickProfileIsAPartOfTheWhole(Path file) {
        assertThat(GridReader.read(file, true, List.of()).runs())
                .isNotEmpty()
                .hasSizeLessThan(GridReader.read(file, false, List.of()).runs().size());
    }

    @ParameterizedTest
    @MethodSource("everyComparison")
    void comparisonBeginsWithCommandTimeAndWhatItShows(Path file) throws IOException {
        assertThat(Files.readString(file))
                .startsWith("# ")
                .contains("\n#   flt compare configs/compare/%s".formatted(file.getFileName()))
                .containsPattern("\n# Time: .*\\. Shows: ");
    }
}
