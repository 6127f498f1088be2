package org.fourierlearner.data.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.fourierlearner.data.text.LabelledTexts.LabelledText;
import org.fourierlearner.storage.MalformedDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class LabelledTextsTest {

    @TempDir
    Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private LabelledFiles files(String train, Optional<String> validation, Optional<Double> fraction)
            throws IOException {
        Path file = file("train.tsv", train);
        return new LabelledFiles(
                file.toString(),
                validation.isPresent()
                        ? Optional.of(file("valid.tsv", validation.get()).toString())
                        : Optional.empty(),
                fraction);
    }

    private void assertRefused(LabelledFiles files, String message) {
        assertThatThrownBy(files::read)
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(message.replace("FOLDER", folder.toString()));
    }

    @Test
    void linesAreLabelsAndTexts() throws IOException {
        Path file = file("texts.tsv", "\uFEFFgood\tWell done.\r\n bad \tÄ tab\tinside \n10\tgood\tlast");

        assertThat(LabelledTexts.read(file).texts())
                .containsExactly(
                        new LabelledText("good", "Well done.", 1),
                        new LabelledText("bad", "Ä tab\tinside ", 2),
                        new LabelledText("10", "good\tlast", 3));
    }

    @Test
    void gzipIsReadAsPlainTextIs() throws IOException {
        String text = "a\tone\nb\ttwo\n";
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(UTF_8));
        }
        LabelledTexts plain = LabelledTexts.read(file("texts.tsv", text));
        LabelledTexts unpacked = LabelledTexts.read(Files.write(folder.resolve("texts.tsv.gz"), packed.toByteArray()));

        assertThat(unpacked.texts()).isEqualTo(plain.texts());
        assertThat(unpacked.sha256()).isEqualTo(plain.sha256()).hasSize(64);
    }

    @Test
    void labelsAreInTheOrderOfTheirNumbersOrCharacters() throws IOException {
        assertThat(LabelledTexts.read(file("n.tsv", "10\tx\n9\tx\n-1\tx\n9\ty\n"))
                        .labels())
                .containsExactly("-1", "9", "10");
        assertThat(LabelledTexts.read(file("w.tsv", "b\tx\n10\tx\n9\tx\na\ty\n"))
                        .labels())
                .containsExactly("10", "9", "a", "b");
    }

    static final List<List<String>> everyMalformedFile = List.of(
            List.of("", "FOLDER/train.tsv: expected text, got nothing; the file is empty"),
            List.of(
                    "a\tone\nno tab here",
                    "FOLDER/train.tsv:2: expected a label, a tab and a text, got no tab in 'no tab here'; write a text without line breaks behind its label"),
            List.of(
                    "a\tone\n\nb\ttwo\n",
                    "FOLDER/train.tsv:2: expected a label, a tab and a text, got no tab in ''; write a text without line breaks behind its label"),
            List.of(
                    "a\tone\nb\ttwo\n \tthree\n",
                    "FOLDER/train.tsv:3: expected a label before the tab, got none in ' \tthree'; give every text a label"),
            List.of(
                    "a\t \nb\ttwo\n",
                    "FOLDER/train.tsv:1: expected a text behind the label 'a', got none; take the line away"),
            List.of(
                    "a\tone\na\ttwo\n",
                    "FOLDER/train.tsv: expected texts of at least two labels, got only 'a'; there is nothing to tell apart"));

    @ParameterizedTest
    @FieldSource("everyMalformedFile")
    void malformedFilesAreRefused(List<String> row) throws IOException {
        assertRefused(files(row.getFirst(), Optional.of("a\tx\n"), Optional.empty()), row.getLast());
    }

    @Test
    void otherEncodingsThanUtf8AreRefused() throws IOException {
        Path file = Files.write(folder.resolve("latin.tsv"), "a\tone\nb\tGr\u00F6\u00DFe\n".getBytes(ISO_8859_1));

        assertThatThrownBy(() -> LabelledTexts.read(file))
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(file
                        + ":2: expected UTF-8, got the byte 0xF6 at byte 10 of the text; convert the file to UTF-8");
    }

    @Test
    void labelsThatTrainingDoesNotHaveAreRefused() throws IOException {
        assertRefused(
                files("a\tone\nb\ttwo\n", Optional.of("b\tx\nc\ty\n"), Optional.empty()),
                "FOLDER/valid.tsv:2: expected one of the labels [a, b] of the training texts, got 'c'; correct it, or train with texts of that label");
    }

    @Test
    void someTextsAreSetAsideIfNoOthersAreNamed() throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            text.append("%s\t%d\n".formatted(i < 10 ? "a" : "b", i));
        }
        LabelledFiles.Split split =
                files(text.toString(), Optional.empty(), Optional.empty()).read();

        assertThat(split.labels()).containsExactly("a", "b");
        assertThat(split.train().texts()).hasSize(18);
        assertThat(split.validation().texts()).extracting(LabelledText::label).containsExactly("a", "b");
        assertThatThrownBy(() -> files("a\tx\nb\ty\n", Optional.empty(), Optional.of(0.3))
                        .read())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "data.validationFraction: expected to set aside some of the 2 texts of %s/train.tsv, but not all, got 0.3; change it or name a file in data.validation"
                                .formatted(folder));
        assertThatThrownBy(() -> files("a\tx\n", Optional.empty(), Optional.of(1.0)))
                .hasMessage("validationFraction: expected a number between 0 and 1, got 1.0");
    }

    @Test
    void filesMustBeNamedAndThere() {
        assertThatThrownBy(() -> LabelledFiles.defaults().read())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "data.train: expected a file of lines with a label, a tab and a text, got ''; name it, as in --set data.train=FILE");
        assertThatThrownBy(() -> LabelledTexts.read(folder.resolve("none.tsv")))
                .isInstanceOf(NoSuchFileException.class);
    }
}
