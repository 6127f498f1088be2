package org.fourierlearner.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.fourierlearner.data.image.LabelledImages;
import org.fourierlearner.data.image.augment.Augmentation;
import org.fourierlearner.data.image.augment.Augmenter;
import org.fourierlearner.data.image.augment.Mixup;
import org.fourierlearner.tensor.Scope;
import org.junit.jupiter.api.Test;

class ImageClassificationTest {
    private static final int IMAGES = 31;
    private static final Augmentation ALL = new Augmentation(2, 0.5, 10, 0.3, 0.4);

    private static double loss(ImageClassification task, long step, int part) {
        try (var _ = Scope.withoutGradients()) {
            return task.loss(step, part).item();
        }
    }

    @Test
    void everyImageIsSeenOnceBeforeAnyIsSeenAgain() throws IOException {
        try (ImageClassification task = TinyImages.task(3, 2, 1)) {
            List<Integer> seen = new ArrayList<>();
            for (int step = 0; seen.size() < 2 * IMAGES; step++) {
                for (int part = 0; part < 2; part++) {
                    IntStream.of(task.images(step, part)).forEach(seen::add);
                }
            }
            List<Integer> first = seen.subList(0, IMAGES);
            List<Integer> second = seen.subList(IMAGES, 2 * IMAGES);
            List<Integer> every = IntStream.range(0, IMAGES).boxed().toList();
            assertThat(first).containsExactlyInAnyOrderElementsOf(every);
            assertThat(second).containsExactlyInAnyOrderElementsOf(every).isNotEqualTo(first);
        }
    }

    @Test
    void batchesMayBeLargerThanAllImages() throws IOException {
        try (ImageClassification task = TinyImages.task(2 * IMAGES, 1, 1)) {
            assertThat(IntStream.of(task.images(1, 0)).distinct()).hasSize(IMAGES);
            assertThat(loss(task, 1, 0)).isFinite();
        }
    }

    @Test
    void whatAStepSeesFollowsFromSeedAndStepAlone() throws IOException {
        var batches = new ImageClassification.Batches(4, 2, 0);
        String[] random = {"dropout=0.3", "stochasticDepth=0.3"};
        try (ImageClassification task = TinyImages.task(batches, ALL, 0.1, 1, random);
                ImageClassification same = TinyImages.task(batches, ALL, 0.1, 1, random);
                ImageClassification other = TinyImages.task(batches, ALL, 0.1, 2, random)) {
            double later = loss(task, 7, 1);
            assertThat(loss(task, 7, 0)).isNotEqualTo(later);
            assertThat(loss(task, 6, 1)).isNotEqualTo(later);
            assertThat(loss(task, 7, 1)).isEqualTo(later);
            assertThat(loss(same, 7, 1)).isEqualTo(later);
            assertThat(task.images(7, 1)).isEqualTo(same.images(7, 1)).isNotEqualTo(other.images(7, 1));
        }
    }

    @Test
    void imagesAreChangedAnewInEachRound() throws IOException {
        var all = new ImageClassification.Batches(IMAGES, 1, 0);
        for (Augmentation one : List.of(
                new Augmentation(2, 0, 0, 0, 0),
                new Augmentation(0, 0.5, 0, 0, 0),
                new Augmentation(0, 0, 20, 0, 0),
                new Augmentation(0, 0, 0, 0.9, 0),
                new Augmentation(0, 0, 0, 0, 1))) {
            try (ImageClassification plain = TinyImages.task(IMAGES, 1, 1);
                    ImageClassification changed = TinyImages.task(all, one, 0, 1)) {
                // the order of a batch changes the last digits of its mean
                assertThat(loss(plain, 1, 0)).isCloseTo(loss(plain, 0, 0), within(1e-6));
                assertThat(Math.abs(loss(changed, 1, 0) - loss(changed, 0, 0)))
                        .as("%s", one)
                        .isGreaterThan(1e-5);
                assertThat(changed.evaluate().score())
                        .isEqualTo(plain.evaluate().score());
            }
        }
    }

