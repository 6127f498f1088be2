package org.fourierlearner.rpe;

import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// A learned number for each head and bucket of differences. Half of the buckets hold one difference
/// each, 0, 1, …; the others grow at equal ratios up to `longest`, and the last holds everything beyond.
///
/// Positions that are not whole are rounded after subtraction.
///
/// Source: Raffel et al. 2020, "Exploring the Limits of Transfer Learning with a Unified Text-to-Text
/// Transformer" (arXiv:1910.10683), section 2.1; buckets as in the authors' program.
///
/// @param buckets how many there are
/// @param longest the difference where the last bucket begins to hold all
/// @param bidirectional whether half of the buckets are for keys behind the query; else these share the
///     first bucket, which causal attention never asks for
public record BucketBias(int buckets, int longest, boolean bidirectional) implements Bias {

    /// Checks the components.
    ///
    /// @throws IllegalArgumentException if there are fewer than 4 buckets, or an odd number of them on
    ///     both sides, or `longest` is not beyond those that hold one difference
    public BucketBias {
        if (buckets < 4 || (bidirectional && buckets % 2 != 0)) {
            throw new IllegalArgumentException("buckets: expected %s, got %d"
                    .formatted(bidirectional ? "an even number ≥ 4" : "a number ≥ 4", buckets));
        }
        int single = (bidirectional ? buckets / 2 : buckets) / 2;
        if (longest <= single) {
            throw new IllegalArgumentException(
                    "longest: expected more than the %d buckets of one difference each, got %d"
                            .formatted(single, longest));
        }
    }

    /// {@return thirty-two buckets up to a difference of 128, for causal attention}
    public static BucketBias defaults() {
        return new BucketBias(32, 128, false);
    }

    @Override
    public Parameters initialize(int heads, CoordinateRange range, Randomness random) {
        range.requireLine("bucket");
        return LagTable.initialize(heads, buckets, random);
    }

    @Override
    public Tensor at(Parameters weights, Tensor offsets) {
        return LagTable.at(weights, offsets, this::bucketOf);
    }

    private long bucketOf(long lag) {
        if (!bidirectional) {
            return bucketOf(Math.max(lag, 0), buckets);
        }
        return bucketOf(Math.abs(lag), buckets / 2) + (lag < 0 ? buckets / 2 : 0);
    }

    private long bucketOf(long distance, int count) {
        int single = count / 2;
        if (distance < single) {
            return distance;
        }
        double share = Math.log((double) distance / single) / Math.log((double) longest / single);
        return Math.min(count - 1, single + (long) (share * (count - single)));
    }
}
