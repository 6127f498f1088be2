package org.fourierlearner.data.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Where labelled images come from. If no images for validation are named, some of those for training are set
/// aside.
public sealed interface ImageSource {

    /// How many images are set aside when nothing is said.
    int DEFAULT_VALIDATION_COUNT = 5000;

    /// Which part of the images is set aside when nothing is said.
    double DEFAULT_VALIDATION_FRACTION = 0.1;

    /// Opens the images.
    ///
    /// @return the images; nothing is to be closed
    /// @throws IllegalArgumentException if no images for training are named, or setting some aside would leave none
    /// @throws org.fourierlearner.storage.MalformedDataException if a file is damaged or of another format, numbers
    ///     of images and labels differ, a label is not among those of training, or there is but one label
    /// @throws IOException if a file is missing or cannot be read
    ImageSplit open() throws IOException;

    /// Fashion-MNIST: pictures of clothes in 28 x 28 grey pixels, ten classes, 60,000 for training and 10,000 for
    /// the test. The last of those for training are for validation.
    ///
    /// Source: Xiao, Rasul and Vollgraf 2017, Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine
    /// Learning Algorithms, arXiv:1708.07747.
    ///
    /// @param folder with the four official files, plain or gzip; if absent, `data/fashion-mnist`, where the
    ///     command `flt data` puts them, or else where Debian's package dataset-fashion-mnist does
    /// @param validationCount how many images to set aside
    record FashionMnist(Optional<String> folder, int validationCount) implements ImageSource {

        /// Checks the count.
        ///
        /// @throws IllegalArgumentException if it is below 1
        public FashionMnist {
            requireCount(validationCount);
        }

        /// {@return the files where they are usually put, with 5,000 images for validation}
        public static FashionMnist defaults() {
            return new FashionMnist(Optional.empty(), DEFAULT_VALIDATION_COUNT);
        }

        @Override
        public ImageSplit open() throws IOException {
            FashionMnistFiles files =
                    FashionMnistFiles.find(folder.map(Path::of).map(List::of).orElse(FashionMnistFiles.FOLDERS));
            return new Idx(
                            files.trainImages().toString(),
                            files.trainLabels().toString(),
                            Optional.empty(),
                            Optional.empty(),
                            validationCount,
                            Optional.of(files.testImages().toString()),
                            Optional.of(files.testLabels().toString()),
                            FashionMnistFiles.LABELS)
                    .open();
        }
    }

    /// IDX files, plain or gzip, such as those of MNIST: unsigned bytes `[count, height, width]` for grey images or
    /// `[count, height, width, channels]`, and `[count]` for labels.
    ///
    /// @param trainImages path of the images for training
    /// @param trainLabels path of their labels
    /// @param validationImages path of the images for validation; if absent, the last ones for training
    /// @param validationLabels path of their labels
    /// @param validationCount how many images to set aside
    /// @param testImages path of the images for the test
    /// @param testLabels path of their labels
    /// @param labels names of the classes; if empty, they are numbers
    record Idx(
            String trainImages,
            String trainLabels,
            Optional<String> validationImages,
            Optional<String> validationLabels,
            int validationCount,
            Optional<String> testImages,
            Optional<String> testLabels,
            List<String> labels)
            implements ImageSource {

        /// Checks the components and copies the list.
        ///
        /// @throws IllegalArgumentException if there are images without labels or labels without images, the
        ///     count is below 1, or a class is named twice
        public Idx {
            requireCount(validationCount);
            requirePair("validation", validationImages, validationLabels);
            requirePair("test", testImages, testLabels);
            labels = requireDistinct(labels);
        }

        /// {@return no files: they are the user's to name}
        public static Idx defaults() {
            return new Idx(
                    "",
                    "",
                    Optional.empty(),
                    Optional.empty(),
                    DEFAULT_VALIDATION_COUNT,
                    Optional.empty(),
                    Optional.empty(),
                    List.of());
        }

        private static void requirePair(String part, Optional<String> images, Optional<String> labels) {
            if (images.isPresent() != labels.isPresent()) {
                throw new IllegalArgumentException("%s: expected a file for %s, got none"
                        .formatted(
                                part + (images.isPresent() ? "Labels" : "Images"),
                                images.isPresent()
                                        ? "the labels of " + images.get()
                                        : "the images of " + labels.get()));
            }
        }

        @Override
        public ImageSplit open() throws IOException {
            requireNamed("trainImages", trainImages, "an IDX file of images");
            requireNamed("trainLabels", trainLabels, "an IDX file of labels");
            return IdxFile.open(this);
        }
    }

