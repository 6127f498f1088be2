package org.fourierlearner.attention;

import java.util.Map;
import java.util.Objects;
import org.fourierlearner.attention.AttentionConfig.RandomFeature;

/// Attention by random Fourier features as it is defined, pair by pair, in double precision.
@SuppressWarnings("ArrayRecordComponent") // never compared
record RandomFeatureReference(RandomFeature config, Map<String, double[]> values, Tokens tokens, double[] key) {

    /// What denominators are at least.
    static final double LEAST_DENOMINATOR = 0.01;

    private static final double LEAST_SQUARE = 1e-6;

    /// Features, and the largest sum of absolute terms of an angle.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Waves(double[] features, double magnitude) {}

    /// A logarithm, and the sum of the absolute terms of it.
    record Logarithm(double value, double magnitude) {}

    Waves waves(int h, double[] x) {
        double square = LEAST_SQUARE;
        for (double coordinate : x) {
            square += coordinate * coordinate;
        }
        double[] omega = value("omega");
        double[] sigma = value("sigma");
        int directions = config.features() / 2;
        double[] features = new double[2 * directions];
        double magnitude = 0;
        for (int m = 0; m < directions; m++) {
            double angle = 0;
            double absolute = 0;
            for (int d = 0; d < x.length; d++) {
                double term =
                        sigma[h * x.length + d] * omega[(h * directions + m) * x.length + d] * x[d] / Math.sqrt(square);
                angle += term;
                absolute += Math.abs(term);
            }
            features[m] = Math.sin(angle) / Math.sqrt(directions);
            features[directions + m] = Math.cos(angle) / Math.sqrt(directions);
            magnitude = Math.max(magnitude, absolute);
        }
        return new Waves(features, magnitude);
    }

    /// `log (1 − gⱼ) Πₜ gₜ`, 0 without a gate.
    Logarithm gates(int b, int h, int i, int j) {
        if (!config.gated()) {
            return new Logarithm(0, 0);
        }
        double[] own = gate(b, h, j);
        double log = -Math.log1p(Math.exp(own[0]));
        double magnitude = own[1];
        for (int t = j + 1; t <= i; t++) {
            if (tokens.isToken(b, t)) {
                double[] gate = gate(b, h, t);
                log -= Math.log1p(Math.exp(-gate[0]));
                magnitude += gate[1];
            }
        }
        return new Logarithm(log, magnitude + Math.abs(log));
    }

    /// `k·w + b`, and the sum of its absolute terms.
    private double[] gate(int b, int h, int t) {
        double[] weight = value("gate.weight");
        double sum = value("gate.bias")[h];
        double absolute = Math.abs(sum);
        for (int d = 0; d < Tokens.HEAD_DIM; d++) {
            double term = key[((b * Tokens.HEADS + h) * tokens.keyLength() + t) * Tokens.HEAD_DIM + d]
                    * weight[h * Tokens.HEAD_DIM + d];
            sum += term;
            absolute += Math.abs(term);
        }
        return new double[] {sum, absolute};
    }

    private double[] value(String name) {
        return Objects.requireNonNull(values.get(name), name);
    }
}
