package org.fourierlearner.task;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.fourierlearner.attention.Attention;
import org.fourierlearner.data.text.TextCorpora;
import org.fourierlearner.data.text.TokenCorpus;
import org.fourierlearner.model.LanguageModel;
import org.fourierlearner.model.LanguageModelConfig;
import org.fourierlearner.rpe.RelativePositionalEncoding;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// Predicting the next token of a text.
///
/// A training sequence starts anywhere in the text; its place follows from the seed, the step and its
/// number.
public final class LanguageModelling implements Task {

    private static final int SAMPLE_TOKENS = 200;

    // what random numbers of a step are for
    private static final int PLACES = 0;
    private static final int DROPOUT = 1;
    private static final int REDRAW = 2;

    private final TextCorpora corpora;
    private final LanguageModel model;
    private final int batchSize;
    private final long evaluationTokens;
    private final long seed;
    private final List<Redraw> redraws = new ArrayList<>();

    private record Redraw(RelativePositionalEncoding encoding, int every) {}

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
        int needed = config.contextLength() + 1;
        requireContext("training text", corpora.train(), config.contextLength());
        requireContext("validation text", corpora.validation(), config.contextLength());
        if (evaluationTokens > 0 && evaluationTokens < needed) {
            throw new IllegalArgumentException(
                    "evaluationTokens: expected 0 for all or at least %d, one more than the context, got %d"
                            .formatted(needed, evaluationTokens));
        }
        model = new LanguageModel(config, corpora.tokenizer().vocabularySize(), Randomness.seeded(seed));
        for (Attention attention : model.attentions()) {
            attention.encoding().ifPresent(encoding -> {
                int every = encoding.config().redrawEvery();
                if (every > 0) {
                    redraws.add(new Redraw(encoding, every));
                }
            });
        }
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
        for (int layer = 0; layer < redraws.size(); layer++) {
            Redraw redraw = redraws.get(layer);
            if (step > 0 && step % redraw.every() == 0) {
                redraw.encoding()
                        .redraw(Randomness.seeded(random(step, REDRAW, layer).nextLong()));
            }
        }
    }

    /// Random numbers of their own for each step, purpose and part, whatever came before.
    private SplittableRandom random(long step, int purpose, int part) {
        long state = seed;
        for (long number : new long[] {step, purpose, part}) {
            // mixed after each number: sums of them would give neighbouring steps nearly the same sequence
            state = new SplittableRandom(state).nextLong() + number;
        }
        return new SplittableRandom(new SplittableRandom(state).nextLong());
    }

    /// {@return where the sequences of a part of a batch begin}
    long[] starts(long step, int part) {
        SplittableRandom random = random(step, PLACES, part);
        long places = corpora.train().size() - model.config().contextLength();
        return random.longs(batchSize, 0, places).toArray();
    }

    @Override
    public Tensor loss(long step, int part) {
        LanguageModelConfig config = model.config();
        Randomness dropout = config.dropout() > 0
                ? Randomness.seeded(random(step, DROPOUT, part).nextLong())
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
        List<String> notices = new ArrayList<>();
        List<Attention> attentions = model.attentions();
        for (int layer = 0; layer < attentions.size(); layer++) {
            String where = "layer %d, ".formatted(layer);
            attentions
                    .get(layer)
                    .encoding()
                    .flatMap(RelativePositionalEncoding::collapseNotice)
                    .ifPresent(notice -> notices.add(where + notice));
        }
        return notices;
    }

    @Override
    public void write(Path folder, Provenance provenance) throws IOException {
        LanguageModelFolder.write(folder, model, corpora.tokenizer(), provenance);
    }

    @Override
    public void read(Path folder) throws IOException {
        LanguageModelFolder.loadWeights(folder, model);
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