    /// Files in the binary format of CIFAR-10 and CIFAR-100, plain or gzip: 32 x 32 pixels in colour.
    ///
    /// @param train paths of the files for training
    /// @param validation path of a file for validation; if absent, the last images for training
    /// @param validationCount how many images to set aside
    /// @param test path of a file for the test
    /// @param labelBytes how many labels a record has: 1 as in CIFAR-10, or 2 as in CIFAR-100, of which the last
    ///     counts
    /// @param labels names of the classes; if empty, they are numbers
    record Cifar(
            List<String> train,
            Optional<String> validation,
            int validationCount,
            Optional<String> test,
            int labelBytes,
            List<String> labels)
            implements ImageSource {

        /// Checks the components and copies the lists.
        ///
        /// @throws IllegalArgumentException if the counts are not as described, or a class is named twice
        public Cifar {
            requireCount(validationCount);
            if (labelBytes != 1 && labelBytes != 2) {
                throw new IllegalArgumentException(
                        "labelBytes: expected 1 (CIFAR-10) or 2 (CIFAR-100), got " + labelBytes);
            }
            train = List.copyOf(train);
            labels = requireDistinct(labels);
        }

        /// {@return no files: they are the user's to name}
        public static Cifar defaults() {
            return new Cifar(List.of(), Optional.empty(), DEFAULT_VALIDATION_COUNT, Optional.empty(), 1, List.of());
        }

        @Override
        public ImageSplit open() throws IOException {
            requireNamed("train", String.join("", train), "files in the binary format of CIFAR");
            return CifarFiles.open(this);
        }
    }

    /// A folder with a folder for each class, which holds its images as PNG, JPEG, GIF or BMP files, see
    /// [ImageReader]. Classes are in alphabetical order. What lies beside their folders does not count, nor do
    /// hidden files. All files are read once to begin with, for the hash of the data.
    ///
    /// @param train path of the folder for training
    /// @param validation path of the folder for validation, with folders for some of the classes; if absent, images
    ///     at equal distances of each class are set aside
    /// @param test path of the folder for the test, likewise
    /// @param validationFraction which part of the images to set aside, between 0 and 1
    record Folders(String train, Optional<String> validation, Optional<String> test, double validationFraction)
            implements ImageSource {

        /// Checks the fraction.
        ///
        /// @throws IllegalArgumentException if it is none
        public Folders {
            requireFraction(validationFraction);
        }

        /// {@return no folder: it is the user's to name}
        public static Folders defaults() {
            return new Folders("", Optional.empty(), Optional.empty(), DEFAULT_VALIDATION_FRACTION);
        }

        @Override
        public ImageSplit open() throws IOException {
            requireNamed("train", train, "a folder with a folder of images for each class");
            return ImageFolders.open(this);
        }
    }

    /// A CSV file of image files and their labels, `path,label` in each row and perhaps as a heading; fields may be
    /// quoted. Paths are relative to the table's folder. Classes are in the order of their numbers if all are whole
    /// numbers, else of their characters. All files are read once to begin with, for the hash of the data.
    ///
    /// @param train path of the table for training, plain or gzip
    /// @param validation path of the table for validation; if absent, images at equal distances of each class are
    ///     set aside
    /// @param test path of the table for the test
    /// @param validationFraction which part of the images to set aside, between 0 and 1
    record Table(String train, Optional<String> validation, Optional<String> test, double validationFraction)
            implements ImageSource {

        /// Checks the fraction.
        ///
        /// @throws IllegalArgumentException if it is none
        public Table {
            requireFraction(validationFraction);
        }

        /// {@return no table: it is the user's to name}
        public static Table defaults() {
            return new Table("", Optional.empty(), Optional.empty(), DEFAULT_VALIDATION_FRACTION);
        }

        @Override
        public ImageSplit open() throws IOException {
            requireNamed("train", train, "a CSV file of paths and labels");
            return ImageTable.open(this);
        }
    }

    private static void requireNamed(String key, String value, String what) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(
                    "data.%s: expected %s, got ''; name it, as in --set data.%s=PATH".formatted(key, what, key));
        }
    }

    private static void requireCount(int validationCount) {
        if (validationCount < 1) {
            throw new IllegalArgumentException("validationCount: expected at least 1, got " + validationCount);
        }
    }

    private static void requireFraction(double validationFraction) {
        if (!(validationFraction > 0 && validationFraction < 1)) {
            throw new IllegalArgumentException(
                    "validationFraction: expected a number between 0 and 1, got " + validationFraction);
        }
    }

    private static List<String> requireDistinct(List<String> labels) {
        if (new HashSet<>(labels).size() < labels.size()) {
            throw new IllegalArgumentException("labels: expected distinct names, got " + labels);
        }
        return List.copyOf(labels);
    }
}
