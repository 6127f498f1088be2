package org.fourierlearner.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.fourierlearner.data.text.LabelledTexts;
import org.fourierlearner.data.text.LabelledTexts.LabelledText;
import org.fourierlearner.model.TinyClassifier;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.Test;

class LabelPredictorTest {
    private static final double ROUNDING = 1e-5;

    private static LabelPredictor predictor(String... overrides) throws IOException {
        return new LabelPredictor(TinyClassifier.of(overrides), TinyCorpus.bytes(), List.of("no 0", "no 1", "no 2"));
    }

    @Test
    void probabilitiesSumToOneAndTheLikeliestComesFirst() throws IOException {
        try (LabelPredictor predictor = predictor()) {
            List<Prediction> predictions = predictor.predict("Größe");

            assertThat(predictions.stream().mapToDouble(Prediction::probability).sum())
                    .isCloseTo(1, within(ROUNDING));
            assertThat(predictions).extracting(Prediction::label).containsExactlyInAnyOrder("no 0", "no 1", "no 2");
            assertThat(predictions.get(0).probability())
                    .isGreaterThanOrEqualTo(predictions.get(1).probability());
            assertThat(predictions.get(1).probability())
                    .isGreaterThanOrEqualTo(predictions.get(2).probability());
        }
    }

    @Test
    void evaluationCountsWhatIsPredicted() throws IOException {
        LabelledTexts texts = TinyLabels.texts(29, 3);
        try (LabelPredictor predictor = predictor()) {
            ClassificationResult result = predictor.evaluate(texts, 0);

            double nats = 0;
            long[][] counts = new long[3][3];
            for (LabelledText text : texts.texts()) {
                List<Prediction> predictions = predictor.predict(text.text());
                counts[predictor.labels().indexOf(text.label())][
                        predictor.labels().indexOf(predictions.getFirst().label())]++;
                nats -= Math.log(predictions.stream()
                        .filter(prediction -> prediction.label().equals(text.label()))
                        .findFirst()
                        .orElseThrow()
                        .probability());
            }
            assertThat(result.loss()).isCloseTo(nats / 29, within(ROUNDING));
            assertThat(result.confusion().counts()).isDeepEqualTo(counts);
        }
    }

    @Test
    void probabilitiesAreAveragedOverWindows() throws IOException {
        // 27 tokens have three windows of 17: from 0, 5 and 10
        String text = "abcdefghijklmnopqrstuvwxyz!";
        try (LabelPredictor windows = predictor("excerpt.kind=window", "excerpt.evaluated=3");
                LabelPredictor whole = predictor()) {
            List<Prediction> averaged = windows.predict(text);
            for (Prediction prediction : averaged) {
                double sum = 0;
                for (int start : new int[] {0, 5, 10}) {
                    sum += whole.predict(text.substring(start, start + 17)).stream()
                            .filter(one -> one.label().equals(prediction.label()))
                            .findFirst()
                            .orElseThrow()
                            .probability();
                }
                assertThat(prediction.probability()).isCloseTo(sum / 3, within(ROUNDING));
            }
        }
    }

    @Test
    void fewerTokensAreThoseOfTextsAtEqualDistances() throws IOException {
        LabelledTexts texts = TinyLabels.texts(30, 3);
        List<LabelledText> third = new ArrayList<>();
        for (int i = 0; i < 30; i += 3) {
            third.add(texts.texts().get(i));
        }
        try (LabelPredictor predictor = predictor()) {
            ClassificationResult some = predictor.evaluate(texts, 10 * 17);

            assertThat(some.confusion().count()).isEqualTo(10);
            assertThat(some.loss())
                    .isCloseTo(
                            predictor
                                    .evaluate(new LabelledTexts(texts.file(), third, texts.sha256()), 0)
                                    .loss(),
                            within(ROUNDING));
            assertThat(predictor.evaluate(texts, 1).confusion().count()).isEqualTo(1);
            assertThat(predictor.evaluate(texts, 1_000_000).confusion().count()).isEqualTo(30);
        }
    }

    @Test
    void noTextAndADamagedModelAreRefused() throws IOException {
        try (LabelPredictor predictor = predictor()) {
            assertThatThrownBy(() -> predictor.predict("")).hasMessage("text: expected at least one character, got ''");
            try (var _ = Scope.withoutGradients()) {
                Tensor bias = predictor.model().parameters().get("head.out.bias");
                bias.copyInPlace(Tensor.full(Double.NaN, 3));
            }
            assertThatThrownBy(() -> predictor.predict("a"))
                    .hasMessage(
                            "logits: expected finite numbers, got NaN for label 'no 0'; the model is damaged or has diverged");
        }
    }
}
