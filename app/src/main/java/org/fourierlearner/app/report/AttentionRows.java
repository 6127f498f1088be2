package org.fourierlearner.app.report;

/// Attention weights of one example, a row for each query. The arrays are shared, not copied.
///
/// @param exact `[queries, keys]` of the quadratic definition
/// @param implied `[queries, keys]` that linear attention stands for
/// @param totalVariation half the absolute difference of a row of both, averaged over rows; 0 to 1
@SuppressWarnings("ArrayRecordComponent")
public record AttentionRows(double[][] exact, double[][] implied, double totalVariation) {
    public AttentionRows {
        Lengths.requireEqual("implied", implied.length, "exact", exact.length);
        for (var i = 0; i < exact.length; i++) {
            Lengths.requireEqual("exact[" + i + "]", exact[i].length, "exact[0]", exact[0].length);
            Lengths.requireEqual("implied[" + i + "]", implied[i].length, "exact[0]", exact[0].length);
        }
    }

    /// {@return the rows of a head that was not run}
    public static AttentionRows none() {
        return new AttentionRows(new double[0][], new double[0][], 0);
    }

    /// {@return whether there is nothing to draw}
    public boolean isEmpty() {
        return exact.length == 0 || exact[0].length == 0;
    }
}
