package org.fourierlearner.attention;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Map;
import org.fourierlearner.rpe.Decay;
import org.fourierlearner.rpe.DirectionalSpectrum;
import org.fourierlearner.rpe.GaussianMixtureSpectrum;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.rpe.SelfWeight;

/// Encodings through a spectrum and their decay as they are defined, in double precision: Gaussian mixtures, or waves
/// that are
/// given.
///
/// @param values the parameters by name; waves, if given, as `frequencies`, `amplitudes` and `phases`, and `f` of
///     the differences `1 − OTHER_LENGTH` to `OTHER_LENGTH − 1` as `encodings`
record FourierReference(Rpe.Fourier config, int heads, int dim, Map<String, double[]> values) {

    /// What the estimate of an encoding adds under the root of an amplitude.
    private static final double SMALLEST_AMPLITUDE = 1e-6;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Spectrum(double[][] frequencies, double[] amplitudes, double[] phases) {}

    private double[] value(String name) {
        return requireNonNull(values.get(name), name);
    }

    private GaussianMixtureSpectrum mixture() {
        var spectrum = config.spectrum();
        return (GaussianMixtureSpectrum) (spectrum instanceof DirectionalSpectrum(var even) ? even : spectrum);
    }

    private double shift(int h, int axis) {
        double[] shifts = values.get("rpe.spectrum.shift");
        return shifts == null ? 0 : shifts[h * dim + axis];
    }

    private Spectrum drawn(int h) {
        return values.containsKey("amplitudes") ? given(h) : ofMixture(h);
    }

    private Spectrum given(int h) {
        int count = value("amplitudes").length / heads;
        double[][] frequencies = new double[count][];
        for (int s = 0; s < count; s++) {
            int at = (h * count + s) * dim;
            frequencies[s] = Arrays.copyOfRange(value("frequencies"), at, at + dim);
        }
        return new Spectrum(frequencies, ofHead(h, "amplitudes"), ofHead(h, "phases"));
    }

    private double[] ofHead(int h, String name) {
        int width = value(name).length / heads;
        return Arrays.copyOfRange(value(name), h * width, (h + 1) * width);
    }

    private Spectrum ofMixture(int h) {
        int components = mixture().components();
        int count = config.frequencies();
        int draws = count / components;
        double[][] frequencies = new double[count][dim];
        double[] amplitudes = new double[count];
        double[] phases = new double[count];
        for (int s = 0; s < count; s++) {
            int component = h * components + s / draws;
            double deviation = Math.exp(value("rpe.spectrum.logDeviation")[component]);
            amplitudes[s] = value("rpe.spectrum.height")[component] / draws;
            for (int axis = 0; axis < dim; axis++) {
                double noise = value("rpe.noise")[(h * count + s) * dim + axis];
                double center = value("rpe.spectrum.center")[component * dim + axis];
                double[] given = values.get("frequencies");
                frequencies[s][axis] =
                        given == null ? deviation * (center + noise) : given[(h * count + s) * dim + axis];
                phases[s] -= 2 * Math.PI * frequencies[s][axis] * shift(h, axis);
            }
        }
        return new Spectrum(frequencies, amplitudes, phases);
    }

    /// The features of a position, `[2·frequencies]`.
    double[] featuresAt(int h, double[] place, boolean isQuery) {
        Spectrum drawn = drawn(h);
        int count = drawn.amplitudes.length;
        double[] features = new double[2 * count];
        for (int s = 0; s < count; s++) {
            double root = Math.sqrt(Math.abs(drawn.amplitudes[s]) + SMALLEST_AMPLITUDE);
            double angle = isQuery ? drawn.phases[s] : 0;
            for (int axis = 0; axis < dim; axis++) {
                angle += 2 * Math.PI * drawn.frequencies[s][axis] * place[axis];
            }
            double scale = isQuery ? root : drawn.amplitudes[s] / root;
            features[s] = scale * Math.cos(angle);
            features[count + s] = scale * Math.sin(angle);
        }
        return features;
    }

    /// `f(from − to)`.
    double at(int h, double[] from, double[] to) {
        if (values.containsKey("encodings")) {
            return ofHead(h, "encodings")[(int) (from[0] - to[0]) + Tokens.OTHER_LENGTH - 1];
        }
        int components = mixture().components();
        double sum = 0;
        for (int t = 0; t < components; t++) {
            int component = h * components + t;
            double deviation = Math.exp(value("rpe.spectrum.logDeviation")[component]);
            double square = 0;
            double angle = 0;
            for (int axis = 0; axis < dim; axis++) {
                double offset = from[axis] - to[axis] - shift(h, axis);
                square += offset * offset;
                angle += 2 * Math.PI * deviation * value("rpe.spectrum.center")[component * dim + axis] * offset;
            }
            sum += value("rpe.spectrum.height")[component]
                    * Math.exp(-2 * Math.PI * Math.PI * deviation * deviation * square)
                    * Math.cos(angle);
        }
        return sum;
    }

    /// What the logit of a pair loses: the time of the later less that of the earlier token, less `s·[i = j]`.
    double lostBetween(Tokens tokens, double[] key, int b, int h, int i, int j) {
        boolean apart = i == j && config.selfWeight() == SelfWeight.LEARNED;
        return decayBetween(tokens, key, b, h, i, j) - (apart ? Math.clamp(value("rpe.selfLogits")[h], -20, 20) : 0);
    }

    private double decayBetween(Tokens tokens, double[] key, int b, int h, int i, int j) {
        if (config.decay() == Decay.NONE) {
            return 0;
        }
        double rate = Math.exp(10 * value("rpe.logDecay")[h]);
        if (!values.containsKey("rpe.gate")) {
            boolean same = tokens.queryLength() == tokens.keyLength();
            double at = same
                    ? place(tokens, b, tokenAt(tokens, b, i))
                    : tokens.placeOf(tokens.queryAt(), tokens.queryLength(), b, i, 0);
            double since = rate * (at - place(tokens, b, j));
            return same && j > i ? -since : since;
        }
        double sum = 0;
        int before = Math.min(i, j);
        while (before >= 0 && !tokens.sees(b, i, before)) {
            before--;
        }
        for (int t = Math.min(i, j) + 1; t <= Math.max(i, j); t++) {
            if (tokens.sees(b, Math.max(i, j), t)) {
                double pace = Math.log1p(Math.exp(gate(
                                key, ((b * Tokens.HEADS + h) * tokens.keyLength() + t) * Tokens.HEAD_DIM, h)))
                        / Math.log(2);
                sum += rate * pace * (before < 0 ? 0 : place(tokens, b, t) - place(tokens, b, before));
                before = t;
            }
        }
        return sum;
    }

    /// Where padding is it has the time of the token before, or of the first one.
    private static int tokenAt(Tokens tokens, int b, int i) {
        int at = i;
        while (at >= 0 && !tokens.isToken(b, at)) {
            at--;
        }
        if (at < 0) {
            at = i;
            while (at < tokens.keyLength() - 1 && !tokens.isToken(b, at)) {
                at++;
            }
        }
        return at;
    }

    private static double place(Tokens tokens, int b, int t) {
        return tokens.placeOf(tokens.keyAt(), tokens.keyLength(), b, t, 0);
    }

    /// `w·k` of the key that begins at a place.
    private double gate(double[] keys, int at, int h) {
        double sum = 0;
        for (int d = 0; d < Tokens.HEAD_DIM; d++) {
            sum += value("rpe.gate")[h * Tokens.HEAD_DIM + d] * keys[at + d];
        }
        return sum;
    }
}
