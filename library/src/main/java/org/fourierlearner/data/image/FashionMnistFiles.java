package org.fourierlearner.data.image;

import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The four files of Fashion-MNIST.
///
/// @param trainImages 60,000 images
/// @param trainLabels their labels
/// @param testImages 10,000 images
/// @param testLabels their labels
record FashionMnistFiles(Path trainImages, Path trainLabels, Path testImages, Path testLabels) {
    static final List<String> LABELS = List.of(
            "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot");

    /// Where they are looked for: where the command `flt data` puts them, and a package of Debian.
    static final List<Path> FOLDERS =
            List.of(Path.of("data/fashion-mnist"), Path.of("/usr/share/datasets/fashion-mnist"));

    private static final List<String> NAMES = List.of(
            "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");

    /// {@return the files in the first folder that has them all}
    static FashionMnistFiles find(List<Path> folders) throws FileNotFoundException {
        for (Path folder : folders) {
            List<Path> found = new ArrayList<>();
            for (String name : NAMES) {
                file(folder, name).ifPresent(found::add);
            }
            if (found.size() == NAMES.size()) {
                return new FashionMnistFiles(found.get(0), found.get(1), found.get(2), found.get(3));
            }
        }
        throw new FileNotFoundException(
                "fashion-mnist: expected the files %s, plain or with .gz, in one of the folders %s, got not all of them; fetch them by 'flt data fashion-mnist', install Debian's package dataset-fashion-mnist, or name their folder, as in --set data.folder=FOLDER"
                        .formatted(NAMES, folders));
    }

    private static Optional<Path> file(Path folder, String name) {
        return List.of(folder.resolve(name), folder.resolve(name + ".gz")).stream()
                .filter(Files::isRegularFile)
                .findFirst();
    }
}
