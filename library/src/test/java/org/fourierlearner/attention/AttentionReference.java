package org.fourierlearner.attention;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.fourierlearner.attention.AttentionConfig.Form;
import org.fourierlearner.attention.AttentionConfig.Linear;
import org.fourierlearner.attention.AttentionConfig.RandomFeature;
import org.fourierlearner.rpe.Bias;
import org.fourierlearner.rpe.Cosine;
import org.fourierlearner.rpe.Decay;
import org.fourierlearner.rpe.DirectionalSpectrum;
import org.fourierlearner.rpe.GaussianMixtureSpectrum;
import org.fourierlearner.rpe.Rotary;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.rpe.Stochastic;
import org.fourierlearner.tensor.Tensor;

/// Attention as it is defined: all pairs, in double precision, in plain loops, for encodings by Gaussian
/// mixtures.
///
/// @param values the parameters by name
@SuppressWarnings("ArrayRecordComponent") // never compared
record AttentionReference(AttentionConfig config, int heads, int headDim, int dim, Map<String, double[]> values) {

    /// What the estimate of an encoding adds under the root of an amplitude.
    private static final double SMALLEST_AMPLITUDE = 1e-6;

    /// Weights below this need no digits.
    private static final double NEGLIGIBLE = 1e-9;

    static AttentionReference of(AttentionConfig config, Attention attention, int dim) {
        Map<String, double[]> values = new HashMap<>();
        for (Map.Entry<String, Tensor> parameter : attention.parameters().all().entrySet()) {
            values.put(parameter.getKey(), parameter.getValue().toDoubles());
        }
        return new AttentionReference(config, Tokens.HEADS, Tokens.HEAD_DIM, dim, values);
    }

    /// With frequencies as they are drawn in single precision. Far from the origin their last digit decides
    /// about phases, though not about differences of phases.
    AttentionReference atFrequenciesOf(Attention attention) {
        var all = new HashMap<>(values);
        attention
                .encoding()
                .ifPresent(encoding -> all.put(
                        "frequencies", encoding.frequencies().frequencies().toDoubles()));
        return new AttentionReference(config, heads, headDim, dim, all);
    }

    private double[] value(String name) {
        double[] value = values.get(name);
        return requireNonNull(value == null ? values.get("content." + name) : value, name);
    }

    /// @param outputs `[batch, heads, queryLength, valueDim]`
    /// @param weights `[batch, heads, queryLength, keyLength]`
    /// @param logits `log |A|` of pairs that see each other, else 0, `[batch, heads, queryLength, keyLength]`
    /// @param conditions `Σ|A| / |Σ A|` of each row, `[batch, heads, queryLength]`, 1 for positive features
    /// @param magnitude the largest sum of absolute terms in an exponent that matters
    record Result(double[] outputs, double[] weights, double[] logits, double[] conditions, double magnitude) {}

    private record LogFeatures(double[] log, double[] factor, double magnitude) {}

    private record Spectrum(double[][] frequencies, double[] amplitudes, double[] phases) {}

    Result attend(Tokens tokens) {
        return attend(tokens, doubles(tokens.query()), doubles(tokens.key()), doubles(tokens.value()));
    }

