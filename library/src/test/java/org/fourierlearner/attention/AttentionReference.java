package org.fourierlearner.attention;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.fourierlearner.attention.AttentionConfig.Linear;
import org.fourierlearner.attention.AttentionConfig.RandomFeature;
import org.fourierlearner.attention.FeatureReference.LogFeatures;
import org.fourierlearner.rpe.Bias;
import org.fourierlearner.rpe.Cosine;
import org.fourierlearner.rpe.Frequencies;
import org.fourierlearner.rpe.Rotary;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.rpe.Shells;
import org.fourierlearner.rpe.Stochastic;
import org.fourierlearner.tensor.Tensor;

/// Attention as it is defined: all pairs, in double precision, in plain loops, for encodings by Gaussian
/// mixtures.
///
/// @param values the parameters by name
@SuppressWarnings("ArrayRecordComponent") // never compared
record AttentionReference(AttentionConfig config, int heads, int headDim, int dim, Map<String, double[]> values) {

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

    /// With waves and an encoding on a line that are those of the attention, which have tests of their own.
    AttentionReference atWavesOf(Attention attention) {
        var all = new HashMap<>(values);
        var encoding = attention.encoding().orElseThrow();
        Frequencies waves = encoding.frequencies();
        double[] amplitudes = waves.amplitudes().toDoubles();
        all.put("frequencies", waves.frequencies().toDoubles());
        all.put("amplitudes", amplitudes);
        all.put(
                "phases",
                waves.phases() == null
                        ? new double[amplitudes.length]
                        : waves.phases().toDoubles());
        int reach = Tokens.OTHER_LENGTH - 1;
        all.put(
                "encodings",
                encoding.encodingAt(
                                Tensor.range(2 * reach + 1).add((double) -reach).unsqueeze(1))
                        .toDoubles());
        return new AttentionReference(config, heads, headDim, dim, all);
    }

    /// @param outputs `[batch, heads, queryLength, valueDim]`
    /// @param weights `[batch, heads, queryLength, keyLength]`
    /// @param logits `log |A|` of pairs that see each other, else 0, `[batch, heads, queryLength, keyLength]`
    /// @param conditions `Σ|A| / |Σ A|` of each row, `[batch, heads, queryLength]`, 1 for positive features
    /// @param magnitude the largest sum of absolute terms in an exponent that matters
    record Result(double[] outputs, double[] weights, double[] logits, double[] conditions, double magnitude) {}

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
                            magnitude = Math.max(magnitude, Math.abs(lostBetween(tokens, key, b, h, i, j)));
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
        if (config instanceof Linear linear) {
            var reference = new FeatureReference(linear, heads, headDim, dim, values);
            for (int i = 0; i < n; i++) {
                queries[i] = reference.at(h, row(query, group * n + i), place(tokens, tokens.queryAt(), n, b, i), true);
                magnitude = Math.max(magnitude, queries[i].magnitude());
            }
            for (int j = 0; j < l; j++) {
                keys[j] = reference.at(h, row(key, group * l + j), place(tokens, tokens.keyAt(), l, b, j), false);
                magnitude = Math.max(magnitude, keys[j].magnitude());
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
                    LogFeatures ones = FeatureReference.ofValues(new double[headDim], 0);
                    Arrays.fill(ones.factor(), 1);
                    product(FeatureReference.ofValues(pair.terms(), 0), ones, logs[i], signs[i], j);
                    magnitude = Math.max(magnitude, pair.exponent());
                } else if (config instanceof RandomFeature random) {
                    var reference = new RandomFeatureReference(random, values, tokens, key);
                    var queryWaves = reference.waves(h, row(query, group * n + i));
                    var keyWaves = reference.waves(h, row(key, group * l + j));
                    var gates = reference.gates(b, h, i, j);
                    product(
                            FeatureReference.ofValues(queryWaves.features(), 0),
                            FeatureReference.ofValues(keyWaves.features(), 0),
                            logs[i],
                            signs[i],
                            j);
                    logs[i][j] += gates.value();
                    parts[i][j] = signs[i][j];
                    magnitude = Math.max(
                            magnitude, Math.max(queryWaves.magnitude(), keyWaves.magnitude()) + gates.magnitude());
                } else if (config instanceof Linear && config.rpe() instanceof Rotary) {
                    product(queries[i], keys[j], logs[i], signs[i], j);
                    double plain = Math.exp(logs[i][j]) * signs[i][j];
                    product(
                            FeatureReference.ofValues(turned(FeatureReference.values(queries[i]), from), 0),
                            FeatureReference.ofValues(turned(FeatureReference.values(keys[j]), to), 0),
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
                logs[i][j] -= lostBetween(tokens, key, b, h, i, j);
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
            case Rpe.Fourier fourier -> mixture(fourier).at(h, from, to);
            case Bias bias -> PositionReference.at(bias, values, h, from, to);
            case Shells _ -> throw new IllegalArgumentException("masked attention has a reference of its own");
        };
    }

    private static void product(LogFeatures query, LogFeatures key, double[] logs, double[] signs, int j) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int m = 0; m < query.log().length; m++) {
            greatest = Math.max(greatest, query.log()[m] + key.log()[m]);
        }
        double sum = 0;
        double absolute = 0;
        for (int m = 0; m < query.log().length; m++) {
            double term = query.factor()[m] * key.factor()[m] * Math.exp(query.log()[m] + key.log()[m] - greatest);
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

    private FourierReference mixture(Rpe.Fourier fourier) {
        return new FourierReference(fourier, heads, dim, values);
    }

    private double lostBetween(Tokens tokens, double[] key, int b, int h, int i, int j) {
        return config.rpe() instanceof Rpe.Fourier fourier ? mixture(fourier).lostBetween(tokens, key, b, h, i, j) : 0;
    }
}
