package org.fourierlearner.model;

import java.util.List;
import org.fourierlearner.attention.Attention;
import org.fourierlearner.attention.Visibility;
import org.fourierlearner.nn.AbsolutePositions;
import org.fourierlearner.nn.ClassificationHead;
import org.fourierlearner.nn.MultiHeadAttention;
import org.fourierlearner.nn.PatchEmbedding;
import org.fourierlearner.nn.PositionEmbedding;
import org.fourierlearner.nn.Transformer;
import org.fourierlearner.rpe.CoordinateRange;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.ShapeMismatchException;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// A Transformer over the patches of an image, that tells its class.
///
/// Patches stand in the plane where they are cut out, in pixels of the images that the model was
/// made for. So an image of another size, with the same in view, has its patches in the same range,
/// be they more or larger.
public final class VisionTransformer implements AutoCloseable {
    private final VisionTransformerConfig config;
    private final ImageInput input;
    private final int classes;
    private final Parameters parameters = new Parameters();
    private final PatchEmbedding embedding;
    private final PositionEmbedding positions;
    private final Transformer transformer;
    private final ClassificationHead head;
    private final Tensor mean;
    private final Tensor scale;

    /// Draws first weights.
    ///
    /// @param config what the model is
    /// @param input the images it takes
    /// @param classes the number of classes
    /// @param random the source of the draws
    /// @throws IllegalArgumentException if patches do not fill an image, or parts of the
    ///     configuration do not fit
    public VisionTransformer(VisionTransformerConfig config, ImageInput input, int classes, Randomness random) {
        if (input.height() % config.patch() != 0 || input.width() % config.patch() != 0) {
            throw new IllegalArgumentException("patch: expected a divisor of height %d and width %d, got %d"
                    .formatted(input.height(), input.width(), config.patch()));
        }
        this.config = config;
        this.input = input;
        this.classes = classes;
        try (var _ = Scope.withoutGradients()) {
            mean = perChannel(input.mean());
            scale = perChannel(input.deviation().stream().map(d -> 1 / d).toList());
            embedding = new PatchEmbedding(config.patches(), input.channels(), config.modelDim(), random);
            parameters.include("patches", embedding.parameters());
            positions = new PositionEmbedding(config.absolutePositions(), tokens(), config.modelDim(), random);
            parameters.include("positions", positions.parameters());
            var range = new CoordinateRange(2, config.patch(), Math.max(input.height(), input.width()));
            transformer = new Transformer(config.block(), config.attention(), range, random);
            parameters.include(transformer.parameters());
            head = new ClassificationHead(
                    config.pooling(), config.modelDim(), config.heads(), config.norm(), tokens(), classes, random);
            parameters.include("head", head.parameters());
        }
    }

    private static Tensor perChannel(List<Double> values) {
        double[] numbers = values.stream().mapToDouble(Double::doubleValue).toArray();
        return Tensor.of(numbers, numbers.length, 1, 1).to(ElementType.FLOAT32).keep();
    }

    /// {@return what the model is}
    public VisionTransformerConfig config() {
        return config;
    }

    /// {@return the images it takes}
    public ImageInput input() {
        return input;
    }

    /// {@return the number of classes}
    public int classes() {
        return classes;
    }

    /// {@return the number of tokens of an image}
    public int tokens() {
        return input.height() / config.patch() * (input.width() / config.patch());
    }

    /// {@return the logits of the classes, `[batch, classes]`}
    ///
    /// @param pixels `[batch, channels, height, width]`, from 0 to 1, of any size with the sides'
    ///     ratio of [#input] that patches fill
    /// @param dropout the source of what is dropped; null outside training
    /// @throws ShapeMismatchException if they are of another number of channels or ratio, or
    ///     patches do not fill them
    /// @throws IllegalArgumentException if they are of another size, and absolute positions or a table
    ///     of differences are those of one
    public Tensor logits(Tensor pixels, @Nullable Randomness dropout) {
        Visibility visibility = Visibility.all();
        return head.logits(transformer.apply(embed(pixels), places(pixels), visibility, dropout), visibility);
    }