    /// `−Σ t log p` with targets `t` that are mixed between two labels, and then with all labels.
    @Test
    void mixedAndSmoothedLabelsAreThoseOfTheDefinition() throws IOException {
        int size = 5;
        double smoothing = 0.3;
        var batches = new ImageClassification.Batches(size, 2, 0);
        try (ImageClassification task = TinyImages.task(batches, ALL, smoothing, 1);
                var _ = Scope.withoutGradients()) {
            LabelledImages images = TinyImages.split().train();
            int[] indices = task.images(3, 1);
            SplittableRandom changes = new StepRandom(1).of(3, StepRandom.AUGMENTATION, 1);
            var reader = new PixelReader(TinyImages.SIDE, TinyImages.SIDE, 1);
            var augmenter = new Augmenter(ALL, 1, TinyImages.SIDE, TinyImages.SIDE);
            float[] pixels = reader.read(images, indices);
            for (int b = 0; b < size; b++) {
                augmenter.apply(pixels, b * reader.count(), changes);
            }
            Mixup mixup = Mixup.draw(ALL, size, changes);
            double[] logarithms = task.model()
                    .logits(reader.tensor(mixup.mix(pixels)), null)
                    .logSoftmax(-1)
                    .toDoubles();
            double nats = 0;
            for (int b = 0; b < size; b++) {
                double[] target = {smoothing / 3, smoothing / 3, smoothing / 3};
                target[images.label(indices[b])] += (1 - smoothing) * mixup.share();
                target[images.label(indices[mixup.partner(b)])] += (1 - smoothing) * (1 - mixup.share());
                for (int label = 0; label < 3; label++) {
                    nats -= target[label] * logarithms[3 * b + label] / size;
                }
            }
            assertThat(mixup.share()).isStrictlyBetween(0.0, 1.0);
            // losses near 1, in single precision
            assertThat(loss(task, 3, 1)).isCloseTo(nats, within(1e-6));
        }
    }

    @Test
    void evaluationIsOfAsManyImagesAsHaveTheTokens() throws IOException {
        // 8 x 8 pixels are 16 patches
        for (var row : new long[][] {{0, 30}, {1, 1}, {16, 1}, {17, 2}, {160, 10}, {1_000_000, 30}}) {
            var batches = new ImageClassification.Batches(3, 1, row[0]);
            try (ImageClassification task = TinyImages.task(batches, Augmentation.none(), 0, 1)) {
                var predictor = new ImagePredictor(task.model(), TinyImages.LABELS);
                LabelledImages images = TinyImages.split().validation();
                List<Judgement> some =
                        predictor.judge(images, ImagePredictor.some(images, row[1]), ImagePredictor.Magnification.NONE);

                assertThat(task.tokensPerPart()).isEqualTo(3 * 16);
                assertThat(some).hasSize((int) row[1]);
                assertThat(task.evaluate().score())
                        .as("%d tokens", row[0])
                        .isEqualTo(
                                ClassificationResult.of(TinyImages.LABELS, some).loss());
            }
        }
    }

    @Test
    void theTestIsOfAllImagesForTheTest() throws IOException {
        var batches = new ImageClassification.Batches(3, 1, 16);
        try (ImageClassification task = TinyImages.task(batches, Augmentation.none(), 0, 1)) {
            var predictor = new ImagePredictor(task.model(), TinyImages.LABELS);
            LabelledImages images = TinyImages.split().test().orElseThrow();
            List<Judgement> all =
                    predictor.judge(images, ImagePredictor.some(images, 0), ImagePredictor.Magnification.NONE);

            assertThat(task.hasTest()).isTrue();
            assertThat(all).hasSize(29);
            assertThat(task.test().score())
                    .isEqualTo(ClassificationResult.of(TinyImages.LABELS, all).loss());
        }
    }

    @Test
    void measuresAreThoseThatAreRecorded() throws IOException {
        try (ImageClassification task = TinyImages.task(3, 1, 1)) {
            Evaluation evaluation = task.evaluate();

            assertThat(evaluation.measures().keySet()).containsExactly("loss", "accuracy");
            assertThat(evaluation.score()).isEqualTo(evaluation.measures().get("loss"));
            assertThat(task.recorded())
                    .startsWith("accuracy", "precision_across", "recall_across")
                    .hasSize(7)
                    .containsAll(evaluation.details().keySet());
        }
    }
}
