package org.fourierlearner.attention;

import java.util.Map;
import java.util.Objects;
import org.fourierlearner.rpe.AlibiBias;
import org.fourierlearner.rpe.Bias;
import org.fourierlearner.rpe.BucketBias;
import org.fourierlearner.rpe.GridTableBias;
import org.fourierlearner.rpe.Rotary;
import org.fourierlearner.rpe.TableBias;

/// Encodings other than Fourier's as they are defined, in double precision.
final class PositionReference {

    /// Of three heads: those of two, and the first of four.
    private static final double[] SLOPES = {1.0 / 16, 1.0 / 256, 1.0 / 4};

    private PositionReference() {}

    /// `f(from − to)` of one head.
    static double at(Bias bias, Map<String, double[]> values, int h, double[] from, double[] to) {
        double z = from[0] - to[0];
        int lag = (int) Math.round(z);
        return switch (bias) {
            case AlibiBias() -> -SLOPES[h] * Math.abs(z);
            case TableBias(int reach) -> table(values, h, Math.min(Math.max(lag, -reach), reach) + reach);
            case BucketBias buckets -> table(values, h, bucket(buckets, lag));
            case GridTableBias() -> {
                int side = Tokens.OTHER_LENGTH;
                int across = (int) Math.round(from[1] - to[1]);
                yield table(values, h, (lag + side - 1) * (2 * side - 1) + across + side - 1);
            }
        };
    }

    private static double table(Map<String, double[]> values, int h, int place) {
        double[] table = Objects.requireNonNull(values.get("rpe.bias"));
        return table[h * table.length / Tokens.HEADS + place];
    }

    private static int bucket(BucketBias bias, int lag) {
        int count = bias.bidirectional() ? bias.buckets() / 2 : bias.buckets();
        int distance = bias.bidirectional() ? Math.abs(lag) : Math.max(lag, 0);
        int offset = bias.bidirectional() && lag < 0 ? count : 0;
        int single = count / 2;
        int bucket = distance;
        if (distance >= single) {
            double ratio = (double) bias.longest() / single;
            int grown = (int) Math.floor(Math.log((double) distance / single) / Math.log(ratio) * (count - single));
            bucket = Math.min(single + grown, count - 1);
        }
        return offset + bucket;
    }

    /// `R(r)x`, with complex numbers written out.
    static double[] turned(Rotary rotary, double[] x, double r) {
        double[] turned = x.clone();
        int pairs = x.length / 2;
        for (int n = 0; n < pairs; n++) {
            double angle = r / Math.pow(rotary.base(), 2.0 * n / (2 * pairs));
            turned[n] = x[n] * Math.cos(angle) - x[n + pairs] * Math.sin(angle);
            turned[n + pairs] = x[n] * Math.sin(angle) + x[n + pairs] * Math.cos(angle);
        }
        return turned;
    }
}
