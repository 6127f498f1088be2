package org.fourierlearner.attention;

import java.util.Optional;
import org.fourierlearner.rpe.CoordinateRange;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.RelativePositionalEncoding;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.rpe.Stochastic;
import org.fourierlearner.rpe.StochasticEncoding;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// Linear attention of the queries and keys that a [Stochastic] encoding makes, as wide as there are
/// realizations: the features estimate `exp(Σ_d q_d P_d(rᵢ − rⱼ) k_d/√headDim)`, or are those of a
/// kernel of their own.
public final class StochasticAttention implements Attention {
    private final int headDim;
    private final StochasticEncoding encoding;
    private final LinearAttention encoded;
    private final Parameters parameters = new Parameters();

    StochasticAttention(
            AttentionConfig.Linear config,
            Stochastic stochastic,
            int heads,
            int headDim,
            CoordinateRange range,
            Randomness random) {
        this.headDim = headDim;
        encoding = new StochasticEncoding(stochastic, heads, headDim, range, random);
        encoded = new LinearAttention(
                new AttentionConfig.Linear(config.features(), new Rpe.None(), config.form(), config.path()),
                heads,
                stochastic.realizations(),
                range,
                random);
        parameters.include("content", encoded.parameters());
        parameters.include("rpe", encoding.parameters());
    }

    @Override
    public Tensor attend(
            Tensor query, Tensor key, Tensor value, Coordinates queryAt, Coordinates keyAt, Visibility visibility) {
        return attend(query, key, value, queryAt, keyAt, visibility, LinearAttention.CHUNK);
    }

    Tensor attend(
            Tensor query,
            Tensor key,
            Tensor value,
            Coordinates queryAt,
            Coordinates keyAt,
            Visibility visibility,
            int chunk) {
        AttentionShapes.require(query, key, value, headDim, queryAt, keyAt, visibility);
        if (value.extent(-2) == 0 || query.extent(-2) == 0) {
            return AttentionShapes.nothing(query, value);
        }
        return encoded.attend(
                encoding.queries(query, queryAt), encoding.keys(key, keyAt), value, queryAt, keyAt, visibility, chunk);
    }

    @Override
    public Tensor weights(Tensor query, Tensor key, Coordinates queryAt, Coordinates keyAt, Visibility visibility) {
        AttentionShapes.require(query, key, key, headDim, queryAt, keyAt, visibility);
        if (query.extent(-2) == 0 || key.extent(-2) == 0) {
            return Tensor.zeros(query.extent(0), query.extent(1), query.extent(2), key.extent(2));
        }
        return encoded.weights(encoding.queries(query, queryAt), encoding.keys(key, keyAt), queryAt, keyAt, visibility);
    }

    @Override
    public AttentionState begin() {
        return encoded.begin();
    }

    @Override
    public Tensor resume(AttentionState state, Tensor query, Tensor key, Tensor value, Coordinates at) {
        AttentionShapes.require(query, key, value, headDim, at, at, Visibility.upToSelf());
        if (query.extent(-2) == 0) {
            return AttentionShapes.nothing(query, value);
        }
        return encoded.resume(state, encoding.queries(query, at), encoding.keys(key, at), value, at);
    }

    @Override
    public boolean averages() {
        return encoded.averages();
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public Optional<RelativePositionalEncoding> encoding() {
        return Optional.empty();
    }
}
