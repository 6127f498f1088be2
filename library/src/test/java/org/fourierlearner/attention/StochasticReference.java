package org.fourierlearner.attention;

import java.util.Map;
import java.util.Objects;
import org.fourierlearner.rpe.ConvolutionalSpe;
import org.fourierlearner.rpe.SineSpe;
import org.fourierlearner.rpe.Stochastic;

/// What stochastic encodings make of queries and keys, term by term, in double precision.
record StochasticReference(Stochastic config, Map<String, double[]> values) {

    /// A new query or key, and the sums of the absolute terms of its coordinates.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Row(double[] values, double[] magnitudes) {

        private void add(int r, double term) {
            values[r] += term;
            magnitudes[r] += Math.abs(term);
        }
    }

    Row row(int h, double[] x, double place, boolean isQuery) {
        int count = config.realizations();
        Row row = new Row(new double[count], new double[count]);
        double scale = 1 / Math.pow(count * x.length, 0.25);
        for (int d = 0; d < x.length; d++) {
            int channel = h * x.length + d;
            double share = config.gated() ? 1 / (1 + Math.exp(-value("gateLogit")[channel])) : 0;
            for (int r = 0; r < count; r++) {
                if (config.gated()) {
                    row.add(r, x[d] * scale * Math.sqrt(share) * value("gateNoise")[channel * count + r]);
                }
                double moved = x[d] * scale * Math.sqrt(1 - share);
                switch (config) {
                    case SineSpe sine -> addSines(row, sine, channel, r, moved, place, isQuery);
                    case ConvolutionalSpe filter -> addTaps(row, filter, channel, r, moved, place, isQuery);
                }
            }
        }
        return row;
    }

    private void addSines(Row row, SineSpe sine, int channel, int r, double x, double place, boolean isQuery) {
        for (int k = 0; k < sine.sines(); k++) {
            int wave = channel * sine.sines() + k;
            double frequency = 0.5 / (1 + Math.exp(-value("frequencyLogit")[wave]));
            double angle = 2 * Math.PI * frequency * place + (isQuery ? value("phase")[wave] : 0);
            double gain = x * value("gain")[wave];
            int first = 2 * channel * sine.sines() + k;
            row.add(r, gain * Math.cos(angle) * value("noise")[first * sine.realizations() + r]);
            row.add(r, gain * Math.sin(angle) * value("noise")[(first + sine.sines()) * sine.realizations() + r]);
        }
    }

    private void addTaps(
            Row row, ConvolutionalSpe config, int channel, int r, double x, double place, boolean isQuery) {
        double[] filter = value(isQuery ? "queryFilter" : "keyFilter");
        int positions = Tokens.OTHER_LENGTH + config.taps();
        for (int p = 0; p < config.taps(); p++) {
            int at = channel * positions + Math.toIntExact(Math.round(place)) + p;
            row.add(r, x * filter[channel * config.taps() + p] * value("noise")[at * config.realizations() + r]);
        }
    }

    private double[] value(String name) {
        return Objects.requireNonNull(values.get("rpe." + name), name);
    }
}
