package org.fourierlearner.kernels;

import java.util.Arrays;

/// Sums over the keys of one head so far, each feature in units of its greatest key.
///
/// No exponent is positive and no denominator below 1: the sums hold `exp(log K − μ)` with `μ` the running
/// maximum, and are rescaled when it grows. A tile is summed by itself before it is added, so that rounding
/// grows with the number of tiles rather than of tokens.
final class KeySums {
    /// Within a causal tile a query meets the maximum of all keys of the tile, later ones too. While that exceeds
    /// the maximum of the keys it sees by no more than this, in natural logarithms, weights stay far above
    /// the least float, `e⁻⁸⁷`; else the tile must be halved.
    private static final float GREATEST_RISE = 60;

    private final int featureCount;
    private final int valueDim;
    private final boolean transposed;

    /// `Σⱼ exp(log Kⱼₘ − μₘ) vⱼ`, `[features, valueDim]`, or transposed.
    final Matrix sums;

    /// `Σⱼ exp(log Kⱼₘ − μₘ)`.
    final float[] totals;

    /// `μ`; `−∞` before the first key.
    final float[] maximum;

    /// Where times are counted from.
    double end;

    /// Where they were counted from before the first key.
    private double begin;

    /// `μ` as it is to be added to queries: 0 for a feature that no key has set, `−∞` beyond the features.
    final float[] shifts;

    /// `−μ`, as it is to be added to keys.
    final float[] negativeShifts;

    private final Matrix tile;
    private final float[] tileTotals;
    private final float[] factors;
    private final float[] next;
    private double nextEnd;
    private float elapsed;

    /// @param transposed whether the sums are `[valueDim, features]`, as gradients want them
    KeySums(Arithmetic arithmetic, int featureCount, int valueDim, boolean transposed) {
        this.featureCount = featureCount;
        this.valueDim = valueDim;
        this.transposed = transposed;
        sums = matrix(arithmetic);
        tile = matrix(arithmetic);
        int padded = Arithmetic.roundUp(featureCount, arithmetic.panelWidth());
        totals = new float[padded];
        tileTotals = new float[padded];
        maximum = new float[padded];
        shifts = new float[padded];
        negativeShifts = new float[padded];
        factors = new float[padded];
        next = new float[padded];
        clear(0);
    }

    private Matrix matrix(Arithmetic arithmetic) {
        return transposed
                ? new Matrix(arithmetic, valueDim, featureCount)
                : new Matrix(arithmetic, featureCount, valueDim);
    }

    void clear(double start) {
        sums.clear();
        Arrays.fill(totals, 0);
        Arrays.fill(maximum, Float.NEGATIVE_INFINITY);
        end = start;
        begin = start;
        setShifts(maximum);
    }

    /// Takes other sums, whichever form they have.
    void set(Arithmetic arithmetic, KeySums other) {
        if (transposed == other.transposed) {
            System.arraycopy(other.sums.data, 0, sums.data, 0, sums.data.length);
        } else if (transposed) {
            arithmetic.transpose(other.sums, featureCount, valueDim, sums);
        } else {
            arithmetic.transpose(other.sums, valueDim, featureCount, sums);
        }
        System.arraycopy(other.totals, 0, totals, 0, totals.length);
        System.arraycopy(other.maximum, 0, maximum, 0, maximum.length);
        end = other.end;
        setShifts(maximum);
    }

    KeySums copy(Arithmetic arithmetic) {
        KeySums copy = new KeySums(arithmetic, featureCount, valueDim, transposed);
        copy.set(arithmetic, this);
        return copy;
    }

    /// Adds all keys of a stretch.
    ///
    /// @param newEnd where times are to be counted from
    void addKeys(Tiles tiles, int example, int head, int first, int last, double newEnd) {
        for (int at = first; at < last; at += tiles.size) {
            int count = Math.min(tiles.size, last - at);
            tiles.loadKeys(example, head, at, count, newEnd);
            tiles.loadValues(example, head, at, count);
            look(tiles, count, newEnd);
            meet(tiles, count);
            add(tiles, count);
        }
    }

    /// Finds the greatest keys so far, with those of a tile.
    ///
    /// @param tiles with the logarithms of the keys
    /// @param newEnd where their times are counted from
    void look(Tiles tiles, int count, double newEnd) {
        nextEnd = newEnd;
        elapsed = (float) (newEnd - end);
        for (int feature = 0; feature < next.length; feature++) {
            next[feature] = maximum[feature] - elapsed;
        }
        tiles.arithmetic.raiseToColumnMaxima(tiles.keys, count, tiles.ofKeys, next);
    }

    /// {@return whether the greatest key of the tile that was looked at last exceeds the greatest that its queries
    /// see by too much to treat the tile at once}
    boolean risesTooMuch(Tiles tiles, int count) {
        // a feature without any key makes the bound NaN
        return count > 1 && !(riseAboveFirst(tiles) <= GREATEST_RISE) && rise(tiles, count) > GREATEST_RISE;
    }

    /// No less than [#rise], and cheap.
    private float riseAboveFirst(Tiles tiles) {
        Matrix log = tiles.keys;
        float rise = 0;
        for (int feature = 0; feature < featureCount; feature++) {
            float seen = Math.max(maximum[feature] - elapsed, log.data[log.index(0, feature)] + tiles.ofKeys[0]);
            rise = Math.max(rise, next[feature] - seen);
        }
        return rise;
    }

