package org.fourierlearner.data.image;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.fourierlearner.data.text.TextFile;
import org.fourierlearner.storage.MalformedDataException;

/// A CSV file of paths and labels.
///
/// @param file the CSV; paths are relative to its folder
/// @param rows at least one
record ImageTable(Path file, List<Row> rows) {

    /// An image that the table lists.
    ///
    /// @param line where, from 1
    /// @param path as it is written
    /// @param label not empty
    record Row(long line, String path, String label) {}

    static ImageSplit open(ImageSource.Table source) throws IOException {
        ImageTable table = read(Path.of(source.train()));
        List<String> classes = table.classes();
        ImageFiles train = table.images(classes);
        Optional<LabelledImages> test = Optional.empty();
        if (source.test().isPresent()) {
            Path path = Path.of(source.test().get());
            test = Optional.of(DeferredImages.of(List.of(path), () -> read(path).images(classes)));
        }
        if (source.validation().isPresent()) {
            return new ImageSplit(
                    classes, train, read(Path.of(source.validation().get())).images(classes), test);
        }
        return new SetAside(classes, train, test).ofEachClass(source.validationFraction());
    }

    static ImageTable read(Path file) throws IOException {
        try (Reader text = new TextFile(file).open()) {
            return parse(file, text);
        }
    }

    static ImageTable parse(Path file, Reader text) throws IOException {
        var csv = new CsvReader(file, text);
        List<Row> rows = new ArrayList<>();
        boolean first = true;
        for (CsvReader.Row row = csv.row(); row != null; row = csv.row()) {
            List<String> fields = row.fields();
            if (fields.size() != 2
                    || fields.getFirst().isEmpty()
                    || fields.getLast().isEmpty()) {
                throw new MalformedDataException(
                        file, row.line(), "expected a path, a comma and a label, got the fields " + fields);
            }
            if (!first || !fields.equals(List.of("path", "label"))) {
                rows.add(new Row(row.line(), fields.getFirst(), fields.getLast()));
            }
            first = false;
        }
        if (rows.isEmpty()) {
            throw new MalformedDataException(file, "expected rows of a path and a label, got none");
        }
        return new ImageTable(file, rows);
    }

    /// {@return the labels that occur, if this is the table to train on: by number if all are whole numbers, else by
    /// their characters}
    List<String> classes() throws MalformedDataException {
        Set<String> labels = rows.stream().map(Row::label).collect(Collectors.toSet());
        if (labels.size() < 2) {
            throw new MalformedDataException(
                    file,
                    "expected images of at least two labels, got only '%s'; there is nothing to tell apart"
                            .formatted(rows.getFirst().label));
        }
        Comparator<String> order = labels.stream().allMatch(label -> label.matches("-?\\d{1,18}"))
                ? Comparator.comparingLong(Long::parseLong)
                : Comparator.naturalOrder();
        return labels.stream()
                .sorted(order.thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /// {@return the images, in the order of the table}
    ImageFiles images(List<String> classes) throws IOException {
        List<ImageFiles.Labelled> files = new ArrayList<>();
        for (Row row : rows) {
            int label = classes.indexOf(row.label);
            if (label < 0) {
                throw new MalformedDataException(
                        file,
                        row.line,
                        "expected one of the labels %s of the training images, got '%s'".formatted(classes, row.label));
            }
            files.add(new ImageFiles.Labelled(image(row), row.path, label));
        }
        return ImageFiles.of(files);
    }

    private Path image(Row row) throws MalformedDataException {
        try {
            Path image = file.resolveSibling(row.path);
            if (Files.isRegularFile(image)) {
                return image;
            }
        } catch (InvalidPathException e) {
            // there is no such file either
        }
        throw new MalformedDataException(
                file,
                row.line,
                "expected an image at '%s', got no such file; paths are relative to the folder of the table"
                        .formatted(row.path));
    }
}
