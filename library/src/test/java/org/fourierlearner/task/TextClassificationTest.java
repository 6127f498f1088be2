package org.fourierlearner.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.fourierlearner.data.text.LabelledFiles;
import org.fourierlearner.model.TinyClassifier;
import org.fourierlearner.tensor.Scope;
import org.junit.jupiter.api.Test;

class TextClassificationTest {
    private static final int TEXTS = 31;

    private static double loss(TextClassification task, long step, int part) {
        try (var _ = Scope.withoutGradients()) {
            return task.loss(step, part).item();
        }
    }

    @Test
    void everyTextIsSeenOnceBeforeAnyIsSeenAgain() throws IOException {
        try (TextClassification task = TinyLabels.task(3, 2, 1)) {
            List<Integer> seen = new ArrayList<>();
            for (int step = 0; seen.size() < 3 * TEXTS; step++) {
                for (int part = 0; part < 2; part++) {
                    IntStream.of(task.texts(step, part)).forEach(seen::add);
                }
            }
            List<List<Integer>> epochs =
                    List.of(seen.subList(0, TEXTS), seen.subList(TEXTS, 2 * TEXTS), seen.subList(2 * TEXTS, 3 * TEXTS));
            for (List<Integer> epoch : epochs) {
                assertThat(epoch)
                        .containsExactlyInAnyOrderElementsOf(
                                IntStream.range(0, TEXTS).boxed().toList());
            }
            assertThat(epochs.get(1)).isNotEqualTo(epochs.get(0));
            assertThat(epochs.get(2)).isNotEqualTo(epochs.get(1));
        }
    }

    @Test
    void labelsComeAtEqualDistances() throws IOException {
        LabelledFiles.Split data = TinyLabels.split();
        try (TextClassification task = TinyLabels.task(TEXTS, 1, 1)) {
            for (int step = 0; step < 5; step++) {
                int[] seen = new int[3];
                int[] texts = task.texts(step, 0);
                for (int t = 0; t < TEXTS; t++) {
                    seen[
                            data.labels()
                                    .indexOf(data.train().texts().get(texts[t]).label())]++;
                    for (int count : seen) {
                        // each label has its first texts in any share of a round, up to one that is drawn
                        assertThat((double) count).isCloseTo((t + 1) / 3.0, within(2.0));
                    }
                }
            }
        }
    }

    @Test
    void batchesMayBeLargerThanAllTexts() throws IOException {
        try (TextClassification task = TinyLabels.task(2 * TEXTS, 1, 1)) {
            assertThat(IntStream.of(task.texts(1, 0)).distinct()).hasSize(TEXTS);
            assertThat(loss(task, 1, 0)).isFinite();
        }
    }

    @Test
    void whatAStepSeesFollowsFromSeedAndStepAlone() throws IOException {
        String[] random = {"dropout=0.3", "excerpt=window"};
        try (TextClassification task = TinyLabels.task(4, 2, 1, random);
                TextClassification other = TinyLabels.task(4, 2, 2, random)) {
            double later = loss(task, 7, 1);
            assertThat(loss(task, 6, 1)).isNotEqualTo(later);
            assertThat(loss(task, 7, 1)).isEqualTo(later);
            assertThat(task.texts(7, 1)).isEqualTo(task.texts(7, 1)).isNotEqualTo(other.texts(7, 1));
        }
    }

    @Test
    void windowsChangeFromStepToStepThoughTheTextsAreTheSame() throws IOException {
        try (TextClassification beginning = TinyLabels.task(TEXTS, 1, 1);
                TextClassification window = TinyLabels.task(TEXTS, 1, 1, "excerpt=window")) {
            // the order of a batch changes the last digits of its mean
            assertThat(loss(beginning, 1, 0)).isCloseTo(loss(beginning, 0, 0), within(1e-6));
            assertThat(Math.abs(loss(window, 1, 0) - loss(window, 0, 0))).isGreaterThan(1e-5);
        }
    }

    @Test
    void smoothingMakesALossOfCertainty() throws IOException {
        LabelledFiles.Split data = TinyLabels.split();
        var batches = new TextClassification.Batches(TEXTS, 1, 0);
        try (TextClassification plain = TinyLabels.task(TEXTS, 1, 1);
                TextClassification smooth =
                        new TextClassification(TinyClassifier.config(), data, TinyCorpus.bytes(), batches, 0.3, 1)) {
            double[] ofRight = new double[TEXTS];
            double[] ofAll = new double[TEXTS];
            var predictor = new LabelPredictor(plain.model(), TinyCorpus.bytes(), data.labels());
            for (int t = 0; t < TEXTS; t++) {
                var text = data.train().texts().get(t);
                for (var prediction : predictor.predict(text.text())) {
                    double nats = -Math.log(prediction.probability());
                    ofAll[t] += nats / data.labels().size();
                    ofRight[t] += prediction.label().equals(text.label()) ? nats : 0;
                }
            }
            double right = Arrays.stream(ofRight).average().orElseThrow();
            double all = Arrays.stream(ofAll).average().orElseThrow();
            // logits of single precision
            assertThat(loss(plain, 0, 0)).isCloseTo(right, within(1e-6));
            assertThat(loss(smooth, 0, 0)).isCloseTo(0.7 * right + 0.3 * all, within(1e-6));
            assertThat(smooth.evaluate().score()).isEqualTo(plain.evaluate().score());
        }
    }

    @Test
    void measuresAreThoseThatAreRecorded() throws IOException {
        try (TextClassification task = TinyLabels.task(3, 1, 1)) {
            Evaluation evaluation = task.evaluate();

            assertThat(evaluation.measures().keySet()).containsExactly("loss", "accuracy");
            assertThat(evaluation.score()).isEqualTo(evaluation.measures().get("loss"));
            assertThat(task.recorded())
                    .startsWith("accuracy", "precision_no_0", "recall_no_0")
                    .hasSize(7)
                    .containsAll(evaluation.details().keySet());
        }
    }
}
