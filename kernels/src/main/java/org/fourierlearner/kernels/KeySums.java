package org.fourierlearner.kernels;

import java.util.Arrays;

/// Sums over the keys of one head so far, each feature in units of its greatest key.
///
/// No exponent is positive and no denominator below 1: the sums hold `exp(log K − μ)` with `μ` the running
/// maximum, and are rescaled when it grows.
final class KeySums {
    private final int featureCount;

    /// `Σⱼ exp(log Kⱼₘ − μₘ) vⱼ`, `[features, valueDim]`.
    final Matrix sums;

    /// `Σⱼ exp(log Kⱼₘ − μₘ)`.
    final float[] totals;

    /// `μ`; `−∞` before the first key.
    final float[] maximum;

    /// Where times are counted from.
    double end;

    /// `μ` as it is to be subtracted: 0 where there is no key.
    final float[] shifts;

    private final float[] factors;

    /// The tile's own totals.
    private final float[] tileTotals;

    private final float[] next;
    private double nextEnd;
    private float elapsed;

    KeySums(Arithmetic arithmetic, int featureCount, int valueDim) {
        this.featureCount = featureCount;
        sums = new Matrix(arithmetic, featureCount, valueDim);
        totals = new float[featureCount];
        maximum = new float[featureCount];
        shifts = new float[featureCount];
        factors = new float[featureCount];
        tileTotals = new float[featureCount];
        next = new float[featureCount];
    }

    void clear(double start) {
        sums.clear();
        Arrays.fill(totals, 0);
        Arrays.fill(maximum, Float.NEGATIVE_INFINITY);
        end = start;
    }

    /// Finds the greatest keys so far, with those of a tile.
    ///
    /// @param arithmetic of this thread, here and below
    /// @param log the logarithms of the tile's keys
    /// @param newEnd where their times are counted from
    void look(Arithmetic arithmetic, Matrix log, double newEnd) {
        nextEnd = newEnd;
        elapsed = (float) (newEnd - end);
        for (int feature = 0; feature < featureCount; feature++) {
            next[feature] = maximum[feature] - elapsed;
        }
        arithmetic.rowMaxima(log, featureCount, next);
    }

    /// By how much the greatest key of a tile exceeds the greatest that its queries see, over all features.
    float rise(Matrix log, int count) {
        float rise = 0;
        for (int feature = 0; feature < featureCount; feature++) {
            float seen = Math.max(maximum[feature] - elapsed, log.data[log.index(feature, 0)]);
            rise = Math.max(rise, next[feature] - seen);
        }
        if (rise <= CausalTile.GREATEST_RISE) {
            return rise;
        }
        rise = 0;
        for (int feature = 0; feature < featureCount; feature++) {
            float seen = maximum[feature] - elapsed;
            for (int column = 0; column < count; column++) {
                seen = Math.max(seen, log.data[log.index(feature, column)]);
                if (seen > Float.NEGATIVE_INFINITY) {
                    rise = Math.max(rise, next[feature] - seen);
                    break;
                }
            }
        }
        return rise;
    }

    /// Rescales to the greatest key of the tile that was looked at last, and replaces its logarithms by
    /// `exp(log K − μ)`.
    void meet(Arithmetic arithmetic, Matrix log) {
        boolean changed = false;
        for (int feature = 0; feature < featureCount; feature++) {
            shifts[feature] = finite(next[feature]);
            factors[feature] = maximum[feature] == Float.NEGATIVE_INFINITY
                    ? 0
                    : (float) Math.exp(maximum[feature] - elapsed - shifts[feature]);
            totals[feature] *= factors[feature];
            changed |= factors[feature] != 1;
        }
        if (changed) {
            arithmetic.scaleRows(sums, featureCount, factors);
        }
        System.arraycopy(next, 0, maximum, 0, featureCount);
        end = nextEnd;
        arithmetic.exponentialsOfRows(log, featureCount, shifts, tileTotals);
    }

    /// Goes back to the maximum at an earlier tile; sums are no longer of use.
    void recall(CausalTile tile) {
        for (int feature = 0; feature < featureCount; feature++) {
            shifts[feature] = finite(tile.maximum()[feature]);
        }
    }

    /// Features that no key has set are 0 in any units.
    private static float finite(float maximum) {
        return maximum == Float.NEGATIVE_INFINITY ? 0 : maximum;
    }

    /// Rescales to one more key and replaces its logarithms, a row, by `exp(log K − μ)`. Sums and totals are left
    /// to the caller.
    ///
    /// @param newEnd the time of the key
    /// @param rescaling set to what sums so far are to be multiplied by
    void meet(Matrix log, double newEnd, float[] rescaling) {
        float since = (float) (newEnd - end);
        for (int feature = 0; feature < featureCount; feature++) {
            float earlier = maximum[feature] - since;
            maximum[feature] = Math.max(earlier, log.data[log.index(0, feature)]);
            shifts[feature] = finite(maximum[feature]);
            rescaling[feature] = earlier == Float.NEGATIVE_INFINITY ? 0 : (float) Math.exp(earlier - shifts[feature]);
            log.data[log.index(0, feature)] = (float) Math.exp(log.data[log.index(0, feature)] - shifts[feature]);
        }
        end = newEnd;
    }

    /// Adds the tile that was met last.
    void add(Arithmetic arithmetic, Matrix keys, Matrix values, int count) {
        arithmetic.multiply(keys, values, sums, count);
        for (int feature = 0; feature < featureCount; feature++) {
            totals[feature] += tileTotals[feature];
        }
    }
}
