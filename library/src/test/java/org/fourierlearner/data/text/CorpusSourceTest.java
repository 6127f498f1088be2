package org.fourierlearner.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.fourierlearner.data.text.CorpusSource.TextFiles;
import org.fourierlearner.data.text.CorpusSource.TinyShakespeare;
import org.fourierlearner.data.text.TokenizerConfig.ByteLevel;
import org.fourierlearner.data.text.TokenizerConfig.BytePairs;
import org.fourierlearner.data.text.TokenizerConfig.Characters;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusSourceTest {
    @TempDir
    private Path folder;

    private Path cache;

    @BeforeEach
    void name() {
        cache = folder.resolve("made").resolve("cache");
    }

    @Test
    void tinyShakespeareIsSplitAsEverybodyDoes() throws IOException {
        try (TextCorpora corpora = new TinyShakespeare().open(new Characters(), cache)) {
            assertThat(corpora.tokenizer().vocabularySize()).isEqualTo(65);
            assertThat(corpora.train().size()).isEqualTo(1_003_854);
            assertThat(corpora.validation().size()).isEqualTo(111_540);
            assertThat(text(corpora.train(), 14, corpora)).isEqualTo("First Citizen:");
            assertThat(text(corpora.validation(), 20, corpora)).isEqualTo("?\n\nGREMIO:\nGood morr");
            assertThat(corpora.validation().text().bytes()).isEqualTo(111_540);
        }
    }

    @Test
    void theEndOfTheTrainingTextValidatesWhereThereIsNoOther() throws IOException {
        var source = files(write("train.txt", "0123456789🙂abcdefghi").toString());
        try (TextCorpora corpora = source.open(new Characters(), cache)) {
            assertThat(text(corpora.train(), 18, corpora)).isEqualTo("0123456789🙂abcdefg");
            assertThat(text(corpora.validation(), 2, corpora)).isEqualTo("hi");
            assertThat(corpora.validation().size()).isEqualTo(2);
        }
        var half = new TextFiles(source.train(), Optional.empty(), Optional.of(0.5));
        try (TextCorpora corpora = half.open(new ByteLevel(), cache)) {
            assertThat(corpora.train().size()).isEqualTo(10);
            assertThat(text(corpora.validation(), 13, corpora)).isEqualTo("🙂abcdefghi");
        }
    }

    @Test
    void aVocabularyOfCharactersSpellsBothTexts() throws IOException {
        var source = files(
                write("train.txt", "abc").toString(),
                write("validation.txt", "cé").toString());
        try (TextCorpora corpora = source.open(new Characters(), cache)) {
            assertThat(corpora.tokenizer().vocabularySize()).isEqualTo(4);
            assertThat(text(corpora.validation(), 2, corpora)).isEqualTo("cé");
        }
    }

    @Test
    void bytePairsAreLearnedFromTheTrainingTextAlone() throws IOException {
        var source = files(
                write("train.txt", "abab").toString(),
                write("validation.txt", "xyxyxyxyabab").toString());
        try (TextCorpora corpora = source.open(new BytePairs(257), cache)) {
            assertThat(corpora.train().size()).isEqualTo(2);
            assertThat(corpora.validation().size()).isEqualTo(10);
        }
    }

    @Test
    void aGivenTokenizerIsUsed() throws IOException {
        Path file = write("train.txt", "abab abab");
        var source = files(file.toString());
        Tokenizer tokenizer = new ByteTokenizer();
        try (TextCorpora corpora = source.open(tokenizer, cache)) {
            assertThat(corpora.tokenizer()).isSameAs(tokenizer);
            assertThat(corpora.train().size()).isEqualTo(8);
        }
        assertThatThrownBy(() -> source.open(CharacterTokenizer.of("ab"), cache))
                .hasMessage("%s: expected the 2 characters of the vocabulary, got ' ' (U+0020) at offset 4; "
                                .formatted(file)
                        + "remove it, or train the tokenizer on a text that has it");
    }

    @Test
    void anUnknownCharacterOfAPartIsNamedByItsPlaceInTheFile() throws IOException {
        Path file = write("train.txt", "ab".repeat(9) + "ac");

        // the last two of twenty characters are set aside
        assertThatThrownBy(() -> files(file.toString()).open(CharacterTokenizer.of("ab"), cache))
                .hasMessageStartingWith(
                        "%s: expected the 2 characters of the vocabulary, got 'c' (U+0063) at offset 19;"
                                .formatted(file));
    }

    @Test
    void whatWasMadeOnceIsFoundAgainUntilTheTextChanges() throws IOException {
        Path train = write("train.txt", "abab abab");
        var source = files(train.toString(), train.toString());
        var longAgo = FileTime.from(Instant.EPOCH);
        source.open(new BytePairs(300), cache).close();
        try (Stream<Path> made = Files.list(cache)) {
            for (Path file : made.toList()) {
                Files.setLastModifiedTime(file, longAgo);
            }
        }

        source.open(new BytePairs(300), cache).close();
        assertThat(cache).isDirectoryContaining("glob:**.json").isDirectoryContaining("glob:**.tokens");
        try (Stream<Path> made = Files.list(cache)) {
            assertThat(made).hasSize(3).allMatch(file -> file.toFile().lastModified() == 0);
        }

        write("train.txt", "abab abac");
        source.open(new BytePairs(300), cache).close();
        try (Stream<Path> made = Files.list(cache)) {
            assertThat(made).hasSize(6);
        }
    }

    @Test
    void filesAreCheckedWhenTheyAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> files(""))
                .withMessage("train: expected the path of a text file, got ''");
        for (double fraction : new double[] {0, 1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new TextFiles("a", Optional.empty(), Optional.of(fraction)))
                    .withMessage("validationFraction: expected a number between 0 and 1, got " + fraction);
        }
        assertThat(files("a").fraction()).isEqualTo(0.1);
    }

    @Test
    void anEmptyValidationTextIsRefused() throws IOException {
        Path empty = write("empty.txt", "");
        var source = files(write("train.txt", "ab").toString(), empty.toString());

        assertThatThrownBy(() -> source.open(new ByteLevel(), cache))
                .hasMessage("%s: expected text, got nothing; the file is empty", empty);
    }

    private static TextFiles files(String train) {
        return new TextFiles(train, Optional.empty(), Optional.empty());
    }

    private static TextFiles files(String train, String validation) {
        return new TextFiles(train, Optional.of(validation), Optional.empty());
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String text(TokenCorpus corpus, int count, TextCorpora corpora) {
        var tokens = new int[count];
        corpus.read(0, tokens);
        return corpora.tokenizer().decode(tokens);
    }
}
