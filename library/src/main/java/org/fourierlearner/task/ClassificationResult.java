package org.fourierlearner.task;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How well a model tells the labels of some examples.
///
/// @param loss the mean of `−log p` of the right labels, in nats
/// @param confusion which labels it told
public record ClassificationResult(double loss, Confusion confusion) {
    /// The name of the share of right labels among the measures.
    public static final String ACCURACY = "accuracy";

    /// {@return how well a classifier did}
    ///
    /// @param labels the classes, in their order
    /// @param judgements at least one
    public static ClassificationResult of(List<String> labels, List<Judgement> judgements) {
        Confusion confusion = Confusion.none(labels);
        double nats = 0;
        for (Judgement judgement : judgements) {
            confusion.count(judgement.right(), judgement.told());
            nats -= judgement.logProbabilities()[judgement.right()];
        }
        return new ClassificationResult(nats / judgements.size(), confusion);
    }

    /// {@return the same as measures}
    Evaluation evaluation() {
        Map<String, Double> measures = new LinkedHashMap<>();
        measures.put("loss", loss);
        measures.put(ACCURACY, confusion.accuracy());
        Map<String, Double> details = new LinkedHashMap<>();
        List<String> names = fit(confusion.labels());
        for (int label = 0; label < names.size(); label++) {
            details.put("precision_" + names.get(label), confusion.precision(label));
            details.put("recall_" + names.get(label), confusion.recall(label));
        }
        return new Evaluation(loss, measures, details);
    }

    /// {@return the names of the measures beside the loss}
    ///
    /// @param labels the classes, in their order
    static List<String> names(List<String> labels) {
        List<String> names = new ArrayList<>(List.of(ACCURACY));
        for (String label : fit(labels)) {
            names.add("precision_" + label);
            names.add("recall_" + label);
        }
        return names;
    }

    /// Labels as names of columns; their numbers, if labels that differ would have one name.
    private static List<String> fit(List<String> labels) {
        List<String> names =
                labels.stream().map(label -> label.replaceAll("[,\"\\s]", "_")).toList();
        if (new HashSet<>(names).size() == names.size()) {
            return names;
        }
        List<String> numbers = new ArrayList<>();
        for (int label = 0; label < labels.size(); label++) {
            numbers.add(Integer.toString(label));
        }
        return numbers;
    }
}