    /// {@return pixels of larger patches as those of trained ones, each the mean of a square}
    ///
    /// @param pixels `[batch, channels, height, width]`
    /// @param times the side of a patch, in sides of trained ones
    /// @throws ShapeMismatchException if squares do not fill the images
    public static Tensor averaged(Tensor pixels, int times) {
        int height = pixels.extent(2);
        int width = pixels.extent(3);
        if (height % times != 0 || width % times != 0) {
            throw new ShapeMismatchException(
                    "pixels", "height and width that are multiples of %d".formatted(times), pixels.shape());
        }
        return pixels.reshape(pixels.extent(0), pixels.extent(1), height / times, times, width / times, times)
                .mean(5)
                .mean(3)
                .reshape(pixels.extent(0), pixels.extent(1), height / times, width / times);
    }

    private Tensor embed(Tensor pixels) {
        requireFit(pixels);
        return positions.add(embedding.apply(pixels.subtract(mean).multiply(scale)), 0);
    }

    private void requireFit(Tensor pixels) {
        if (pixels.shape().rank() != 4
                || pixels.extent(1) != input.channels()
                || (long) pixels.extent(2) * input.width() != (long) pixels.extent(3) * input.height()) {
            throw new ShapeMismatchException(
                    "pixels",
                    "[batch, %d, %d, %d], or the same larger or smaller"
                            .formatted(input.channels(), input.height(), input.width()),
                    pixels.shape());
        }
        if (config.absolutePositions() != AbsolutePositions.NONE && pixels.extent(2) != input.height()) {
            throw new IllegalArgumentException(
                    "pixels: expected height %d and width %d, because absolute positions number the patches of that size, got %d and %d; train with model.absolutePositions=none for other sizes"
                            .formatted(input.height(), input.width(), pixels.extent(2), pixels.extent(3)));
        }
    }

    private Coordinates places(Tensor pixels) {
        int height = pixels.extent(2);
        int width = pixels.extent(3);
        double spacing = (double) config.patch() * input.height() / height;
        return Coordinates.grid(height / config.patch(), width / config.patch(), spacing);
    }

    /// {@return the queries, keys and values of each layer, for inspection}
    ///
    /// @param pixels as in [#logits]
    public List<MultiHeadAttention.Projections> projections(Tensor pixels) {
        return transformer.projections(embed(pixels), places(pixels), Visibility.all());
    }

    /// {@return what makes tokens of patches}
    public PatchEmbedding embedding() {
        return embedding;
    }

    /// {@return what is added to tokens, `[tokens, modelDim]`; null if nothing}
    public @Nullable Tensor positions() {
        return config.absolutePositions() == AbsolutePositions.NONE
                ? null
                : positions.add(Tensor.zeros(1, tokens(), config.modelDim()), 0).squeeze(0);
    }

    /// {@return the blocks}
    public Transformer transformer() {
        return transformer;
    }

    /// {@return what makes logits of tokens}
    public ClassificationHead head() {
        return head;
    }

    /// {@return where patches of images of [#input] stand}
    public Coordinates places() {
        return Coordinates.grid(input.height() / config.patch(), input.width() / config.patch(), config.patch());
    }

    /// {@return the attention of each layer}
    public List<Attention> attentions() {
        return transformer.attentions();
    }

    /// {@return about how many numbers a batch needs at its peak, beside the weights}
    ///
    /// @param batch the number of images
    /// @param gradients whether there is a backward pass
    public long activations(int batch, boolean gradients) {
        return transformer.activations(batch, tokens(), gradients);
    }

    /// {@return everything it has learned, by name}
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public void close() {
        parameters.close();
        mean.close();
        scale.close();
    }
}