    private float rise(Tiles tiles, int count) {
        Matrix log = tiles.keys;
        float rise = 0;
        for (int feature = 0; feature < featureCount; feature++) {
            float seen = maximum[feature] - elapsed;
            for (int row = 0; row < count; row++) {
                seen = Math.max(seen, log.data[log.index(row, feature)] + tiles.ofKeys[row]);
                if (seen > Float.NEGATIVE_INFINITY) {
                    rise = Math.max(rise, next[feature] - seen);
                    break;
                }
            }
        }
        return rise;
    }

    /// Rescales to the greatest key of the tile that was looked at last, and replaces its logarithms by
    /// `exp(log K − μ)`, which [#add] takes with their sums.
    void meet(Tiles tiles, int count) {
        setShifts(next);
        rescale(tiles.arithmetic);
        advance();
        tiles.keysBecomeExponentials(negativeShifts, count, tileTotals);
    }

    private void rescale(Arithmetic arithmetic) {
        boolean changed = false;
        for (int feature = 0; feature < featureCount; feature++) {
            factors[feature] = factor(maximum[feature] - elapsed, shifts[feature]);
            totals[feature] *= factors[feature];
            changed |= factors[feature] != 1;
        }
        if (changed) {
            scale(arithmetic, factors);
        }
    }

    private void scale(Arithmetic arithmetic, float[] byFeature) {
        if (transposed) {
            arithmetic.scaleColumns(sums, valueDim, byFeature);
        } else {
            arithmetic.scaleRows(sums, featureCount, byFeature);
        }
    }

    /// What sums in units of `maximum` are to be multiplied by to be in units of `shift`.
    private static float factor(float maximum, float shift) {
        if (maximum == shift) {
            return 1;
        }
        return maximum == Float.NEGATIVE_INFINITY ? 0 : (float) Math.exp(maximum - shift);
    }

    /// Takes the units of what was looked at last; sums are left as they are.
    void advance() {
        setShifts(next);
        System.arraycopy(next, 0, maximum, 0, next.length);
        end = nextEnd;
    }

    /// Goes back to the units before an earlier tile; sums are no longer of use.
    void recall(float[] earlierMaximum, double earlierEnd) {
        System.arraycopy(earlierMaximum, 0, maximum, 0, maximum.length);
        end = earlierEnd;
    }

    private void setShifts(float[] greatest) {
        for (int feature = 0; feature < shifts.length; feature++) {
            boolean set = greatest[feature] != Float.NEGATIVE_INFINITY;
            float pad = feature < featureCount ? 0 : Float.NEGATIVE_INFINITY;
            shifts[feature] = feature < featureCount && set ? greatest[feature] : pad;
            negativeShifts[feature] = feature < featureCount ? -shifts[feature] : pad;
        }
    }

    /// Adds the tile that was met last.
    void add(Tiles tiles, int count) {
        Arithmetic arithmetic = tiles.arithmetic;
        if (transposed) {
            arithmetic.multiplyTransposed(tiles.values, tiles.keys, tile, valueDim, count, true);
        } else {
            arithmetic.multiplyTransposed(tiles.keys, tiles.values, tile, featureCount, count, true);
        }
        sums.add(tile);
        for (int feature = 0; feature < totals.length; feature++) {
            totals[feature] += tileTotals[feature];
        }
    }

    /// Adds the sums over keys that come after these.
    ///
    /// @param arithmetic of this thread
    void merge(Arithmetic arithmetic, KeySums later) {
        elapsed = (float) (later.end - end);
        for (int feature = 0; feature < next.length; feature++) {
            next[feature] = Math.max(maximum[feature] - elapsed, later.maximum[feature]);
        }
        setShifts(next);
        for (int feature = 0; feature < featureCount; feature++) {
            factors[feature] = factor(maximum[feature] - elapsed, shifts[feature]);
            totals[feature] *= factors[feature];
        }
        scale(arithmetic, factors);
        for (int feature = 0; feature < featureCount; feature++) {
            factors[feature] = factor(later.maximum[feature], shifts[feature]);
            totals[feature] += factors[feature] * later.totals[feature];
        }
        if (transposed) {
            arithmetic.addColumns(sums, valueDim, factors, later.sums);
        } else {
            arithmetic.addRows(sums, featureCount, factors, later.sums);
        }
        System.arraycopy(next, 0, maximum, 0, next.length);
        end = later.end;
    }

    /// Replaces the sums of pieces, several of them for each head, by the sums over all pieces before.
    static void toPrefixes(Arithmetic arithmetic, KeySums[] sums, int pieces) {
        for (int first = 0; first < sums.length; first += pieces) {
            KeySums all = sums[first].copy(arithmetic);
            sums[first].clear(sums[first].begin);
            for (int piece = 1; piece < pieces; piece++) {
                KeySums own = sums[first + piece].copy(arithmetic);
                sums[first + piece].set(arithmetic, all);
                all.merge(arithmetic, own);
            }
        }
    }

    /// Rescales to one more key and replaces its logarithms, a row, by `exp(log K − μ)`. Sums and totals are left
    /// to the caller.
    ///
    /// @param newEnd the time of the key
    /// @param rescaling set to what sums so far are to be multiplied by
    void meet(Matrix log, double newEnd, float[] rescaling) {
        float since = (float) (newEnd - end);
        for (int feature = 0; feature < featureCount; feature++) {
            int at = log.index(0, feature);
            float earlier = maximum[feature] - since;
            maximum[feature] = Math.max(earlier, log.data[at]);
            shifts[feature] = maximum[feature] == Float.NEGATIVE_INFINITY ? 0 : maximum[feature];
            negativeShifts[feature] = -shifts[feature];
            rescaling[feature] = factor(earlier, shifts[feature]);
            log.data[at] = (float) Math.exp(log.data[at] - shifts[feature]);
        }
        end = newEnd;
    }
}
