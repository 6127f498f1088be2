package org.fourierlearner.task;

import java.util.List;

/// How often examples of each label were taken for each label.
///
/// @param labels the classes, in their order
/// @param counts `[labels, labels]`, a row for each right label, a column for each that was told
@SuppressWarnings("ArrayRecordComponent")
public record Confusion(List<String> labels, long[][] counts) {

    /// {@return nothing counted yet}
    ///
    /// @param labels the classes, in their order
    static Confusion none(List<String> labels) {
        return new Confusion(labels, new long[labels.size()][labels.size()]);
    }

    void count(int right, int told) {
        counts[right][told]++;
    }

    /// {@return the number of examples}
    public long count() {
        long examples = 0;
        for (int label = 0; label < counts.length; label++) {
            examples += support(label);
        }
        return examples;
    }

    /// {@return the share of examples whose label was told}
    public double accuracy() {
        long right = 0;
        for (int label = 0; label < counts.length; label++) {
            right += counts[label][label];
        }
        return (double) right / count();
    }

    /// {@return the number of examples of a label}
    ///
    /// @param label its index
    public long support(int label) {
        long examples = 0;
        for (long count : counts[label]) {
            examples += count;
        }
        return examples;
    }

    /// {@return how many of the examples for which a label was told have it, as a share; NaN if it
    /// was never told}
    ///
    /// @param label its index
    public double precision(int label) {
        long told = 0;
        for (long[] row : counts) {
            told += row[label];
        }
        return (double) counts[label][label] / told;
    }

    /// {@return for how many of the examples of a label it was told, as a share; NaN without such
    /// examples}
    ///
    /// @param label its index
    public double recall(int label) {
        return (double) counts[label][label] / support(label);
    }
}
