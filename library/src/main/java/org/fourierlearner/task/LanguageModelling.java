package org.fourierlearner.task;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.fourierlearner.data.text.TextCorpora;
import org.fourierlearner.data.text.TokenCorpus;
import org.fourierlearner.model.LanguageModel;
import org.fourierlearner.model.LanguageModelConfig;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// Predicting the next token of a text.
///
/// A training sequence starts anywhere in the text; its place follows from the seed, the step and its
/// number.
public final class LanguageModelling implements Task {

    private static final int SAMPLE_TOKENS = 200;

    private final TextCorpora corpora;
    private final LanguageModel model;
    private final int batchSize;
    private final long evaluationTokens;
    private final long seed;
    private final StepRandom random;
    private final TrainedEncodings encodings;

    /// Makes a model with first weights.
    ///
    /// @param config what the model is
    /// @param corpora the texts, closed with this
    /// @param batchSize the sequences of a part of a batch
    /// @param evaluationTokens the most validation tokens to evaluate on; 0 for all
    /// @param seed of weights and data
    /// @throws IllegalArgumentException if a text, or what is evaluated of it, is shorter than the context
    ///     and one more token
    public LanguageModelling(
            LanguageModelConfig config, TextCorpora corpora, int batchSize, long evaluationTokens, long seed) {
        this.corpora = corpora;
        this.batchSize = batchSize;
        this.evaluationTokens = evaluationTokens;
        this.seed = seed;
        random = new StepRandom(seed);
        int needed = config.contextLength() + 1;
        requireContext("training text", corpora.train(), config.contextLength());
        requireContext("validation text", corpora.validation(), config.contextLength());
        if (evaluationTokens > 0 && evaluationTokens < needed) {
            throw new IllegalArgumentException(
                    "evaluationTokens: expected 0 for all or at least %d, one more than the context, got %d"
                            .formatted(needed, evaluationTokens));
        }
        model = new LanguageModel(config, corpora.tokenizer().vocabularySize(), Randomness.seeded(seed));
        encodings = new TrainedEncodings(model.attentions());
    }

    private static void requireContext(String which, TokenCorpus text, int contextLength) {
        if (text.size() <= contextLength) {
            throw new IllegalArgumentException(
                    "%s: expected at least %,d tokens, one more than the context, got %,d; give a longer text or lower model.contextLength"
                            .formatted(which, contextLength + 1L, text.size()));
        }
    }

    /// {@return the model}
    public LanguageModel model() {
        return model;
    }

    @Override
    public Parameters parameters() {
        return model.parameters();
    }

    @Override
    public void beginStep(long step) {
        encodings.beginStep(step, random);
    }

    /// {@return where the sequences of a part of a batch begin}
    long[] starts(long step, int part) {
        long places = corpora.train().size() - model.config().contextLength();
        return random.of(step, StepRandom.EXAMPLES, part)
                .longs(batchSize, 0, places)
                .toArray();
    }

    @Override
    public Tensor loss(long step, int part) {
        LanguageModelConfig config = model.config();
        Randomness dropout = config.dropout() > 0
                ? Randomness.seeded(random.of(step, StepRandom.DROPOUT, part).nextLong())
                : null;
        return TextEvaluation.loss(model, corpora.train(), starts(step, part), config.contextLength(), dropout);
    }

    @Override
    public long tokensPerPart() {
        return (long) batchSize * model.config().contextLength();
    }

    @Override
    public long activationBytes() {
        int length = model.config().contextLength();
        return Float.BYTES
                * Math.max(
                        model.activations(batchSize, length, true),
                        model.activations(TextEvaluation.batch(length), length, false));
    }

    @Override
    public Evaluation evaluate() {
        return new TextEvaluation(model, model.config().contextLength(), evaluationTokens).of(corpora.validation());
    }

    @Override
    public Optional<String> sample(long step) {
        LanguageModelConfig config = model.config();
        int tokens = config.endsWithContext() ? Math.min(SAMPLE_TOKENS, config.contextLength() - 1) : SAMPLE_TOKENS;
        var text = new StringBuilder();
        Sampling sampling = GenerationConfig.defaults().sampling();
        new TextGenerator(model, corpora.tokenizer())
                .generate(new TextGenerator.Request("", tokens, sampling, List.of(), seed), text::append);
        return Optional.of(text.toString());
    }

    @Override
    public List<String> notices() {
        return encodings.notices();
    }

    @Override
    public void write(Path folder, Provenance provenance) throws IOException {
        LanguageModelFolder.write(folder, model, corpora.tokenizer(), provenance);
    }

    @Override
    public void read(Path folder) throws IOException {
        new ModelFolder(folder).resumeWeights(model.parameters(), dataSha256());
    }

    @Override
    public String dataSha256() {
        return corpora.train().text().sha256();
    }

    @Override
    public void close() {
        model.close();
        corpora.close();
    }
}
