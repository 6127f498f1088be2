package org.fourierlearner.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.fourierlearner.data.text.Tokenizer;
import org.fourierlearner.data.text.UnknownCharacterException;
import org.fourierlearner.model.LanguageModel;
import org.fourierlearner.model.TinyModel;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextGeneratorTest {
    private static final Sampling GREEDY = new Sampling(0, 0, 1, 0, 1);

    private final LanguageModel model = TinyModel.of();
    private final List<String> pieces = new ArrayList<>();

    @AfterEach
    void close() {
        model.close();
    }

    private String text() {
        return String.join("", pieces);
    }

    private TextGenerator.End generate(LanguageModel from, TextGenerator.Request request) throws IOException {
        pieces.clear();
        return new TextGenerator(from, TinyCorpus.bytes()).generate(request, pieces::add);
    }

    private static TextGenerator.Request request(String prompt, int maxTokens, Sampling sampling, long seed) {
        return new TextGenerator.Request(prompt, maxTokens, sampling, List.of(), seed);
    }

    @Test
    void theSameSeedGivesTheSameText() throws IOException {
        assertThat(generate(model, request("once", 50, Sampling.plain(), 3))).isEqualTo(TextGenerator.End.LENGTH);
        String first = text();
        generate(model, request("once", 50, Sampling.plain(), 3));
        assertThat(text()).isEqualTo(first);

        generate(model, request("once", 50, Sampling.plain(), 4));
        assertThat(text()).isNotEqualTo(first);
    }

    @Test
    void eachTokenIsTheLikeliestOfTheWholeTextSoFar() throws IOException {
        Tokenizer characters = TinyCorpus.charactersOf("abcdefghijklm\n");
        try (var small = new LanguageModel(TinyModel.config(), characters.vocabularySize(), Randomness.seeded(3))) {
            new TextGenerator(small, characters).generate(request("abc", 20, GREEDY, 1), pieces::add);

            StringBuilder expected = new StringBuilder("abc");
            for (int added = 0; added < 20; added++) {
                expected.append(characters.decode(likeliest(small, characters.encode(expected.toString()))));
            }
            assertThat("abc" + text()).isEqualTo(expected.toString());
        }
    }

    private static int likeliest(LanguageModel model, int[] tokens) {
        long[] input = new long[tokens.length];
        for (int t = 0; t < tokens.length; t++) {
            input[t] = tokens[t];
        }
        try (var _ = Scope.withoutGradients()) {
            float[] logits = model.logits(Tensor.of(input, 1, input.length), null)
                    .select(1, input.length - 1)
                    .toFloats();
            int likeliest = 0;
            for (int token = 0; token < logits.length; token++) {
                likeliest = logits[token] > logits[likeliest] ? token : likeliest;
            }
            return likeliest;
        }
    }

    @Test
    void aStopTextEndsTheTextBeforeIt() throws IOException {
        generate(model, request("once", 60, Sampling.plain(), 3));
        String whole = text();
        String stop = whole.substring(10, 13);

        TextGenerator.End end =
                generate(model, new TextGenerator.Request("once", 60, Sampling.plain(), List.of("☃", stop), 3));

        assertThat(end).isEqualTo(TextGenerator.End.STOP);
        assertThat(text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
    }

    @Test
    void anInterruptedThreadWantsNoMore() throws IOException {
        Thread.currentThread().interrupt();

        assertThat(generate(model, request("once", 50, Sampling.plain(), 3))).isEqualTo(TextGenerator.End.CANCELLED);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(pieces).isEmpty();
    }

    @Test
    void noTokensAreNoText() throws IOException {
        assertThat(generate(model, request("once", 0, Sampling.plain(), 3))).isEqualTo(TextGenerator.End.LENGTH);

        assertThat(text()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1023", "1024", "1025", "2100"})
    void aLongPromptIsReadInPieces(int length) throws IOException {
        generate(model, request("x".repeat(length - 1) + "y", 1, GREEDY, 1));
        byte[] prompt = ("x".repeat(length - 1) + "y").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        int[] tokens = new int[length];
        for (int t = 0; t < length; t++) {
            tokens[t] = prompt[t];
        }

        assertThat(text()).isEqualTo(TinyCorpus.bytes().decode(likeliest(model, tokens)));
    }

    @Test
    void anEmptyPromptIsALineBreak() throws IOException {
        generate(model, request("", 30, Sampling.plain(), 3));
        String begun = text();
        generate(model, request("\n", 30, Sampling.plain(), 3));

        assertThat(text()).isEqualTo(begun);
    }

    @Test
    void aVocabularyWithoutLineBreakCanBeginToo() throws IOException {
        Tokenizer characters = TinyCorpus.charactersOf("abc");
        try (var small = new LanguageModel(TinyModel.config(), 3, Randomness.seeded(3))) {
            var generator = new TextGenerator(small, characters);

            generator.generate(request("", 30, Sampling.plain(), 3), pieces::add);

            assertThat(text()).matches("[abc]{30}");
            assertThatThrownBy(() -> generator.generate(request("a\n", 30, Sampling.plain(), 3), pieces::add))
                    .isInstanceOf(UnknownCharacterException.class);
        }
    }

    @Test
    void aPromptLongerThanLearnedPositionsIsRefused() {
        try (LanguageModel learned = TinyModel.of("absolutePositions=learned")) {
            assertThatThrownBy(() -> generate(learned, request("x".repeat(18), 5, GREEDY, 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("tokens: expected at most 17, as many as there are learned positions, got 18; "
                            + "train with model.absolutePositions=none for longer sequences");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"absolutePositions=learned", "attention.rpe={kind='convolutional-spe', taps=3}"})
    void aTextLongerThanPositionsIsRefusedBeforeItBegins(String positions) throws IOException {
        try (LanguageModel bounded = TinyModel.of(positions)) {
            assertThatThrownBy(() -> generate(bounded, request("x".repeat(10), 9, GREEDY, 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("maxTokens: expected at most 8 after a prompt of 10 tokens, "
                            + "because the model has 17 positions, got 9");
            assertThat(pieces).isEmpty();

            assertThat(generate(bounded, request("x".repeat(10), 8, GREEDY, 1))).isEqualTo(TextGenerator.End.LENGTH);
        }
    }

    @Test
    void impossibleRequestsAreRefused() {
        assertThatThrownBy(() -> request("", -1, GREEDY, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxTokens: expected a number ≥ 0, got -1");
        assertThatThrownBy(() -> new TextGenerator.Request("", 1, GREEDY, List.of("a", ""), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("stop: expected texts of at least one character, got ''");
    }
}
