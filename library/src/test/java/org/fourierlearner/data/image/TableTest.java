package org.fourierlearner.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.fourierlearner.data.image.ImageTable.Row;
import org.fourierlearner.storage.MalformedDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class TableTest {
    @TempDir
    Path folder;

    private ImageSource.Table source(String rows) throws IOException {
        return source(rows, Optional.empty(), 0.5);
    }

    private ImageSource.Table source(String rows, Optional<String> validation, double fraction) throws IOException {
        return new ImageSource.Table(
                Files.writeString(folder.resolve("train.csv"), rows).toString(),
                validation,
                Optional.empty(),
                fraction);
    }

    private static List<Row> parse(String rows) throws IOException {
        return ImageTable.parse(Path.of("x.csv"), new StringReader(rows)).rows();
    }

    @Test
    void fieldsMayBeQuoted() throws IOException {
        assertThat(parse("path,label\r\na.png,cat\r\n\r\n \"b, \"\"1\"\".png\" ,\"big\ndog\"\n c.png , 3 "))
                .containsExactly(
                        new Row(2, "a.png", "cat"), new Row(4, "b, \"1\".png", "big\ndog"), new Row(6, "c.png", "3"));
        assertThat(parse("a,path\npath,label")).hasSize(2);
    }

    @Test
    void imagesAreFoundBesideTheTable() throws IOException {
        TestImages.write(folder.resolve("a.png"), 1);
        TestImages.write(folder.resolve("deep/b.png"), 2);
        String elsewhere = TestImages.write(folder.resolve("c.png"), 3).toString();

        ImageSplit split =
                source("a.png,10\ndeep/b.png,9\n" + elsewhere + ",10\n").open();

        assertThat(split.labels()).containsExactly("9", "10");
        assertThat(split.train().count()).isEqualTo(2);
        assertThat(split.train().label(0)).isEqualTo(1);
        assertThat(split.train().name(1)).isEqualTo("deep/b.png");
        assertThat(split.train().image(1).at(0, 0, 2)).isEqualTo(2);
        assertThat(split.validation().name(0)).isEqualTo(elsewhere);
    }

    @Test
    void labelsThatTrainingDoesNotHaveAreRefused() throws IOException {
        TestImages.write(folder.resolve("a.png"), 1);
        Path validation = Files.writeString(folder.resolve("valid.csv"), "path,label\na.png,x\na.png,z\n");

        assertThatThrownBy(source("a.png,x\na.png,y", Optional.of(validation.toString()), 0.5)::open)
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(validation + ":3: expected one of the labels [x, y] of the training images, got 'z'");
    }

    static final List<List<String>> everyFault = List.of(
            List.of("", ": expected text, got nothing; the file is empty"),
            List.of("path,label\n", ": expected rows of a path and a label, got none"),
            List.of("a.png,x\na.png\n", ":2: expected a path, a comma and a label, got the fields [a.png]"),
            List.of("a.png,x,y\n", ":1: expected a path, a comma and a label, got the fields [a.png, x, y]"),
            List.of("a.png,\n", ":1: expected a path, a comma and a label, got the fields [a.png, ]"),
            List.of("a.png,x\n\"a.png,y\n", ":2: expected a quote at the end of the field, got the end of the file"),
            List.of(
                    "\"a\"b,x\n",
                    ":1: expected a comma or the end of the line behind a quoted field, got 'b'; double the quotes in it"),
            List.of(
                    "a.png,x\nb.png,y\n",
                    ":2: expected an image at 'b.png', got no such file; paths are relative to the folder of the table"),
            List.of(
                    "a.png,x\na.png,x\n",
                    ": expected images of at least two labels, got only 'x'; there is nothing to tell apart"));

    @ParameterizedTest
    @FieldSource("everyFault")
    void faultyTablesAreRefused(List<String> row) throws IOException {
        TestImages.write(folder.resolve("a.png"), 1);

        assertThatThrownBy(source(row.getFirst())::open)
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(folder.resolve("train.csv") + row.getLast());
    }

    @Test
    void aTableMustBeNamed() {
        assertThatThrownBy(ImageSource.Table.defaults()::open)
                .hasMessage(
                        "data.train: expected a CSV file of paths and labels, got ''; name it, as in --set data.train=PATH");
    }
}
