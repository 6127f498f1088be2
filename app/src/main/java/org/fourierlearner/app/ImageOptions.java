package org.fourierlearner.app;

import java.io.IOException;
import java.nio.file.Path;
import org.fourierlearner.data.image.ImageSplit;
import org.fourierlearner.data.image.LabelledImages;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.task.ImagePredictor;
import org.fourierlearner.task.ImagePredictor.Magnification;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// How images are shown to a classifier of images.
final class ImageOptions {

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

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /// Refuses these options for models that read no images.
    void requireAbsent() {
        requireAbsent("--size", size);
        requireAbsent("--patch", patch);
    }

    private void requireAbsent(String option, @Nullable Object value) {
        if (value != null) {
            throw refuse("%s: expected nothing, because it is for image classifiers, got %s".formatted(option, value));
        }
    }

    private ParameterException refuse(String message) {
        return new ParameterException(command.commandLine(), message);
    }

    /// {@return what the model says of the images that are asked for}
    ///
    /// @param run for messages
    /// @param split which part of the data
    /// @param most how many images at most; 0 for all
    ImageMeasurement measure(Path run, ImagePredictor predictor, ImageSplit data, SplitOptions split, long most)
            throws IOException {
        if (!data.labels().equals(predictor.labels())) {
            throw new MalformedDataException(
                    run,
                    "expected images with the labels %s of the model, got %s"
                            .formatted(predictor.labels(), data.labels()));
        }
        LabelledImages images = split.of("images", data.validation(), data.test());
        int[] indices = ImagePredictor.some(images, most);
        return new ImageMeasurement(
                predictor.labels(), images, indices, predictor.judge(images, indices, magnification(predictor)));
    }

    private Magnification magnification(ImagePredictor predictor) {
        int ofSize = times("--size", size, predictor.model().input().height(), 1);
        int ofPatch = times("--patch", patch, predictor.model().config().patch(), ofSize);
        return new Magnification(ofSize, ofPatch);
    }

    private int times(String option, @Nullable Integer pixels, int trained, int otherwise) {
        if (pixels == null) {
            return otherwise;
        }
        if (pixels < 1 || pixels % trained != 0) {
            throw refuse("%s: expected a multiple of %d, as in training, got %d".formatted(option, trained, pixels));
        }
        return pixels / trained;
    }
}
