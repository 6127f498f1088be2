package org.fourierlearner.attention;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Map;
import org.fourierlearner.attention.AttentionConfig.Form;
import org.fourierlearner.attention.AttentionConfig.Linear;
import org.fourierlearner.rpe.Cosine;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.rpe.Stochastic;

/// Features of queries and keys as they are defined, in double precision, in plain loops.
///
/// @param values the parameters by name
record FeatureReference(Linear config, int heads, int headDim, int dim, Map<String, double[]> values) {

    /// Features are `factor · exp(log)`.
    ///
    /// @param magnitude the largest sum of absolute terms in an exponent
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record LogFeatures(double[] log, double[] factor, double magnitude) {}

    private double[] value(String name) {
        double[] value = values.get(name);
        return requireNonNull(value == null ? values.get("content." + name) : value, name);
    }

    /// The features of a query or key.
    LogFeatures at(int h, double[] content, double[] place, boolean isQuery) {
        double[] position = config.rpe() instanceof Rpe.Fourier fourier
                ? new FourierReference(fourier, heads, dim, values).featuresAt(h, place, isQuery)
                : new double[0];
        if (config.rpe() instanceof Cosine) {
            double angle = Math.PI / 2 * place[0] / Tokens.OTHER_LENGTH;
            var known = new Linear(config.features(), new Rpe.None(), config.form());
            return times(
                    new FeatureReference(known, heads, headDim, dim, values).at(h, content, place, isQuery),
                    ofValues(new double[] {Math.cos(angle), Math.sin(angle)}, 0));
        }
        if (config.rpe() instanceof Stochastic stochastic) {
            var row = new StochasticReference(stochastic, values).row(h, content, place[0], isQuery);
            var reference = new FeatureReference(
                    new Linear(config.features(), new Rpe.None(), config.form()),
                    heads,
                    stochastic.realizations(),
                    dim,
                    values);
            LogFeatures features = reference.at(h, row.values(), place, isQuery);
            LogFeatures rounded = reference.at(h, row.magnitudes(), place, isQuery);
            double greatest = Arrays.stream(row.magnitudes()).max().orElse(0);
            return new LogFeatures(features.log, features.factor, Math.max(rounded.magnitude, greatest));
        }
        return switch (config.form()) {
            case Form.Additive() ->
                switch (config.features()) {
                    case RandomFeatureMap map -> random(map, "omega", h, joined(scaled(content), position));
                    case DeterministicFeatureMap map -> deterministic(map, content);
                };
            case Form.Paired _ -> {
                LogFeatures contents = deterministic((DeterministicFeatureMap) config.features(), content);
                yield config.rpe() instanceof Rpe.Fourier ? paired(contents, h, position) : contents;
            }
            case Form.Product(RandomFeatureMap positions) -> {
                LogFeatures contents = switch (config.features()) {
                    case RandomFeatureMap map -> random(map, "omega", h, scaled(content));
                    case DeterministicFeatureMap map -> deterministic(map, content);
                };
                yield config.rpe() instanceof Rpe.Fourier
                        ? times(contents, random(positions, "positionOmega", h, position))
                        : contents;
            }
        };
    }

    /// Each feature times a positive random feature of the position, up to what all of these have in common.
    private LogFeatures paired(LogFeatures contents, int h, double[] position) {
        double[] omega = value("positionOmega");
        double[] log = contents.log.clone();
        double greatest = 0;
        for (int m = 0; m < log.length; m++) {
            double absolute = 0;
            for (int d = 0; d < position.length; d++) {
                double term = omega[(h * log.length + m) * position.length + d] * position[d];
                log[m] += term;
                absolute += Math.abs(term);
            }
            greatest = Math.max(greatest, absolute);
        }
        return new LogFeatures(log, contents.factor, contents.magnitude + greatest);
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

    static LogFeatures ofValues(double[] values, double magnitude) {
        return new LogFeatures(new double[values.length], values, magnitude);
    }

    static double[] values(LogFeatures features) {
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
}
