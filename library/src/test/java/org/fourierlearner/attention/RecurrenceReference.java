package org.fourierlearner.attention;

import java.util.Map;
import java.util.Objects;
import org.fourierlearner.attention.AttentionConfig.Gated;
import org.fourierlearner.attention.AttentionConfig.Retention;
import org.fourierlearner.rpe.Rotary;

/// Attention whose past fades, as it is defined: the product of all gates between each pair, in double
/// precision.
@SuppressWarnings("ArrayRecordComponent") // never compared
record RecurrenceReference(AttentionConfig config, Map<String, double[]> values, Tokens tokens, double[] key) {

    static boolean has(AttentionConfig config) {
        return config instanceof Retention || config instanceof Gated;
    }

    /// The terms of one weight, by channel, and the absolute sum of what stands in their exponents.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Pair(double[] terms, double exponent) {}

    Pair pair(double[] query, int b, int h, int i, int j) {
        double[] q = turned(row(query, tokens.queryLength(), b, h, i), placeOf(tokens.queryAt(), b, i));
        double[] k = turned(row(key, tokens.keyLength(), b, h, j), placeOf(tokens.keyAt(), b, j));
        double[] terms = new double[q.length];
        double exponent = 0;
        for (int m = 0; m < terms.length; m++) {
            double log = 0;
            double absolute = 0;
            switch (config) {
                case Retention _ -> log = (timeOf(b, i) - timeOf(b, j)) * Math.log(1 - Math.pow(2, -5 - h));
                case Gated(double temperature) -> {
                    for (int t = j + 1; t <= i; t++) {
                        if (tokens.isToken(b, t)) {
                            double[] gate = gate(row(key, tokens.keyLength(), b, h, t), h, m);
                            log -= Math.log1p(Math.exp(-gate[0])) / temperature;
                            absolute += gate[1] / temperature;
                        }
                    }
                }
                default -> throw new IllegalStateException();
            }
            terms[m] = q[m] * k[m] / Math.sqrt(terms.length) * Math.exp(log);
            exponent = Math.max(exponent, Math.abs(log) + absolute);
        }
        return new Pair(terms, exponent);
    }

    /// `kW + b` of a channel, and the sum of its absolute terms.
    private double[] gate(double[] k, int h, int m) {
        double[] weight = value("gate.weight");
        double sum = value("gate.bias")[h * k.length + m];
        double absolute = Math.abs(sum);
        for (int d = 0; d < k.length; d++) {
            double term = k[d] * weight[(h * k.length + d) * k.length + m];
            sum += term;
            absolute += Math.abs(term);
        }
        return new double[] {sum, absolute};
    }

    private double[] value(String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    private double placeOf(double[] places, int b, int t) {
        return tokens.placeOf(places, tokens.keyLength(), b, t, 0);
    }

    /// Padding has the time of the token before.
    private double timeOf(int b, int t) {
        int token = t;
        while (!tokens.isToken(b, token)) {
            token--;
        }
        return placeOf(tokens.keyAt(), b, token);
    }

    private double[] turned(double[] row, double place) {
        return config.rpe() instanceof Rotary rotary ? PositionReference.turned(rotary, row, place) : row;
    }

    private static double[] row(double[] rows, int length, int b, int h, int t) {
        double[] row = new double[Tokens.HEAD_DIM];
        System.arraycopy(rows, ((b * Tokens.HEADS + h) * length + t) * row.length, row, 0, row.length);
        return row;
    }
}