    static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int n = 0; n < values.length; n++) {
            doubles[n] = values[n];
        }
        return doubles;
    }

    Result attend(Tokens tokens, double[] query, double[] key, double[] value) {
        int n = tokens.queryLength();
        int l = tokens.keyLength();
        int width = value.length / (tokens.batch() * heads * l);
        double[] outputs = new double[tokens.batch() * heads * n * width];
        double[] weights = new double[tokens.batch() * heads * n * l];
        double[] logits = new double[weights.length];
        double[] conditions = new double[tokens.batch() * heads * n];
        double magnitude = 0;
        for (int b = 0; b < tokens.batch(); b++) {
            for (int h = 0; h < heads; h++) {
                int group = b * heads + h;
                double[][] pairs = new double[n][l];
                double[][] signs = new double[n][l];
                // what each pair adds to the denominator, in units of its exponential
                double[][] parts = new double[n][l];
                magnitude = Math.max(magnitude, pairs(tokens, b, h, query, key, pairs, signs, parts));
                for (int i = 0; i < n; i++) {
                    boolean divides = !RecurrenceReference.has(config);
                    double greatest = divides ? Double.NEGATIVE_INFINITY : 0;
                    for (int j = 0; j < l && divides; j++) {
                        greatest = tokens.sees(b, i, j) ? Math.max(greatest, pairs[i][j]) : greatest;
                    }
                    double sum = 0;
                    double absolute = 0;
                    for (int j = 0; j < l; j++) {
                        if (tokens.sees(b, i, j)) {
                            double size = Math.exp(pairs[i][j] - greatest);
                            weights[(group * n + i) * l + j] = signs[i][j] * size;
                            logits[(group * n + i) * l + j] = pairs[i][j] + Math.log(Math.abs(signs[i][j]));
                            sum += parts[i][j] * size;
                            absolute += size;
                        }
                    }
                    sum = divides ? sum : 1;
                    if (config instanceof RandomFeature) {
                        sum = Math.max(sum, RandomFeatureReference.LEAST_DENOMINATOR * Math.exp(-greatest));
                    }
                    conditions[group * n + i] = sum == 0 ? 1 : Math.max(divides ? 0 : 1, absolute / Math.abs(sum));
                    for (int j = 0; j < l && sum != 0; j++) {
                        weights[(group * n + i) * l + j] /= sum;
                        if (Math.abs(weights[(group * n + i) * l + j]) > NEGLIGIBLE) {
                            magnitude = Math.max(magnitude, Math.abs(decayBetween(tokens, key, b, h, i, j)));
                        }
                        for (int c = 0; c < width; c++) {
                            outputs[(group * n + i) * width + c] +=
                                    weights[(group * n + i) * l + j] * value[(group * l + j) * width + c];
                        }
                    }
                }
            }
        }
        return new Result(outputs, weights, logits, conditions, magnitude);
    }

    /// Fills in `log Aᵢⱼ`, with signs apart. For features of both signs the logarithm is that of the sum of
    /// their absolute products, and the sign is what remains of 1.
    private double pairs(
            Tokens tokens,
            int b,
            int h,
            double[] query,
            double[] key,
            double[][] logs,
            double[][] signs,
            double[][] parts) {
        int n = tokens.queryLength();
        int l = tokens.keyLength();
        int group = b * heads + h;
        double magnitude = 0;
        LogFeatures[] queries = new LogFeatures[n];
        LogFeatures[] keys = new LogFeatures[l];
        if (config instanceof Linear) {
            for (int i = 0; i < n; i++) {
                queries[i] = features(h, row(query, group * n + i), place(tokens, tokens.queryAt(), n, b, i), true);
                magnitude = Math.max(magnitude, queries[i].magnitude);
            }
            for (int j = 0; j < l; j++) {
                keys[j] = features(h, row(key, group * l + j), place(tokens, tokens.keyAt(), l, b, j), false);
                magnitude = Math.max(magnitude, keys[j].magnitude);
            }
        }
        for (int i = 0; i < n; i++) {
            double[] from = place(tokens, tokens.queryAt(), n, b, i);
            for (int j = 0; j < l; j++) {
                if (!tokens.sees(b, i, j)) {
                    continue;
                }
                double[] to = place(tokens, tokens.keyAt(), l, b, j);
                if (RecurrenceReference.has(config)) {
                    var pair = new RecurrenceReference(config, values, tokens, key).pair(query, b, h, i, j);
                    LogFeatures ones = ofValues(new double[headDim], 0);
                    Arrays.fill(ones.factor, 1);
                    product(ofValues(pair.terms(), 0), ones, logs[i], signs[i], j);
                    magnitude = Math.max(magnitude, pair.exponent());
                } else if (config instanceof RandomFeature random) {
                    var reference = new RandomFeatureReference(random, values, tokens, key);
                    var queryWaves = reference.waves(h, row(query, group * n + i));
                    var keyWaves = reference.waves(h, row(key, group * l + j));
                    var gates = reference.gates(b, h, i, j);
                    product(ofValues(queryWaves.features(), 0), ofValues(keyWaves.features(), 0), logs[i], signs[i], j);
                    logs[i][j] += gates.value();
                    parts[i][j] = signs[i][j];
                    magnitude = Math.max(
                            magnitude, Math.max(queryWaves.magnitude(), keyWaves.magnitude()) + gates.magnitude());
                } else if (config instanceof Linear && config.rpe() instanceof Rotary) {
                    product(queries[i], keys[j], logs[i], signs[i], j);
                    double plain = Math.exp(logs[i][j]) * signs[i][j];
                    product(
                            ofValues(turned(values(queries[i]), from), 0),
                            ofValues(turned(values(keys[j]), to), 0),
                            logs[i],
                            signs[i],
                            j);
                    parts[i][j] = plain / Math.exp(logs[i][j]);
                } else if (config instanceof Linear) {
                    product(queries[i], keys[j], logs[i], signs[i], j);
                    if (config.rpe() instanceof Bias) {
                        double bias = biasAt(h, from, to);
                        logs[i][j] += bias;
                        magnitude = Math.max(magnitude, Math.abs(bias));
                    }
                    parts[i][j] = signs[i][j];
                } else {
                    double[] q = turned(row(query, group * n + i), from);
                    double[] k = turned(row(key, group * l + j), to);
                    double absolute = 0;
                    for (int d = 0; d < headDim; d++) {
                        double term = q[d] * k[d] / Math.sqrt(headDim);
                        logs[i][j] += term;
                        absolute += Math.abs(term);
                    }
                    double bias = biasAt(h, from, to);
                    logs[i][j] += bias;
                    magnitude = Math.max(magnitude, absolute + (config.rpe() instanceof Bias ? Math.abs(bias) : 0));
                    signs[i][j] = 1;
                    parts[i][j] = 1;
                }
                logs[i][j] -= decayBetween(tokens, key, b, h, i, j);
            }
        }
        return magnitude;
    }

    private double[] turned(double[] row, double[] place) {
        return config.rpe() instanceof Rotary rotary ? PositionReference.turned(rotary, row, place[0]) : row;
    }

    private double biasAt(int h, double[] from, double[] to) {
        return switch (config.rpe()) {
            case Rpe.None _, Rotary _, Cosine _, Stochastic _ -> 0;
            case Rpe.Fourier _ -> encodingAt(h, from, to);
            case Bias bias -> PositionReference.at(bias, values, h, from[0] - to[0]);
        };
    }

    private double decayBetween(Tokens tokens, double[] key, int b, int h, int i, int j) {
        if (!decays()) {
            return 0;
        }
        double rate = Math.exp(10 * value("rpe.logDecay")[h]);
        if (!values.containsKey("rpe.gate")) {
            return rate
                    * (tokens.placeOf(tokens.queryAt(), tokens.queryLength(), b, i, 0)
                            - tokens.placeOf(tokens.keyAt(), tokens.keyLength(), b, j, 0));
        }
        double sum = 0;
        int before = j;
        for (int t = j + 1; t <= i; t++) {
            if (tokens.sees(b, i, t)) {
                double pace =
                        Math.log1p(Math.exp(dot(row(key, (b * heads + h) * tokens.keyLength() + t), h))) / Math.log(2);
                sum += rate
                        * pace
                        * (tokens.placeOf(tokens.keyAt(), tokens.keyLength(), b, t, 0)
                                - tokens.placeOf(tokens.keyAt(), tokens.keyLength(), b, before, 0));
                before = t;
            }
        }
        return sum;
    }

    private double dot(double[] key, int h) {
        double sum = 0;
        for (int d = 0; d < headDim; d++) {
            sum += value("rpe.gate")[h * headDim + d] * key[d];
        }
        return sum;
    }

    private static void product(LogFeatures query, LogFeatures key, double[] logs, double[] signs, int j) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int m = 0; m < query.log.length; m++) {
            greatest = Math.max(greatest, query.log[m] + key.log[m]);
        }
        double sum = 0;
        double absolute = 0;
        for (int m = 0; m < query.log.length; m++) {
            double term = query.factor[m] * key.factor[m] * Math.exp(query.log[m] + key.log[m] - greatest);
            sum += term;
            absolute += Math.abs(term);
        }
        logs[j] = greatest + Math.log(absolute);
        signs[j] = sum / absolute;
    }

    private double[] row(double[] content, int index) {
        double[] row = new double[headDim];
        System.arraycopy(content, index * headDim, row, 0, headDim);
        return row;
    }

    private static double[] place(Tokens tokens, double[] places, int length, int b, int t) {
        double[] place = new double[tokens.dim()];
        for (int axis = 0; axis < place.length; axis++) {
            place[axis] = tokens.placeOf(places, length, b, t, axis);
        }
        return place;
    }

    private boolean hasEncoding() {
        return config.rpe() instanceof Rpe.Fourier;
    }

    private boolean decays() {
        return config.rpe() instanceof Rpe.Fourier fourier && fourier.decay() != Decay.NONE;
    }

    // ── features ────────────────────────────────────────────────────────────────────────────────

    private LogFeatures features(int h, double[] content, double[] place, boolean isQuery) {
        Linear linear = (Linear) config;
        double[] position = hasEncoding() ? positionFeatures(h, place, isQuery) : new double[0];
        if (linear.rpe() instanceof Cosine) {
            double angle = Math.PI / 2 * place[0] / Tokens.OTHER_LENGTH;
            var known = new Linear(linear.features(), new Rpe.None(), linear.form());
            return times(
                    new AttentionReference(known, heads, headDim, dim, values).features(h, content, place, isQuery),
                    ofValues(new double[] {Math.cos(angle), Math.sin(angle)}, 0));
        }
        if (linear.rpe() instanceof Stochastic stochastic) {
            var row = new StochasticReference(stochastic, values).row(h, content, place[0], isQuery);
            var reference = new AttentionReference(
                    new Linear(linear.features(), new Rpe.None(), linear.form()),
                    heads,
                    stochastic.realizations(),
                    dim,
                    values);
            LogFeatures features = reference.features(h, row.values(), place, isQuery);
            LogFeatures rounded = reference.features(h, row.magnitudes(), place, isQuery);
            double greatest = Arrays.stream(row.magnitudes()).max().orElse(0);
            return new LogFeatures(features.log, features.factor, Math.max(rounded.magnitude, greatest));
        }
        return switch (linear.form()) {
            case Form.Additive() ->
                switch (linear.features()) {
                    case RandomFeatureMap map -> random(map, "omega", h, joined(scaled(content), position));
                    case DeterministicFeatureMap map -> deterministic(map, content);
                };
            case Form.Product(RandomFeatureMap positions) -> {
                LogFeatures contents = switch (linear.features()) {
                    case RandomFeatureMap map -> random(map, "omega", h, scaled(content));
                    case DeterministicFeatureMap map -> deterministic(map, content);
                };
                yield hasEncoding() ? times(contents, random(positions, "positionOmega", h, position)) : contents;
            }
        };
    }

    private double[] scaled(double[] content) {
        double[] scaled = content.clone();
        for (int d = 0; d < scaled.length; d++) {
            scaled[d] /= Math.pow(headDim, 0.25);
        }
        return scaled;
    }

    private static double[] joined(double[] first, double[] second) {
        double[] joined = new double[first.length + second.length];
        System.arraycopy(first, 0, joined, 0, first.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private static LogFeatures ofValues(double[] values, double magnitude) {
        return new LogFeatures(new double[values.length], values, magnitude);
    }

    private static double[] values(LogFeatures features) {
        double[] values = features.factor.clone();
        for (int m = 0; m < values.length; m++) {
            values[m] *= Math.exp(features.log[m]);
        }
        return values;
    }

    private static LogFeatures times(LogFeatures first, LogFeatures second) {
        int count = second.log.length;
        double[] log = new double[first.log.length * count];
        double[] factor = new double[log.length];
        for (int m = 0; m < log.length; m++) {
            log[m] = first.log[m / count] + second.log[m % count];
            factor[m] = first.factor[m / count] * second.factor[m % count];
        }
        return new LogFeatures(log, factor, first.magnitude + second.magnitude);
    }

    private static LogFeatures deterministic(DeterministicFeatureMap map, double[] x) {
        double[] log = new double[x.length];
        double[] factor = new double[x.length];
        double magnitude = 1;
        for (int d = 0; d < x.length; d++) {
            log[d] = switch (map) {
                case ReluFeatureMap(double offset) -> Math.log(Math.max(x[d], 0) + offset);
                case EluFeatureMap() -> x[d] < 0 ? x[d] : Math.log(1 + x[d]);
            };
            factor[d] = 1;
            magnitude = Math.max(magnitude, Math.abs(log[d]));
        }
        return new LogFeatures(log, factor, magnitude);
    }

    private LogFeatures random(RandomFeatureMap map, String name, int h, double[] x) {
        double[] omega = value(name);
        int width = x.length;
        int draws = omega.length / (heads * width);
        int count = map.features();
        double[] log = new double[count];
        double[] factor = new double[count];
        double halfSquare = 0;
        for (double coordinate : x) {
            halfSquare += coordinate * coordinate / 2;
        }
        double magnitude = 0;
        for (int m = 0; m < draws; m++) {
            double logit = 0;
            double square = 0;
            double absolute = halfSquare;
            for (int d = 0; d < width; d++) {
                double direction = omega[(h * draws + m) * width + d];
                logit += direction * x[d];
                square += direction * direction;
                absolute += Math.abs(direction * x[d]);
            }
            switch (map) {
                case PositiveFeatureMap _ -> set(log, factor, m, logit - halfSquare - Math.log(count) / 2, 1);
                case HyperbolicFeatureMap _ -> {
                    set(log, factor, m, logit - halfSquare - Math.log(count) / 2, 1);
                    set(log, factor, m + draws, -logit - halfSquare - Math.log(count) / 2, 1);
                }
                case OptimalPositiveFeatureMap(int _, Directions _, boolean _, double s2) -> {
                    double root = Math.sqrt(Math.pow(2 * s2 + width, 2) + 8 * width * s2);
                    double a = (1 - 4 * s2 / (root - 2 * s2 - width)) / 8;
                    absolute += Math.abs(a) * square;
                    absolute *= Math.sqrt(1 - 4 * a);
                    set(
                            log,
                            factor,
                            m,
                            a * square
                                    + Math.sqrt(1 - 4 * a) * logit
                                    - halfSquare
                                    + width * Math.log(1 - 4 * a) / 4
                                    - Math.log(count) / 2,
                            1);
                }
                case TrigonometricFeatureMap _ -> {
                    set(log, factor, m, halfSquare - Math.log(draws) / 2, Math.cos(logit));
                    set(log, factor, m + draws, halfSquare - Math.log(draws) / 2, Math.sin(logit));
                }
            }
            magnitude = Math.max(magnitude, absolute);
        }
        return new LogFeatures(log, factor, magnitude);
    }

    private static void set(double[] log, double[] factor, int m, double logarithm, double sign) {
        log[m] = logarithm;
        factor[m] = sign;
    }

    // ── the encoding ────────────────────────────────────────────────────────────────────────────

    private GaussianMixtureSpectrum mixture() {
        var spectrum = ((Rpe.Fourier) config.rpe()).spectrum();
        return (GaussianMixtureSpectrum) (spectrum instanceof DirectionalSpectrum(var even) ? even : spectrum);
    }

    private double shift(int h, int axis) {
        double[] shifts = values.get("rpe.spectrum.shift");
        return shifts == null ? 0 : shifts[h * dim + axis];
    }

    private Spectrum drawn(int h) {
        int components = mixture().components();
        int count = ((Rpe.Fourier) config.rpe()).frequencies();
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

    private double[] positionFeatures(int h, double[] place, boolean isQuery) {
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

    private double encodingAt(int h, double[] from, double[] to) {
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
}
