package org.fourierlearner.data.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fourierlearner.storage.MalformedDataException;

/// A folder with a folder of image files for each class.
final class ImageFolders {
    private ImageFolders() {}

    static ImageSplit open(ImageSource.Folders source) throws IOException {
        Path folder = Path.of(source.train());
        List<String> classes = classes(folder);
        ImageFiles train = read(folder, classes);
        Optional<LabelledImages> test = Optional.empty();
        if (source.test().isPresent()) {
            Path path = Path.of(source.test().get());
            test = Optional.of(DeferredImages.of(List.of(path), () -> read(path, classes)));
        }
        if (source.validation().isPresent()) {
            return new ImageSplit(
                    classes, train, read(Path.of(source.validation().get()), classes), test);
        }
        return new SetAside(classes, train, test).ofEachClass(source.validationFraction());
    }

    /// {@return the names of the classes, in alphabetical order, if this is the folder to train on}
    static List<String> classes(Path folder) throws IOException {
        List<String> classes = names(folder);
        if (classes.size() < 2) {
            throw new MalformedDataException(
                    folder, "expected a folder for each of at least two classes, got %s".formatted(classes));
        }
        return classes;
    }

    /// {@return the images of all classes in turn, of each in alphabetical order}
    static ImageFiles read(Path folder, List<String> classes) throws IOException {
        List<ImageFiles.Labelled> files = new ArrayList<>();
        for (String name : names(folder)) {
            int label = classes.indexOf(name);
            if (label < 0) {
                throw new MalformedDataException(
                        folder.resolve(name),
                        "expected a folder for one of the classes %s of the training images, got another"
                                .formatted(classes));
            }
            add(folder.resolve(name), label, files);
        }
        if (files.isEmpty()) {
            throw new MalformedDataException(folder, "expected a folder for each class, got none");
        }
        return ImageFiles.of(files);
    }

    private static List<String> names(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new MalformedDataException(
                    folder,
                    "expected a folder with a folder for each class, got %s"
                            .formatted(Files.exists(folder) ? "a file" : "nothing; check the path"));
        }
        return shown(folder).stream()
                .filter(Files::isDirectory)
                .map(path -> path.getFileName().toString())
                .toList();
    }

    private static void add(Path folder, int label, List<ImageFiles.Labelled> files) throws IOException {
        List<Path> images = shown(folder);
        if (images.isEmpty()) {
            throw new MalformedDataException(
                    folder, "expected images of the class, got an empty folder; fill it or take it away");
        }
        for (Path image : images) {
            if (!Files.isRegularFile(image) || !ImageReader.isNamedAsImage(image)) {
                throw new MalformedDataException(
                        image,
                        "expected a file that ends in one of %s, got %s; convert it or take it away"
                                .formatted(ImageReader.ENDINGS, Files.isDirectory(image) ? "a folder" : "another"));
            }
            files.add(new ImageFiles.Labelled(image, folder.getFileName() + "/" + image.getFileName(), label));
        }
    }

    private static List<Path> shown(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(path -> !path.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }
}
