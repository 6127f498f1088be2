package org.fourierlearner.task;

import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.fourierlearner.data.text.Decoder;
import org.fourierlearner.data.text.Tokenizer;
import org.fourierlearner.data.text.UnknownCharacterException;
import org.fourierlearner.model.LanguageModel;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// Continues texts, token by token, from a state that does not grow when attention is linear.
///
/// @param model predicts the tokens
/// @param tokenizer turns them into text
public record TextGenerator(LanguageModel model, Tokenizer tokenizer) {

    /// Longer prompts are read in pieces, so that memory stays bounded.
    private static final int PREFILL = 1024;

    /// What ended a text.
    public enum End {
        /// A stop sequence came.
        STOP,
        /// As many tokens as were allowed.
        LENGTH,
        /// The caller wanted no more.
        CANCELLED
    }

    /// What to write.
    ///
    /// @param prompt what comes before; may be empty, then the text begins after a line break, or after the
    ///     first token of a vocabulary without line breaks
    /// @param maxTokens the most tokens to add
    /// @param sampling how tokens are chosen
    /// @param stop texts before which to stop; the first to come wins
    /// @param seed the same seed gives the same text
    public record Request(String prompt, int maxTokens, Sampling sampling, List<String> stop, long seed) {

        /// Checks the number of tokens.
        ///
        /// @throws IllegalArgumentException if it is negative or a stop text is empty
        public Request {
            if (maxTokens < 0) {
                throw new IllegalArgumentException("maxTokens: expected a number ≥ 0, got %d".formatted(maxTokens));
            }
            if (stop.contains("")) {
                throw new IllegalArgumentException("stop: expected texts of at least one character, got ''");
            }
            stop = List.copyOf(stop);
        }
    }

    /// Writes a text, piece by piece.
    ///
    /// @param request what to write
    /// @param pieces told each piece as soon as it cannot belong to a stop text; the prompt is not among
    ///     them
    /// @return why it ended
    /// @throws IllegalArgumentException before anything is written, if prompt and text can become longer
    ///     than the model's positions allow, or the tokenizer does not know a character of the prompt
    public End generate(Request request, Consumer<String> pieces) {
        int[] prompt = request.prompt().isEmpty() ? beginning() : tokenizer.encode(request.prompt());
        requirePositions(prompt.length, request.maxTokens());
        var random = new SplittableRandom(request.seed());
        var seen = new BitSet();
        var held = new HeldText(request.stop(), pieces);
        Decoder decoder = tokenizer.decoder();
        try (var stream = model.begin()) {
            float[] logits = append(stream, prompt);
            for (int token : prompt) {
                seen.set(token);
            }
            for (int added = 0; added < request.maxTokens(); added++) {
                if (Thread.currentThread().isInterrupted()) {
                    held.finish("");
                    return End.CANCELLED;
                }
                int token = request.sampling().next(logits, seen, random);
                seen.set(token);
                if (held.add(decoder.next(token))) {
                    return End.STOP;
                }
                if (added + 1 < request.maxTokens()) {
                    logits = append(stream, token);
                }
            }
        }
        return held.finish(decoder.end()) ? End.STOP : End.LENGTH;
    }

    /// The token of a line break, or the first one of a vocabulary of characters that lacks it.
    private int[] beginning() {
        try {
            return tokenizer.encode("\n");
        } catch (UnknownCharacterException _) {
            return new int[] {0};
        }
    }

    private void requirePositions(int promptTokens, int maxTokens) {
        int positions = model.config().contextLength();
        // the last token has no successor to predict, so it needs no position
        int most = positions - promptTokens + 1;
        if (model.config().endsWithContext() && most > 0 && maxTokens > most) {
            throw new IllegalArgumentException(
                    "maxTokens: expected at most %d after a prompt of %d tokens, because the model has %d positions, got %d"
                            .formatted(most, promptTokens, positions, maxTokens));
        }
    }

    private static float[] append(LanguageModel.Stream stream, int... tokens) {
        float[] last = {};
        for (int start = 0; start < tokens.length; start += PREFILL) {
            int count = Math.min(PREFILL, tokens.length - start);
            long[] piece = new long[count];
            for (int t = 0; t < count; t++) {
                piece[t] = tokens[start + t];
            }
            try (var _ = Scope.withoutGradients()) {
                Tensor logits = stream.append(Tensor.of(piece, 1, count));
                last = logits.select(1, count - 1).toFloats();
            }
        }
        return last;
    }
}
