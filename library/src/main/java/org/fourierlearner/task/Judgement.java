package org.fourierlearner.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fourierlearner.tensor.Tensor;

/// What a classifier says of an example whose class is known.
///
/// @param right the class
/// @param logProbabilities of all classes
@SuppressWarnings("ArrayRecordComponent")
public record Judgement(int right, double[] logProbabilities) {

    /// {@return the logarithms of the probabilities that logits stand for, one array for each
    /// example}
    ///
    /// @param logits `[batch, classes]`
    static List<double[]> logProbabilities(Tensor logits) {
        int classes = logits.extent(1);
        double[] flat = logits.logSoftmax(-1).toDoubles();
        List<double[]> rows = new ArrayList<>();
        for (int b = 0; b < logits.extent(0); b++) {
            rows.add(Arrays.copyOfRange(flat, b * classes, (b + 1) * classes));
        }
        return rows;
    }

    /// {@return the likeliest class; of equal ones the first}
    public int told() {
        int likeliest = 0;
        for (int label = 1; label < logProbabilities.length; label++) {
            if (logProbabilities[label] > logProbabilities[likeliest]) {
                likeliest = label;
            }
        }
        return likeliest;
    }

    /// {@return how many classes are likelier than the right one}
    public int rank() {
        double ofRight = logProbabilities[right];
        return (int)
                Arrays.stream(logProbabilities).filter(log -> log > ofRight).count();
    }
}
