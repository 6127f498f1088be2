package org.fourierlearner.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import org.fourierlearner.data.image.Image;
import org.fourierlearner.model.TinyVision;
import org.fourierlearner.model.VisionTransformer;
import org.fourierlearner.task.ImagePredictor.Magnification;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.ShapeMismatchException;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ImagePredictorTest {
    private static final double ROUNDING = 1e-5;
    private static final List<String> LABELS = List.of("a", "b", "c", "d", "e", "f", "g");
    private static final TinyImages IMAGES = new TinyImages(13, 5, 3);

    private static ImagePredictor predictor() {
        return new ImagePredictor(TinyVision.disturbed(), LABELS);
    }

    @Test
    void probabilitiesSumToOneAndTheLikeliestComesFirst() {
        try (ImagePredictor predictor = predictor()) {
            List<Prediction> predictions = predictor.predict(IMAGES.image(0));

            assertThat(predictions).extracting(Prediction::label).containsExactlyInAnyOrderElementsOf(LABELS);
            assertThat(predictions.stream().mapToDouble(Prediction::probability).sum())
                    .isCloseTo(1, within(ROUNDING));
            assertThat(predictions)
                    .isSortedAccordingTo((one, other) -> Double.compare(other.probability(), one.probability()));
        }
    }

    @Test
    void anySizeAndColorIsBroughtToThatOfTheModel() {
        Image grey = new TinyImages(1, 3, 1).image(0);
        try (ImagePredictor predictor = predictor()) {
            for (Image image : List.of(grey, grey.resized(1, 1), grey.resized(50, 2), IMAGES.image(1))) {
                assertThat(predictor.predict(image))
                        .as("%s", image)
                        .isEqualTo(predictor.predict(image.toChannels(3).resized(10, 6)));
            }
        }
    }

    @Test
    void judgementsAreThePredictionsInTheOrderOfTheImages() throws IOException {
        try (ImagePredictor predictor = predictor()) {
            int[] indices = {12, 0, 7};
            List<Judgement> judgements = predictor.judge(IMAGES, indices, Magnification.NONE);

            assertThat(judgements).hasSize(3);
            for (int k = 0; k < 3; k++) {
                List<Prediction> predictions = predictor.predict(IMAGES.image(indices[k]));
                Judgement judgement = judgements.get(k);
                assertThat(judgement.right()).isEqualTo(IMAGES.label(indices[k]));
                assertThat(LABELS.get(judgement.told()))
                        .isEqualTo(predictions.getFirst().label());
                assertThat(Math.exp(judgement.logProbabilities()[judgement.told()]))
                        .isCloseTo(predictions.getFirst().probability(), within(ROUNDING));
                assertThat(predictions.get(judgement.rank()).label()).isEqualTo(LABELS.get(judgement.right()));
            }
        }
    }

    /// Fifteen tokens an image: 600 images are some batches.
    @Test
    void batchesMakeNoDifference() throws IOException {
        var many = new TinyImages(600, 5, 1);
        try (ImagePredictor predictor = predictor()) {
            List<Judgement> all = predictor.judge(many, ImagePredictor.some(many, 0), Magnification.NONE);
            assertThat(all).hasSize(600);
            for (int index : new int[] {0, 272, 273, 599}) {
                assertThat(all.get(index).logProbabilities())
                        .containsExactly(
                                predictor
                                        .judge(many, new int[] {index}, Magnification.NONE)
                                        .getFirst()
                                        .logProbabilities(),
                                within(ROUNDING));
            }
        }
    }

    @Test
    void magnifiedImagesAreReadAtTheirSizeAndThenAveraged() throws IOException {
        try (ImagePredictor predictor = predictor()) {
            Image image = IMAGES.image(4);
            for (Magnification shown : List.of(
                    Magnification.NONE, new Magnification(2, 1), new Magnification(2, 2), new Magnification(6, 3))) {
                double[] judged =
                        predictor.judge(IMAGES, new int[] {4}, shown).getFirst().logProbabilities();
                try (var _ = Scope.withoutGradients()) {
                    var reader = new PixelReader(6 * shown.size(), 10 * shown.size(), 3);
                    float[] pixels = new float[reader.count()];
                    reader.read(image, pixels, 0);
                    Tensor averaged = VisionTransformer.averaged(reader.tensor(pixels), shown.patch());
                    assertThat(predictor
                                    .model()
                                    .logits(averaged, null)
                                    .logSoftmax(-1)
                                    .toDoubles())
                            .isEqualTo(judged);
                }
            }
        }
    }

    @Test
    void pixelsGoFromNoneToOneChannelByChannel() {
        var reader = new PixelReader(1, 2, 3);
        float[] pixels = new float[7];
        reader.read(new Image(2, 1, 3, new byte[] {0, 51, (byte) 255, 102, (byte) 204, (byte) 153}), pixels, 1);
        assertThat(pixels).containsExactly(0, 0, 0.4f, 0.2f, 0.8f, 1, 0.6f);
    }

    @Test
    void fewerImagesAreThoseAtEqualDistances() {
        assertThat(ImagePredictor.some(IMAGES, 5)).containsExactly(0, 2, 5, 7, 10);
        assertThat(ImagePredictor.some(IMAGES, 0)).hasSize(13);
        assertThat(ImagePredictor.some(IMAGES, 1000)).hasSize(13);
    }

    @Test
    void magnificationsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new Magnification(0, 1))
                .hasMessage("magnification: expected positive numbers, got 0 and 1");
        try (ImagePredictor predictor = predictor()) {
            assertThatThrownBy(() -> predictor.judge(IMAGES, new int[] {0}, new Magnification(1, 2)))
                    .isInstanceOf(ShapeMismatchException.class)
                    .hasMessage(
                            "pixels: expected shape height and width that are multiples of the patch, 2, got [1, 3, 3, 5]");
        }
    }

    @Test
    void aDamagedModelIsRefused() {
        try (ImagePredictor predictor = predictor()) {
            try (var _ = Scope.withoutGradients()) {
                Tensor bias = predictor.model().parameters().get("head.out.bias");
                bias.copyInPlace(Tensor.full(Double.NaN, TinyVision.CLASSES));
            }
            assertThatThrownBy(() -> predictor.predict(IMAGES.image(0)))
                    .hasMessage(
                            "logits: expected finite numbers, got NaN for label 'a'; the model is damaged or has diverged");
        }
    }
}
