package org.fourierlearner.task;

import java.util.LinkedHashMap;
import java.util.Map;
import org.fourierlearner.data.text.TextSummary;
import org.fourierlearner.data.text.TokenCorpus;
import org.fourierlearner.model.LanguageModel;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// How well a language model predicts a text that is cut into pieces, each predicted from its own
/// beginning; the last may be shorter, so that the same tokens are predicted whatever the length.
///
/// @param model the model
/// @param length of the pieces, in tokens
/// @param mostTokens of the text to use; 0 for all
public record TextEvaluation(LanguageModel model, int length, long mostTokens) {

    /// Tokens that are predicted at once; more take memory and are no faster.
    private static final int TOKENS_AT_ONCE = 4096;

    /// {@return how many pieces are predicted at once}
    ///
    /// @param length of the pieces, in tokens
    static int batch(int length) {
        return Math.max(1, TOKENS_AT_ONCE / length);
    }

    /// {@return the loss in nats per token, and what follows from it}
    ///
    /// @param text the text
    /// @throws IllegalArgumentException if the text is shorter than a piece
    public Evaluation of(TokenCorpus text) {
        long usable = mostTokens == 0 ? text.size() : Math.min(text.size(), mostTokens);
        long pieces = (usable - 1) / length;
        if (pieces < 1) {
            throw new IllegalArgumentException("text: expected at least %d tokens, one more than the context, got %d"
                    .formatted(length + 1, usable));
        }
        int atOnce = batch(length);
        double nats = 0;
        for (long piece = 0; piece < pieces; piece += atOnce) {
            long[] starts = new long[(int) Math.min(atOnce, pieces - piece)];
            for (int b = 0; b < starts.length; b++) {
                starts[b] = (piece + b) * length;
            }
            nats += nats(text, starts, length);
        }
        int rest = (int) (usable - 1 - pieces * length);
        if (rest > 0) {
            nats += nats(text, new long[] {pieces * length}, rest);
        }
        return measures(nats / (usable - 1), usable - 1, text);
    }

    private double nats(TokenCorpus text, long[] starts, int tokens) {
        try (var _ = Scope.withoutGradients()) {
            return loss(model, text, starts, tokens, null).item() * starts.length * tokens;
        }
    }

    private static Evaluation measures(double natsPerToken, long tokens, TokenCorpus text) {
        TextSummary whole = text.text();
        double nats = natsPerToken * text.size();
        Map<String, Double> measures = new LinkedHashMap<>();
        measures.put("nats_per_token", natsPerToken);
        measures.put("perplexity", Math.exp(natsPerToken));
        measures.put("bits_per_character", nats / Math.log(2) / whole.characters());
        measures.put("bits_per_byte", nats / Math.log(2) / whole.bytes());
        measures.put("word_perplexity", Math.exp(nats / Math.max(1, whole.words())));
        measures.put("tokens", (double) tokens);
        return new Evaluation(natsPerToken, measures);
    }

    /// {@return the mean loss over pieces of a text, a scalar}
    static Tensor loss(LanguageModel model, TokenCorpus text, long[] starts, int length, @Nullable Randomness dropout) {
        long[] inputs = new long[starts.length * length];
        long[] targets = new long[inputs.length];
        int[] window = new int[length + 1];
        for (int b = 0; b < starts.length; b++) {
            text.read(starts[b], window);
            for (int t = 0; t < length; t++) {
                inputs[b * length + t] = window[t];
                targets[b * length + t] = window[t + 1];
            }
        }
        Tensor logits = model.logits(Tensor.of(inputs, starts.length, length), dropout);
        return logits.reshape(inputs.length, model.vocabularySize())
                .crossEntropy(Tensor.of(targets, targets.length), 0);
    }
}
