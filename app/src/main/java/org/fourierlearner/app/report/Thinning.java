package org.fourierlearner.app.report;

import java.util.stream.IntStream;

/// Keeps the page small: long series lose points at even distances, wide attention rows are pooled.
final class Thinning {
    private Thinning() {}

    /// {@return indices at even distances, the last one included}
    static int[] indices(int length, int most) {
        if (length <= most) {
            return IntStream.range(0, length).toArray();
        }
        return IntStream.range(0, most)
                .map(k -> (int) ((long) k * (length - 1) / (most - 1)))
                .toArray();
    }

    static double[] thin(double[] values, int most) {
        return IntStream.of(indices(values.length, most))
                .mapToDouble(i -> values[i])
                .toArray();
    }

    /// {@return every `stride`-th row, with the weights of `stride` neighboring keys added, so that a row
    /// still sums to one}
    static double[][] pool(double[][] rows, int stride) {
        return IntStream.range(0, Math.ceilDiv(rows.length, stride))
                .mapToObj(i -> poolRow(rows[i * stride], stride))
                .toArray(double[][]::new);
    }

    private static double[] poolRow(double[] row, int stride) {
        var pooled = new double[Math.ceilDiv(row.length, stride)];
        for (var j = 0; j < row.length; j++) {
            pooled[j / stride] += row[j];
        }
        return pooled;
    }
}
