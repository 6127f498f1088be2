package org.fourierlearner.attention;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fourierlearner.rpe.CoordinateRange;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.Cosine;
import org.fourierlearner.rpe.PositionFeatures;
import org.fourierlearner.rpe.RelativePositionalEncoding;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Shape;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Attention in time and memory `O(length)`, composed of tensor operations; one token of a stream costs the
/// same whatever came before.
///
/// In additive form the features are those of `[q·d^{-¼}, φ]` and `[k·d^{-¼}, ψ]`, so that their products
/// estimate `exp(q·k/√d + f̂)`. A direction `ω` splits into its content and position parts, and
/// `ω_position·φ` is computed once for all examples that share positions.
///
/// Source: Choromanski et al. 2024 (arXiv:2302.01925); Choromanski et al. 2021 (arXiv:2009.14794).
public final class LinearAttention implements Attention {

    /// Longer chunks cost more within, shorter ones more between.
    static final int CHUNK = 128;

    /// The queries whose features are paired with those of all keys at once, for weights.
    private static final int ROWS = 16;

    private final AttentionConfig.Linear config;
    private final int headDim;
    private final double extent;
    private final Parameters parameters = new Parameters();
    private final @Nullable RelativePositionalEncoding encoding;
    private final @Nullable Clock clock;

    /// The directions of the content, with those of positions behind them in additive form.
    private final @Nullable Tensor omega;

    /// The directions of positions in product form.
    private final @Nullable Tensor positionOmega;

    LinearAttention(AttentionConfig.Linear config, int heads, int headDim, CoordinateRange range, Randomness random) {
        this.config = config;
        this.headDim = headDim;
        extent = range.extent();
        if (config.path() == AttentionConfig.Path.FUSED && !config.isFused()) {
            FusedAttention.announceFallback(config);
        }
        if (config.rpe() instanceof Cosine) {
            range.requireLine("cosine");
        }
        int positionWidth = 0;
        if (config.rpe() instanceof Rpe.Fourier fourier) {
            encoding = new RelativePositionalEncoding(fourier, heads, range, random);
            parameters.include("rpe", encoding.parameters());
            clock = new Clock(encoding, heads, headDim, parameters);
            positionWidth = 2 * fourier.frequencies();
        } else {
            encoding = null;
            clock = null;
        }
        omega = config.features() instanceof RandomFeatureMap map
                ? draw(
                        "omega",
                        map,
                        heads,
                        config.form() instanceof AttentionConfig.Form.Additive ? headDim + positionWidth : headDim,
                        random)
                : null;
        positionOmega = encoding != null && config.form() instanceof AttentionConfig.Form.Product(RandomFeatureMap map)
                ? draw("positionOmega", map, heads, positionWidth, random)
                : null;
    }

    private Tensor draw(String name, RandomFeatureMap map, int heads, int width, Randomness random) {
        Tensor drawn = map.directions().draw(heads, map.draws(), width, random);
        return map.trained() ? parameters.weight(name, drawn) : parameters.constant(name, drawn);
    }

    @Override
    public Tensor attend(
            Tensor query, Tensor key, Tensor value, Coordinates queryAt, Coordinates keyAt, Visibility visibility) {
        return attend(query, key, value, queryAt, keyAt, visibility, CHUNK);
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
        AttentionShapes.requireOneDirection(encoding, visibility);
        if (value.extent(-2) == 0 || query.extent(-2) == 0) {
            return AttentionShapes.nothing(query, value);
        }
        if (config.path() == AttentionConfig.Path.EXACT) {
            return weights(query, key, queryAt, keyAt, visibility).matmul(value);
        }
        if (config.path() == AttentionConfig.Path.FUSED && FusedAttention.serves(config, query)) {
            FusedArguments f = fused(key, queryAt, keyAt, visibility, null);
            return f.attention().attend(query, key, value, f.projection(), f.queryLogits(), f.keyLogits());
        }
        if (visibility.segments() != null) {
            return Packing.attend(
                    query,
                    key,
                    value,
                    queryAt,
                    keyAt,
                    visibility,
                    (q, k, v, qAt, kAt, seen) -> attend(q, k, v, qAt, kAt, seen, chunk));
        }
        PositionFeatures positions = positions(queryAt, keyAt);
        Features queries = features(query, positions == null ? null : positions.query());
        Features keys = hide(features(key, positions == null ? null : positions.key()), visibility);
        Tensor values = withOnes(value);
        if (!visibility.causal()) {
            return FeatureSums.toAll(queries, keys, values);
        }
        return FeatureSums.causal(queries, keys, values, clock(key, keyAt, visibility.keys(), null), chunk, null, false)
                .outputs();
    }

