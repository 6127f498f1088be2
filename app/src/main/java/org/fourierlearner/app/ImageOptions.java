package org.fourierlearner.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.fourierlearner.data.image.ImageSplit;
import org.fourierlearner.data.image.LabelledImages;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.task.ImagePredictor;
import org.fourierlearner.task.ImagePredictor.Magnification;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which images a classifier of images is measured on, and how they are shown to it.
final class ImageOptions {

    /// Images of a data set.
    enum Split {
        VALIDATION,
        TEST
    }

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            description = "Of an image classifier: validation or test; by default test if there is one.")
    private @Nullable Split split;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            description = "Of an image classifier: the height to which images are brought, a multiple of that in"
                    + " training; the width follows.")
    private @Nullable Integer size;

    @Option(
            names = "--patch",
            paramLabel = "PIXELS",
            description = "The side of patches, a multiple of that in training; by default as many times larger as"
                    + " images.")
    private @Nullable Integer patch;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where pictures and predictions of an image classifier go; by default RUN/evaluation.")
    private @Nullable Path out;

    /// {@return an option that is given, if there is one}
    Optional<String> given() {
        if (split != null) {
            return Optional.of("--split");
        }
        if (size != null) {
            return Optional.of("--size");
        }
        if (patch != null) {
            return Optional.of("--patch");
        }
        return out == null ? Optional.empty() : Optional.of("--out");
    }

    Path folder(Path run) {
        return out == null ? run.resolve("evaluation") : out;
    }

    /// {@return what the model says of the images that are asked for}
    ///
    /// @param run for messages
    /// @param most how many images at most; 0 for all
    ImageMeasurement measure(Path run, ImagePredictor predictor, ImageSplit data, long most) throws IOException {
        if (!data.labels().equals(predictor.labels())) {
            throw new MalformedDataException(
                    run,
                    "expected images with the labels %s of the model, got %s"
                            .formatted(predictor.labels(), data.labels()));
        }
        LabelledImages images = images(data);
        int[] indices = ImagePredictor.some(images, most);
        return new ImageMeasurement(
                predictor.labels(), images, indices, predictor.judge(images, indices, magnification(predictor)));
    }

    private LabelledImages images(ImageSplit data) {
        if (split == Split.VALIDATION) {
            return data.validation();
        }
        if (split == Split.TEST && data.test().isEmpty()) {
            throw new IllegalArgumentException(
                    "--split: expected validation, because the data has no images for a test, got test");
        }
        return data.test().orElse(data.validation());
    }

    /// {@return the name of the images that are asked for}
    String name(ImageSplit data) {
        Split named = split == null ? (data.test().isPresent() ? Split.TEST : Split.VALIDATION) : split;
        return named.name().toLowerCase(Locale.ROOT);
    }

    private Magnification magnification(ImagePredictor predictor) {
        int ofSize = times("--size", size, predictor.model().input().height(), 1);
        int ofPatch = times("--patch", patch, predictor.model().config().patch(), ofSize);
        return new Magnification(ofSize, ofPatch);
    }

    private static int times(String option, @Nullable Integer pixels, int trained, int otherwise) {
        if (pixels == null) {
            return otherwise;
        }
        if (pixels < 1 || pixels % trained != 0) {
            throw new IllegalArgumentException("%s: expected a multiple of %d, as in training, such as %s, got %d"
                    .formatted(option, trained, Arrays.asList(trained, 2 * trained), pixels));
        }
        return pixels / trained;
    }
}
