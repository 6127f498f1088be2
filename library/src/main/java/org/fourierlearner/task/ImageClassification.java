package org.fourierlearner.task;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.fourierlearner.data.image.ImageSplit;
import org.fourierlearner.data.image.LabelledImages;
import org.fourierlearner.data.image.augment.Augmentation;
import org.fourierlearner.data.image.augment.Augmenter;
import org.fourierlearner.data.image.augment.Mixup;
import org.fourierlearner.model.VisionTransformer;
import org.fourierlearner.model.VisionTransformerConfig;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Telling the label of an image.
///
/// All images for training are seen once before any is seen again, in an order that is drawn anew
/// each time and has those of a label at about equal distances.
public final class ImageClassification implements Task {
    private final ImageSplit data;
    private final ImagePredictor predictor;
    private final PixelReader reader;
    private final Augmentation augmentation;
    private final Augmenter augmenter;
    private final Batches batches;
    private final double labelSmoothing;
    private final StepRandom random;
    private final TrainedEncodings encodings;
    private final StratifiedOrder order;

    /// How images come in batches.
    ///
    /// @param size the images of a part of a batch
    /// @param parts how many parts make a batch
    /// @param evaluationTokens the most patches to evaluate on; 0 for all
    public record Batches(int size, int parts, long evaluationTokens) {}

    /// Makes a model with first weights.
    ///
    /// @param config what the model is
    /// @param size to which images are brought
    /// @param data the images
    /// @param augmentation how images are changed at random
    /// @param batches how images come in batches
    /// @param labelSmoothing the share of probability spread over all labels in training
    /// @param seed of weights and order
    /// @throws IOException if an image cannot be read
    /// @throws IllegalArgumentException if the model does not fit the images
    public ImageClassification(
            VisionTransformerConfig config,
            ImageSize size,
            ImageSplit data,
            Augmentation augmentation,
            Batches batches,
            double labelSmoothing,
            long seed)
            throws IOException {
        this.data = data;
        this.augmentation = augmentation;
        this.batches = batches;
        this.labelSmoothing = labelSmoothing;
        random = new StepRandom(seed);
        var model = new VisionTransformer(
                config, size.measure(data.train()), data.labels().size(), Randomness.seeded(seed));
        predictor = new ImagePredictor(model, data.labels());
        reader = predictor.reader(1);
        augmenter = new Augmenter(augmentation, reader.channels(), reader.height(), reader.width());
        encodings = new TrainedEncodings(model.attentions());
        List<Integer> classes = IntStream.range(0, data.train().count())
                .mapToObj(data.train()::label)
                .toList();
        order = new StratifiedOrder(classes, random);
    }

    /// {@return the model}
    public VisionTransformer model() {
        return predictor.model();
    }

    @Override
    public Parameters parameters() {
        return model().parameters();
    }

    @Override
    public void beginStep(long step) {
        encodings.beginStep(step, random);
    }

    @Override
    public Tensor loss(long step, int part) {
        int[] indices = images(step, part);
        SplittableRandom changes = random.of(step, StepRandom.AUGMENTATION, part);
        float[] pixels = pixels(indices, changes);
        Mixup mixup = Mixup.draw(augmentation, indices.length, changes);
        Tensor logits = model().logits(reader.tensor(mixup.mix(pixels)), dropout(step, part));
        Tensor own = crossEntropy(logits, indices, b -> b);
        return mixup.share() == 1
                ? own
                : own.multiply(mixup.share())
                        .add(crossEntropy(logits, indices, mixup::partner).multiply(1 - mixup.share()));
    }

    int[] images(long step, int part) {
        long first = (step * batches.parts() + part) * batches.size();
        return LongStream.range(first, first + batches.size())
                .mapToInt(order::at)
                .toArray();
    }

    private float[] pixels(int[] indices, SplittableRandom changes) {
        try {
            float[] pixels = reader.read(data.train(), indices);
            for (int b = 0; b < indices.length; b++) {
                augmenter.apply(pixels, b * reader.count(), changes);
            }
            return pixels;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Tensor crossEntropy(Tensor logits, int[] indices, IntUnaryOperator whose) {
        long[] labels = IntStream.range(0, indices.length)
                .mapToLong(b -> data.train().label(indices[whose.applyAsInt(b)]))
                .toArray();
        return logits.crossEntropy(Tensor.of(labels, labels.length), labelSmoothing);
    }

    private @Nullable Randomness dropout(long step, int part) {
        boolean drops = model().config().dropout() > 0 || model().config().stochasticDepth() > 0;
        return drops
                ? Randomness.seeded(random.of(step, StepRandom.DROPOUT, part).nextLong())
                : null;
    }

    @Override
    public long tokensPerPart() {
        return (long) batches.size() * model().tokens();
    }

    @Override
    public long activationBytes() {
        return Float.BYTES
                * Math.max(
                        model().activations(batches.size(), true),
                        model().activations(TextEvaluation.batch(model().tokens()), false));
    }

    @Override
    public Evaluation evaluate() {
        return evaluate(data.validation(), Math.ceilDiv(batches.evaluationTokens(), model().tokens()));
    }

    private Evaluation evaluate(LabelledImages images, long most) {
        try {
            List<Judgement> judgements =
                    predictor.judge(images, ImagePredictor.some(images, most), ImagePredictor.Magnification.NONE);
            return ClassificationResult.of(data.labels(), judgements).evaluation();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean hasTest() {
        return data.test().isPresent();
    }

    @Override
    public Evaluation test() {
        return evaluate(data.test().orElseThrow(), 0);
    }

    @Override
    public List<String> recorded() {
        return ClassificationResult.names(data.labels());
    }

    @Override
    public List<String> notices() {
        return encodings.notices();
    }

    @Override
    public void write(Path folder, Provenance provenance) throws IOException {
        ImageClassifierFolder.write(folder, predictor, provenance);
    }

    @Override
    public void read(Path folder) throws IOException {
        ImageClassifierFolder.resume(folder, predictor, dataSha256());
    }

    @Override
    public String dataSha256() {
        return data.train().sha256();
    }

    @Override
    public void close() {
        predictor.close();
    }
}
