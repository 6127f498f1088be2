package org.fourierlearner.onnx;

import java.io.IOException;
import java.nio.file.Path;
import org.fourierlearner.model.ImageInput;
import org.fourierlearner.model.VisionTransformer;
import org.fourierlearner.nn.ClassificationHead;
import org.fourierlearner.nn.Transformer;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Shape;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// A classifier whose tokens see each other in both directions and stand at constant places, as an
/// ONNX file: its inputs are those of the stem, its output is `logits`, `[batch, classes]`.
///
/// @param stem how the input becomes tokens
/// @param absolutePositions added to the tokens, `[length, modelDim]`; null for none
/// @param transformer the blocks
/// @param at where the tokens are, in every example
/// @param head what makes logits of the tokens
public record ClassifierExport(
        Stem stem,
        @Nullable Tensor absolutePositions,
        Transformer transformer,
        Coordinates at,
        ClassificationHead head) {

    /// Checks that the parts fit.
    ///
    /// @throws IllegalArgumentException if places differ between examples, or are not as many as
    ///     tokens
    /// @throws org.fourierlearner.tensor.ShapeMismatchException if absolute positions are of other
    ///     tokens
    public ClassifierExport {
        if (!at.areShared()) {
            throw new IllegalArgumentException(
                    "at: expected the same places in every example for an ONNX file, got places of each");
        }
        if (at.length() != stem.length()) {
            throw new IllegalArgumentException(
                    "at: expected places of %d tokens, got %d".formatted(stem.length(), at.length()));
        }
        if (absolutePositions != null) {
            absolutePositions.shape().require("absolutePositions", Shape.of(stem.length(), stem.modelDim()));
        }
    }

    /// {@return a classifier of images, of those that it was made for} Its places belong to the
    /// innermost scope.
    ///
    /// @param model the classifier
    public static ClassifierExport of(VisionTransformer model) {
        ImageInput input = model.input();
        var stem = new PatchStem(
                input.channels(),
                input.height(),
                input.width(),
                input.mean(),
                input.deviation(),
                model.embedding().patches(),
                model.embedding().parameters().all());
        return new ClassifierExport(stem, model.positions(), model.transformer(), model.places(), model.head());
    }

    /// Writes the file, whole or not at all.
    ///
    /// @param file replaced if it exists
    /// @param version of FourierLearner
    /// @throws IOException if the file cannot be written
    /// @throws IllegalArgumentException for an attention, features or an encoding that graphs do
    ///     not have
    public void write(Path file, String version) throws IOException {
        try (var _ = Scope.withoutGradients()) {
            var graph = new OnnxGraph();
            OnnxValue tokens = stem.tokens(graph);
            if (absolutePositions != null) {
                tokens = tokens.add(graph.initializer("positions", absolutePositions));
            }
            var export = new HeadExport(head);
            OnnxValue logits = export.logits(new TransformerExport(transformer, at).apply(tokens));
            graph.output("logits", logits, export.classes());
            graph.write(file, version);
        }
    }
}
