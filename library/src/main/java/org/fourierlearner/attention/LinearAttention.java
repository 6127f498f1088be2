package org.fourierlearner.attention;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.fourierlearner.rpe.CoordinateRange;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.Cosine;
import org.fourierlearner.rpe.Decay;
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

/// Attention in time and memory `O(length)`, by the kernels where they can, else composed of
/// tensor operations; one token of a stream costs the same whatever came before.
///
/// In additive form the features are those of `[q·d^{-¼}, φ]` and `[k·d^{-¼}, ψ]`, so that their
/// products estimate `exp(q·k/√d + f̂)`. A direction `ω` splits into its content and position
/// parts, and `ω_position·φ` is computed once for all examples that share positions.
///
/// Source: Choromanski et al. 2024 (arXiv:2302.01925); Choromanski et al. 2021
/// (arXiv:2009.14794).
public final class LinearAttention implements Attention {

    /// Longer chunks cost more within, shorter ones more between.
    static final int CHUNK = 128;

    private final AttentionConfig.Linear config;
    private final int headDim;
    private final double extent;
    private final Parameters parameters = new Parameters();
    private final @Nullable RelativePositionalEncoding encoding;
    private final @Nullable Clock clock;
    private final DrawnFeatures drawn;

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
            clock = fourier.decay() == Decay.NONE ? null : new Clock(encoding, heads, headDim, parameters);
            positionWidth = 2 * fourier.frequencies();
        } else {
            encoding = null;
            clock = null;
        }
        drawn = new DrawnFeatures(config, heads, headDim, positionWidth, parameters, random);
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
        AttentionShapes.requireSameTokens(encoding, query, key, queryAt, keyAt, visibility);
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
        return Packing.attend(
                query,
                key,
                value,
                queryAt,
                keyAt,
                visibility,
                (q, k, v, qAt, kAt, seen) -> alone(q, k, v, qAt, kAt, seen, chunk));
    }

    private Tensor alone(
            Tensor query,
            Tensor key,
            Tensor value,
            Coordinates queryAt,
            Coordinates keyAt,
            Visibility visibility,
            int chunk) {
        PositionFeatures positions = positions(queryAt, keyAt);
        Features queries = features(query, positions == null ? null : positions.query());
        Features keys =
                features(key, positions == null ? null : positions.key()).hiding(visibility);
        Tensor values = FeatureSums.withOnes(value);
        Tensor times = clock(key, keyAt, visibility.keys(), null);
        if (!visibility.causal()) {
            return times == null && selfLogits() == null
                    ? FeatureSums.toAll(queries, keys, values)
                    : FeatureSums.toBothSides(queries, keys, values, times, selfLogits(), chunk);
        }
        return FeatureSums.causal(queries, keys, values, times, selfLogits(), chunk, null, false)
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
        Tensor times = clock(contents, keyAt, visibility.keys(), last);
        return new FusedArguments(
                new FusedAttention(config.features(), visibility, times, selfLogits()),
                drawn.contentDirections(),
                positions == null ? null : drawn.positionLogits(positions.query()),
                positions == null ? null : drawn.positionLogits(positions.key()));
    }

    @Override
    public Tensor weights(Tensor query, Tensor key, Coordinates queryAt, Coordinates keyAt, Visibility visibility) {
        AttentionShapes.require(query, key, key, headDim, queryAt, keyAt, visibility);
        AttentionShapes.requireSameTokens(encoding, query, key, queryAt, keyAt, visibility);
        if (query.extent(-2) == 0 || key.extent(-2) == 0) {
            return Tensor.zeros(query.extent(0), query.extent(1), query.extent(2), key.extent(2));
        }
        PositionFeatures positions = positions(queryAt, keyAt);
        Features queries = features(query, positions == null ? null : positions.query());
        Features keys = features(key, positions == null ? null : positions.key());
        Tensor mask = clock == null
                ? null
                : clock.between(0, query.extent(-2), key, keyAt, visibility.keys(), visibility.causal())
                        .negate();
        Tensor selfLogits = selfLogits();
        if (selfLogits != null) {
            Tensor selves = SelfLogits.on(selfLogits, 0, query.extent(-2), key.extent(-2));
            mask = mask == null ? selves : mask.add(selves);
        }
        Tensor hidden = AttentionShapes.hidden(visibility, query.extent(-2), key.extent(-2));
        return PairWeights.of(queries, keys, mask, hidden);
    }

    private @Nullable Tensor selfLogits() {
        return encoding == null ? null : encoding.selfLogits();
    }

    /// What one head needs of positions and of what is drawn to go on with a causal stream by
    /// itself: for kernels whose streams are other than those here.
    ///
    /// @param directions `ω·d^{-¼}` of queries and keys, `[heads, features, headDim]`
    /// @param queryLogits the position logits of queries, `[heads, length, features]`; 0 without
    ///     encoding
    /// @param keyLogits those of keys
    /// @param kept the share of its sums that a head keeps from the position before, `[heads, length]`;
    ///     1 without decay
    public record StreamTerms(Tensor directions, Tensor queryLogits, Tensor keyLogits, Tensor kept) {}

    /// {@return what is needed at some positions, one after the other}
    ///
    /// @param before the position before the first
    /// @param positions in ascending order
    /// @throws IllegalArgumentException if they are not
    /// @throws IllegalStateException if features are not random ones in additive form, or a gate
    ///     or weights of tokens to themselves belong to it
    public StreamTerms terms(double before, double[] positions) {
        requireAscending(before, positions);
        int length = positions.length;
        Tensor directions = drawn.contentDirections();
        if (directions == null
                || !(config.form() instanceof AttentionConfig.Form.Additive)
                || gate() != null
                || selfLogits() != null) {
            throw new IllegalStateException(
                    "terms: expected random features in additive form without gates, got " + config);
        }
        int heads = directions.extent(0);
        Tensor scaled = directions.multiply(Math.pow(headDim, -0.25));
        if (encoding == null) {
            Tensor none = Tensor.zeros(heads, length, directions.extent(1));
            return new StreamTerms(scaled, none, none, Tensor.ones(heads, length));
        }
        Coordinates at = Coordinates.times(positions);
        PositionFeatures features = encoding.frequencies().featuresAt(at, at);
        Tensor decay = encoding.decay();
        Tensor kept = decay == null
                ? Tensor.ones(heads, length)
                : decay.reshape(heads, 1)
                        .multiply(since(before, positions))
                        .negate()
                        .exp();
        return new StreamTerms(
                scaled,
                drawn.positionLogits(features.query()).squeeze(0),
                drawn.positionLogits(features.key()).squeeze(0),
                kept);
    }

    private static void requireAscending(double before, double[] positions) {
        double last = before;
        for (int k = 0; k < positions.length; k++) {
            if (!(positions[k] > last)) {
                throw new IllegalArgumentException("positions[%d]: expected more than %s, which is before it, got %s"
                        .formatted(k, last, positions[k]));
            }
            last = positions[k];
        }
    }

    /// How far each position is from the one before it, `[1, length]`.
    private static Tensor since(double before, double[] positions) {
        double[] since = new double[positions.length];
        for (int k = 0; k < since.length; k++) {
            since[k] = positions[k] - (k == 0 ? before : positions[k - 1]);
        }
        return Tensor.of(since, 1, since.length).to(ElementType.FLOAT32);
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
        boolean remembers = gate() != null;
        Clock.Last last = remembers ? state.last() : null;
        // also for the sake of what is learned here, when queries, keys and values are constants
        boolean differentiated = Scope.recordsGradients()
                && (query.requiresGradient()
                        || key.requiresGradient()
                        || value.requiresGradient()
                        || !parameters.weights().isEmpty());
        if (config.path() == AttentionConfig.Path.FUSED && FusedAttention.serves(config, query) && !differentiated) {
            FusedArguments f = fused(key, at, at, Visibility.upToSelf(), last);
            double[] lastPlace = remembers ? lastOf(at, query.extent(0)).toDoubles() : null;
            return f.attention()
                    .resume(state, query, key, value, f.projection(), f.queryLogits(), f.keyLogits(), lastPlace);
        }
        PositionFeatures positions = positions(at, at);
        Features queries = features(query, positions == null ? null : positions.query());
        Features keys = features(key, positions == null ? null : positions.key());
        Tensor values = FeatureSums.withOnes(value);
        Tensor times = clock(key, at, null, last);
        Shape sums = values.shape().with(2, keys.log().extent(-1));
        var before = FeatureSums.State.of(state, sums, times != null);
        FeatureSums.Result result = FeatureSums.causal(queries, keys, values, times, selfLogits(), CHUNK, before, true);
        if (result.state() != null) {
            Map<String, Tensor> next = new LinkedHashMap<>(result.state().tensors());
            if (remembers) {
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

    private Features features(Tensor content, @Nullable Tensor position) {
        if (position != null && config.rpe() instanceof Cosine) {
            Tensor logs = Tensor.zeros(position.shape().extents());
            return drawn.of(content, null).times(new Features(logs, position));
        }
        return drawn.of(content, position);
    }

    /// {@return the times of tokens; null without an encoding}
    @Nullable
    Clock clock() {
        return clock;
    }

    /// {@return how keys scale the rate of forgetting; null if they do not}
    private @Nullable Clock gate() {
        return clock != null && clock.isGated() ? clock : null;
    }

    /// The times of tokens in decay times, `[batch or 1, heads, length, 1]`.
    private @Nullable Tensor clock(Tensor key, Coordinates at, @Nullable Tensor tokens, Clock.@Nullable Last last) {
        return clock == null ? null : clock.at(key, at, tokens, last);
    }

    /// `[batch, 1, 1]`.
    private static Tensor lastOf(Coordinates at, int batch) {
        return at.perExample(batch).narrow(1, at.length() - 1, 1);
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