    /// What the kernels take beside queries, keys and values.
    private record FusedArguments(
            FusedAttention attention,
            @Nullable Tensor projection,
            @Nullable Tensor queryLogits,
            @Nullable Tensor keyLogits) {}

    private FusedArguments fused(
            Tensor contents, Coordinates queryAt, Coordinates keyAt, Visibility visibility, Clock.@Nullable Last last) {
        PositionFeatures positions = positions(queryAt, keyAt);
        Tensor queryLogits = null;
        Tensor keyLogits = null;
        if (positions != null) {
            Tensor direction =
                    require(omega).narrow(-1, headDim, positions.query().extent(-1));
            queryLogits = positionLogits(direction, positions.query());
            keyLogits = positionLogits(direction, positions.key());
        }
        Tensor times = visibility.causal() ? clock(contents, keyAt, visibility.keys(), last) : null;
        return new FusedArguments(
                new FusedAttention(config.features(), visibility, times),
                omega == null ? null : omega.narrow(-1, 0, headDim),
                queryLogits,
                keyLogits);
    }

    /// `[1 or batch, heads, length, features]`.
    private static Tensor positionLogits(Tensor direction, Tensor positions) {
        Tensor logits = positions.matmul(direction.transpose(-1, -2));
        return logits.shape().rank() == 3 ? logits.unsqueeze(0) : logits;
    }

    @Override
    public Tensor weights(Tensor query, Tensor key, Coordinates queryAt, Coordinates keyAt, Visibility visibility) {
        AttentionShapes.require(query, key, key, headDim, queryAt, keyAt, visibility);
        AttentionShapes.requireOneDirection(encoding, visibility);
        if (query.extent(-2) == 0 || key.extent(-2) == 0) {
            return Tensor.zeros(query.extent(0), query.extent(1), query.extent(2), key.extent(2));
        }
        PositionFeatures positions = positions(queryAt, keyAt);
        Features queries = features(query, positions == null ? null : positions.query());
        Features keys = features(key, positions == null ? null : positions.key());
        Tensor time = clock(key, keyAt, visibility.keys(), null);
        return weights(
                queries,
                keys,
                time == null ? null : time.transpose(-1, -2).subtract(time).to(ElementType.FLOAT32),
                AttentionShapes.hidden(visibility, query.extent(-2), key.extent(-2)));
    }

    /// The weights of content alone with a mask of their logarithms, `[…, heads, queryLength, keyLength]`.
    Tensor weights(Tensor query, Tensor key, Tensor mask, @Nullable Tensor hidden) {
        return weights(features(query, null), features(key, null), mask, hidden);
    }

    private static Tensor weights(Features queries, Features keys, @Nullable Tensor mask, @Nullable Tensor hidden) {
        List<Tensor> rows = new ArrayList<>();
        int first = 0;
        for (Features some : queries.split(ROWS)) {
            int count = some.log().extent(-2);
            try (var scope = Scope.open()) {
                rows.add(scope.leave(rows(
                        some,
                        keys,
                        mask == null ? null : mask.narrow(-2, first, count),
                        hidden == null || hidden.extent(-2) == 1 ? hidden : hidden.narrow(-2, first, count))));
            }
            first += count;
        }
        return Tensor.concatenate(-2, rows.toArray(Tensor[]::new));
    }

    private static Tensor rows(Features queries, Features keys, @Nullable Tensor mask, @Nullable Tensor hidden) {
        Tensor pairs = queries.log().unsqueeze(-2).add(keys.log().unsqueeze(-3));
        if (mask != null) {
            pairs = pairs.add(mask.unsqueeze(-1));
        }
        Tensor signs = queries.factor() == null || keys.factor() == null
                ? null
                : queries.factor().unsqueeze(-2).multiply(keys.factor().unsqueeze(-3));
        return AttentionShapes.normalize(pairs, signs, hidden);
    }

    @Override
    public AttentionState begin() {
        return new AttentionState();
    }

