package org.fourierlearner.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.fourierlearner.data.text.TokenCorpus;
import org.fourierlearner.model.LanguageModel;
import org.fourierlearner.model.TinyModel;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextEvaluationTest {

    /// 19 characters in 21 bytes, five words.
    private static final String TEXT = "Ä b cde\nfghijk lmnö";

    private static final int LENGTH = 6;

    @TempDir
    Path folder;

    private final LanguageModel model = TinyModel.of();
    private TokenCorpus text;

    @BeforeEach
    void openTheText() throws IOException {
        text = TinyCorpus.of(TEXT, folder.resolve("tokens"));
    }

    @AfterEach
    void close() {
        text.close();
        model.close();
    }

    private double meanByHand(int tokens) {
        byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
        double nats = 0;
        for (int start = 0; start < tokens; start += LENGTH) {
            int length = Math.min(LENGTH, tokens - start);
            long[] input = new long[length];
            for (int t = 0; t < length; t++) {
                input[t] = bytes[start + t] & 0xFF;
            }
            try (var _ = Scope.withoutGradients()) {
                double[] logits =
                        model.logits(Tensor.of(input, 1, length), null).toDoubles();
                for (int t = 0; t < length; t++) {
                    double sum = 0;
                    for (int token = 0; token < TinyModel.VOCABULARY; token++) {
                        sum += Math.exp(logits[t * TinyModel.VOCABULARY + token]);
                    }
                    int next = bytes[start + t + 1] & 0xFF;
                    nats += Math.log(sum) - logits[t * TinyModel.VOCABULARY + next];
                }
            }
        }
        return nats / tokens;
    }

    @Test
    void theScoreIsTheMeanOfThePiecesByHand() {
        Evaluation evaluation = new TextEvaluation(model, LENGTH, 0).of(text);

        // 20 tokens to predict make three pieces of six and one of two; single precision of numbers near 5.5
        assertThat(evaluation.score()).isCloseTo(meanByHand(20), within(1e-5));
    }

    @Test
    void everyLengthOfThePiecesPredictsTheSameTokens() {
        for (int length : new int[] {1, 6, 7, 13, 20}) {
            assertThat(new TextEvaluation(model, length, 0).of(text).measures()).containsEntry("tokens", 20.0);
        }
    }

    @Test
    void onlyTheFirstTokensAreUsedIfSoMuchWasAsked() {
        Evaluation evaluation = new TextEvaluation(model, LENGTH, 2 * LENGTH + 1).of(text);

        assertThat(evaluation.score()).isCloseTo(meanByHand(12), within(1e-5));
        assertThat(evaluation.measures()).containsEntry("tokens", 12.0);
    }

    @Test
    void theMeasuresFollowFromTheScore() {
        Evaluation evaluation = new TextEvaluation(model, LENGTH, 0).of(text);

        double nats = evaluation.score();
        Map<String, Double> measures = evaluation.measures();
        assertThat(measures)
                .containsOnlyKeys(
                        "nats_per_token",
                        "perplexity",
                        "bits_per_character",
                        "bits_per_byte",
                        "word_perplexity",
                        "tokens");
        assertThat(measures.get("nats_per_token")).isEqualTo(nats);
        assertThat(measures.get("perplexity")).isCloseTo(Math.exp(nats), within(1e-9));
        // a byte is a token here
        assertThat(measures.get("bits_per_byte")).isCloseTo(nats / Math.log(2), within(1e-12));
        assertThat(measures.get("bits_per_character")).isCloseTo(nats / Math.log(2) * 21 / 19, within(1e-12));
        double wordPerplexity = Math.exp(nats * 21 / 5);
        assertThat(measures.get("word_perplexity")).isCloseTo(wordPerplexity, within(1e-12 * wordPerplexity));
    }

    @Test
    void manyPiecesAtOnceGiveWhatSingleOnesDo() throws IOException {
        // 10,000 tokens are more than one batch
        try (TokenCorpus longer = TinyCorpus.of(TEXT.repeat(500), folder.resolve("longer"))) {
            Evaluation evaluation = new TextEvaluation(model, 21, 21 * 499 + 1).of(longer);

            // every piece is the same text; single precision
            assertThat(evaluation.score())
                    .isCloseTo(new TextEvaluation(model, 21, 22).of(longer).score(), within(1e-5));
            assertThat(evaluation.measures()).containsEntry("tokens", 21.0 * 499);
        }
    }

    @Test
    void aContextLongerThanTheTextIsRefused() {
        assertThatThrownBy(() -> new TextEvaluation(model, 21, 0).of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("text: expected at least 22 tokens, one more than the context, got 21");
        assertThatThrownBy(() -> new TextEvaluation(model, LENGTH, 3).of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("text: expected at least 7 tokens, one more than the context, got 3");
        assertThat(new TextEvaluation(model, 20, 0).of(text).measures()).containsEntry("tokens", 20.0);
    }
}
