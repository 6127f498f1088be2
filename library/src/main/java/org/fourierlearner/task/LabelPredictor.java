package org.fourierlearner.task;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.fourierlearner.data.text.LabelledTexts;
import org.fourierlearner.data.text.LabelledTexts.LabelledText;
import org.fourierlearner.data.text.Tokenizer;
import org.fourierlearner.model.TextClassifier;
import org.fourierlearner.model.TextClassifierConfig;
import org.fourierlearner.tensor.Scope;

/// Tells the labels of texts.
///
/// @param model closed with this
/// @param tokenizer turns texts into tokens
/// @param labels the model's classes, in their order
public record LabelPredictor(TextClassifier model, Tokenizer tokenizer, List<String> labels) implements AutoCloseable {

    /// {@return all labels, the likeliest first}
    ///
    /// @param text at least one token
    /// @throws IllegalArgumentException if the text is empty, the tokenizer does not know a
    ///     character of it, or the
    ///     model is damaged
    public List<Prediction> predict(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("text: expected at least one character, got ''");
        }
        return Prediction.ranked(
                labels, logProbabilities(List.of(tokenizer.encode(text))).getFirst());
    }

    /// Tells the labels of texts whose labels are known.
    ///
    /// @param texts with labels of the model
    /// @param mostTokens how many tokens to read at most, of texts at equal distances, as many as
    ///     if
    ///     each were as long as can be; at least one text; 0 for all
    /// @return how well that went
    public ClassificationResult evaluate(LabelledTexts texts, long mostTokens) {
        List<LabelledText> some = some(texts.texts(), mostTokens);
        int atOnce = TextEvaluation.batch(model.config().contextLength());
        List<Judgement> judgements = new ArrayList<>();
        for (int first = 0; first < some.size(); first += atOnce) {
            List<LabelledText> batch = some.subList(first, Math.min(some.size(), first + atOnce));
            List<double[]> logarithms = logProbabilities(
                    batch.stream().map(text -> tokenizer.encode(text.text())).toList());
            for (int b = 0; b < batch.size(); b++) {
                judgements.add(new Judgement(labels.indexOf(batch.get(b).label()), logarithms.get(b)));
            }
        }
        return ClassificationResult.of(labels, judgements);
    }

    private List<LabelledText> some(List<LabelledText> texts, long mostTokens) {
        long each =
                (long) model.config().contextLength() * model.config().excerpt().evaluated();
        long count = mostTokens == 0 ? texts.size() : Math.clamp(mostTokens / each, 1, texts.size());
        return IntStream.range(0, (int) count)
                .mapToObj(i -> texts.get((int) (i * (long) texts.size() / count)))
                .toList();
    }

    /// The logarithms of the mean probabilities over the excerpts of each text, `[labels]` each.
    private List<double[]> logProbabilities(List<int[]> texts) {
        TextClassifierConfig config = model.config();
        List<int[]> excerpts = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        for (int[] text : texts) {
            excerpts.addAll(config.excerpt().forEvaluation(text, config.contextLength()));
            ends.add(excerpts.size());
        }
        List<double[]> each = new ArrayList<>();
        int atOnce = TextEvaluation.batch(config.contextLength());
        for (int first = 0; first < excerpts.size(); first += atOnce) {
            each.addAll(logSoftmax(excerpts.subList(first, Math.min(excerpts.size(), first + atOnce))));
        }
        List<double[]> means = new ArrayList<>();
        int begin = 0;
        for (int end : ends) {
            means.add(logMeanExp(each.subList(begin, end)));
            begin = end;
        }
        return means;
    }

    private List<double[]> logSoftmax(List<int[]> excerpts) {
        try (var _ = Scope.withoutGradients()) {
            PaddedTokens batch = PaddedTokens.of(excerpts);
            return Judgement.logProbabilities(model.logits(batch.tokens(), batch.isToken(), null));
        }
    }

    private static double[] logMeanExp(List<double[]> rows) {
        if (rows.size() == 1) {
            return rows.getFirst();
        }
        double[] means = new double[rows.getFirst().length];
        for (int label = 0; label < means.length; label++) {
            int column = label;
            double greatest =
                    rows.stream().mapToDouble(row -> row[column]).max().orElseThrow();
            double sum = rows.stream()
                    .mapToDouble(row -> Math.exp(row[column] - greatest))
                    .sum();
            means[label] = greatest + Math.log(sum / rows.size());
        }
        return means;
    }

    @Override
    public void close() {
        model.close();
    }
}
