package org.fourierlearner.task;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.fourierlearner.data.text.LabelledFiles;
import org.fourierlearner.data.text.Tokenizer;
import org.fourierlearner.model.TextClassifier;
import org.fourierlearner.model.TextClassifierConfig;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// Telling the label of a text.
///
/// All texts for training are seen once before any is seen again, in an order that is drawn anew each time and has
/// those of a label at about equal distances.
public final class TextClassification implements Task {
    private final LabelledFiles.Split data;
    private final LabelPredictor predictor;
    private final Batches batches;
    private final double labelSmoothing;
    private final StepRandom random;
    private final TrainedEncodings encodings;
    private final List<Integer> classes;

    /// Of the texts for training.
    private final List<int[]> tokens;

    private final StratifiedOrder order;

    /// How texts come in batches.
    ///
    /// @param size the texts of a part of a batch
    /// @param parts how many parts make a batch
    /// @param evaluationTokens the most tokens to evaluate on, see [LabelPredictor#evaluate]
    public record Batches(int size, int parts, long evaluationTokens) {}

    /// Makes a model with first weights.
    ///
    /// @param config what the model is
    /// @param data the texts
    /// @param tokenizer turns them into tokens
    /// @param batches how texts come in batches
    /// @param labelSmoothing the share of probability spread over all labels in training
    /// @param seed of weights and order
    public TextClassification(
            TextClassifierConfig config,
            LabelledFiles.Split data,
            Tokenizer tokenizer,
            Batches batches,
            double labelSmoothing,
            long seed) {
        this.data = data;
        this.batches = batches;
        this.labelSmoothing = labelSmoothing;
        random = new StepRandom(seed);
        var model = new TextClassifier(
                config, tokenizer.vocabularySize(), data.labels().size(), Randomness.seeded(seed));
        predictor = new LabelPredictor(model, tokenizer, data.labels());
        encodings = new TrainedEncodings(model.attentions());
        classes = data.train().texts().stream()
                .map(text -> data.labels().indexOf(text.label()))
                .toList();
        tokens = data.train().texts().stream()
                .map(text -> tokenizer.encode(text.text()))
                .toList();
        order = new StratifiedOrder(classes, random);
    }

    /// {@return the model}
    public TextClassifier model() {
        return predictor.model();
    }

    @Override
    public Parameters parameters() {
        return model().parameters();
    }

    @Override
    public void beginStep(long step) {
        encodings.beginStep(step, random);
    }

    /// {@return the indices of the texts of a part of a batch}
    int[] texts(long step, int part) {
        long first = (step * batches.parts() + part) * batches.size();
        return LongStream.range(first, first + batches.size())
                .mapToInt(order::at)
                .toArray();
    }

    @Override
    public Tensor loss(long step, int part) {
        TextClassifierConfig config = model().config();
        SplittableRandom excerpts = random.of(step, StepRandom.EXCERPTS, part);
        Randomness dropout = config.dropout() > 0
                ? Randomness.seeded(random.of(step, StepRandom.DROPOUT, part).nextLong())
                : null;
        List<int[]> read = new ArrayList<>();
        long[] labels = new long[batches.size()];
        for (int index : texts(step, part)) {
            labels[read.size()] = classes.get(index);
            read.add(config.excerpt().forTraining(tokens.get(index), config.contextLength(), excerpts));
        }
        PaddedTokens batch = PaddedTokens.of(read);
        return model().logits(batch.tokens(), batch.isToken(), dropout)
                .crossEntropy(Tensor.of(labels, labels.length), labelSmoothing);
    }

    /// {@return the number of tokens of a part of a batch whose texts fill the context}
    @Override
    public long tokensPerPart() {
        return (long) batches.size() * model().config().contextLength();
    }

    @Override
    public long activationBytes() {
        int length = model().config().contextLength();
        return Float.BYTES
                * Math.max(
                        model().activations(batches.size(), length, true),
                        model().activations(TextEvaluation.batch(length), length, false));
    }

    @Override
    public Evaluation evaluate() {
        return predictor.evaluate(data.validation(), batches.evaluationTokens()).evaluation();
    }

    @Override
    public List<String> recorded() {
        return ClassificationResult.names(data.labels());
    }

    @Override
    public List<String> notices() {
        return encodings.notices();
    }

    @Override
    public void write(Path folder, Provenance provenance) throws IOException {
        TextClassifierFolder.write(folder, predictor, provenance);
    }

    @Override
    public void read(Path folder) throws IOException {
        TextClassifierFolder.resume(folder, predictor, dataSha256());
    }

    @Override
    public String dataSha256() {
        return data.train().sha256();
    }

    @Override
    public void close() {
        predictor.close();
    }
}