    @Override
    public Tensor resume(AttentionState state, Tensor query, Tensor key, Tensor value, Coordinates at) {
        AttentionShapes.require(query, key, value, headDim, at, at, Visibility.upToSelf());
        if (query.extent(-2) == 0) {
            return AttentionShapes.nothing(query, value);
        }
        Clock.Last last = clock != null && clock.isGated() ? state.last() : null;
        // also for the sake of what is learned here, when queries, keys and values are constants
        boolean differentiated = Scope.recordsGradients()
                && (query.requiresGradient()
                        || key.requiresGradient()
                        || value.requiresGradient()
                        || !parameters.weights().isEmpty());
        if (config.path() == AttentionConfig.Path.FUSED && FusedAttention.serves(config, query) && !differentiated) {
            FusedArguments f = fused(key, at, at, Visibility.upToSelf(), last);
            Tensor outputs =
                    f.attention().resume(state, query, key, value, f.projection(), f.queryLogits(), f.keyLogits());
            if (clock != null && clock.isGated()) {
                state.leaveAt(lastOf(at, query.extent(0)).toDoubles());
            }
            return outputs;
        }
        PositionFeatures positions = positions(at, at);
        Features queries = features(query, positions == null ? null : positions.query());
        Features keys = features(key, positions == null ? null : positions.key());
        Tensor values = withOnes(value);
        Tensor times = clock(key, at, null, last);
        Shape sums = values.shape().with(2, keys.log().extent(-1));
        var before = FeatureSums.State.of(state, sums, times != null);
        FeatureSums.Result result = FeatureSums.causal(queries, keys, values, times, CHUNK, before, true);
        if (result.state() != null) {
            Map<String, Tensor> next = new LinkedHashMap<>(result.state().tensors());
            if (clock != null && clock.isGated()) {
                next.put("place", lastOf(at, query.extent(0)));
            }
            state.replace(next);
        }
        return result.outputs();
    }

    private @Nullable PositionFeatures positions(Coordinates queryAt, Coordinates keyAt) {
        if (config.rpe() instanceof Cosine cosine) {
            return cosine.featuresAt(queryAt, keyAt, extent);
        }
        return encoding == null ? null : encoding.frequencies().featuresAt(queryAt, keyAt);
    }

    Features features(Tensor content, @Nullable Tensor position) {
        if (position != null && config.rpe() instanceof Cosine) {
            Tensor logs = Tensor.zeros(position.shape().extents());
            return features(content, null).times(new Features(logs, position));
        }
        boolean additive = config.form() instanceof AttentionConfig.Form.Additive;
        Features features = switch (config.features()) {
            case DeterministicFeatureMap map -> map.at(content);
            case RandomFeatureMap map ->
                random(map, content.multiply(Math.pow(headDim, -0.25)), additive ? position : null, require(omega));
        };
        return position != null && config.form() instanceof AttentionConfig.Form.Product(RandomFeatureMap map)
                ? features.times(random(map, position, null, require(positionOmega)))
                : features;
    }

    private static Features random(RandomFeatureMap map, Tensor content, @Nullable Tensor position, Tensor omega) {
        int width = content.extent(-1);
        Tensor logits = content.matmul(omega.narrow(-1, 0, width).transpose(-1, -2));
        Tensor halfSquare = content.square().sum(-1).multiply(0.5);
        if (position != null) {
            int positionWidth = position.extent(-1);
            logits = logits.add(
                    position.matmul(omega.narrow(-1, width, positionWidth).transpose(-1, -2)));
            halfSquare = halfSquare.add(position.square().sum(-1).multiply(0.5));
        }
        return map.at(logits, halfSquare, omega);
    }

    private static Tensor require(@Nullable Tensor drawn) {
        if (drawn == null) {
            throw new IllegalStateException("random features without directions");
        }
        return drawn;
    }

    static Features hide(Features keys, Visibility visibility) {
        if (visibility.keys() == null) {
            return keys;
        }
        Tensor hidden = visibility.keys().not().unsqueeze(1).unsqueeze(-1);
        return new Features(keys.log().maskedFill(hidden, Double.NEGATIVE_INFINITY), keys.factor());
    }

    /// The times of tokens in decay times, `[batch or 1, heads, length, 1]`.
    private @Nullable Tensor clock(Tensor key, Coordinates at, @Nullable Tensor tokens, Clock.@Nullable Last last) {
        return clock == null ? null : clock.at(key, at, tokens, last);
    }

    /// `[batch, 1, 1]`.
    private static Tensor lastOf(Coordinates at, int batch) {
        return at.perExample(batch).narrow(1, at.length() - 1, 1);
    }

    static Tensor withOnes(Tensor value) {
        int[] extents = value.shape().with(-1, 1).extents();
        return Tensor.concatenate(-1, value, Tensor.ones(extents));
    }

    @Override
    public boolean averages() {
        return true;
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public Optional<RelativePositionalEncoding> encoding() {
        return Optional.ofNullable(encoding);
    }
}
