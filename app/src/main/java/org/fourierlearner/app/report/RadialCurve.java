package org.fourierlearner.app.report;

import java.util.Arrays;

/// What a head of a model in space has learned about distances. The arrays are shared, not copied.
///
/// @param layer index of its layer, from 0
/// @param head its index in the layer, from 0
/// @param feature index of the head's feature that a mask is of, from 0; 0 for an encoding, which is of the head
/// @param distances in Å, at equal steps from 0
/// @param values mask or encoding at these distances, the mean over directions
/// @param deviations its standard deviation over directions; empty if all are alike
@SuppressWarnings("ArrayRecordComponent")
public record RadialCurve(int layer, int head, int feature, double[] distances, double[] values, double[] deviations) {

    public RadialCurve {
        Lengths.requireEqual("values", values.length, "distances", distances.length);
        if (deviations.length > 0) {
            Lengths.requireEqual("deviations", deviations.length, "distances", distances.length);
        }
    }

    /// {@return the least value}
    public double least() {
        return Arrays.stream(values).min().orElse(0);
    }

    /// {@return the greatest value}
    public double greatest() {
        return Arrays.stream(values).max().orElse(0);
    }

    /// {@return the distance at which the value is farthest from 0}
    public double peak() {
        var farthest = 0;
        for (var i = 1; i < values.length; i++) {
            farthest = Math.abs(values[i]) > Math.abs(values[farthest]) ? i : farthest;
        }
        return distances[farthest];
    }

    double reach() {
        return Math.max(greatest(), -least());
    }
}
