package org.fourierlearner.kernels;

import java.util.Arrays;

/// What backward sums over queries: `T = Σ Qᵢₘ ōᵢ` and `t = Σ Qᵢₘ δᵢ`, of queries normalized such that their
/// products with keys are weights.
///
/// Keys are met in units of a maximum; queries, and so these sums, hold the inverse units.
final class QuerySums {
    private final int featureCount;
    private final int valueDim;

    /// `Tᵀ`, `[valueDim, features]`.
    final Matrix transposed;

    /// `T`, `[features, valueDim]`; brought up to date by [#settle].
    final Matrix plain;

    /// `t`.
    final float[] totals;

    private final Matrix tile;
    private final float[] tileTotals;
    private final float[] factors;
    private final float[] maximum;
    private double end;

    QuerySums(Arithmetic arithmetic, int featureCount, int valueDim) {
        this.featureCount = featureCount;
        this.valueDim = valueDim;
        transposed = new Matrix(arithmetic, valueDim, featureCount);
        tile = new Matrix(arithmetic, valueDim, featureCount);
        plain = new Matrix(arithmetic, featureCount, valueDim);
        totals = new float[transposed.columns];
        tileTotals = new float[transposed.columns];
        factors = new float[transposed.columns];
        maximum = new float[transposed.columns];
    }

    void clear() {
        transposed.clear();
        Arrays.fill(totals, 0);
        Arrays.fill(maximum, Float.NEGATIVE_INFINITY);
        end = 0;
    }

    /// Adds a tile.
    ///
    /// @param queries normalized, `[tokens, features]`
    /// @param incoming the gradients `ō` of their outputs, `[tokens, valueDim]`
    /// @param deltas `δᵢ = ōᵢ·outᵢ`
    void add(Arithmetic arithmetic, Matrix queries, Matrix incoming, float[] deltas, int count) {
        arithmetic.multiplyTransposed(incoming, queries, tile, valueDim, count, true);
        transposed.add(tile);
        sumTotals(arithmetic, queries, deltas, count);
        for (int feature = 0; feature < totals.length; feature++) {
            totals[feature] += tileTotals[feature];
        }
    }

    private void sumTotals(Arithmetic arithmetic, Matrix queries, float[] deltas, int count) {
        Arrays.fill(tileTotals, 0);
        arithmetic.addWeightedColumnSums(queries, count, deltas, tileTotals);
    }

    /// Adds a tile whose queries are in other units: of keys that come later, and are greater.
    ///
    /// @param now the units of the tile
    void addRescaled(Arithmetic arithmetic, Matrix queries, Matrix incoming, float[] deltas, int count, KeySums now) {
        for (int feature = 0; feature < featureCount; feature++) {
            factors[feature] = factor(maximum[feature], now.maximum[feature], (float) (now.end - end));
        }
        arithmetic.multiplyTransposed(incoming, queries, tile, valueDim, count, true);
        arithmetic.addColumns(transposed, valueDim, factors, tile);
        sumTotals(arithmetic, queries, deltas, count);
        for (int feature = 0; feature < featureCount; feature++) {
            totals[feature] += factors[feature] * tileTotals[feature];
        }
    }

    /// Takes the units of earlier keys, which are no greater.
    void rescale(Arithmetic arithmetic, float[] earlierMaximum, double earlierEnd) {
        float elapsed = (float) (end - earlierEnd);
        for (int feature = 0; feature < featureCount; feature++) {
            factors[feature] = factor(earlierMaximum[feature], maximum[feature], elapsed);
            totals[feature] *= factors[feature];
        }
        arithmetic.scaleColumns(transposed, valueDim, factors);
        setUnits(earlierMaximum, earlierEnd);
    }

    void setUnits(float[] newMaximum, double newEnd) {
        System.arraycopy(newMaximum, 0, maximum, 0, maximum.length);
        end = newEnd;
    }

    /// 0 where there is no earlier key, or no query yet.
    private static float factor(float earlier, float later, float elapsed) {
        boolean none = earlier == Float.NEGATIVE_INFINITY || later == Float.NEGATIVE_INFINITY;
        return none ? 0 : (float) Math.exp(earlier - later - elapsed);
    }

    /// Takes sums over the queries after those of another object, and adds the latter, in their units.
    ///
    /// @param later sums over the queries that come after
    /// @param own sums in units of the keys before its queries
    void follow(Arithmetic arithmetic, QuerySums later, QuerySums own) {
        System.arraycopy(later.transposed.data, 0, transposed.data, 0, transposed.data.length);
        System.arraycopy(later.totals, 0, totals, 0, totals.length);
        setUnits(later.maximum, later.end);
        rescale(arithmetic, own.maximum, own.end);
        add(own);
    }

    /// Adds sums in the same units.
    void add(QuerySums other) {
        transposed.add(other.transposed);
        for (int feature = 0; feature < featureCount; feature++) {
            totals[feature] += other.totals[feature];
        }
    }

    /// Brings both forms of `T` to the same.
    void settle(Arithmetic arithmetic) {
        arithmetic.transpose(transposed, valueDim, featureCount, plain);
    }
}
