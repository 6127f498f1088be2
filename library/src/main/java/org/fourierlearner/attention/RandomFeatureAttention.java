package org.fourierlearner.attention;

import java.util.Map;
import java.util.Optional;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.RelativePositionalEncoding;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Attention by random Fourier features of queries and keys of length 1:
/// `outᵢ = Σⱼ cᵢⱼ φ(qᵢ)·φ(kⱼ) vⱼ / max(Σⱼ cᵢⱼ φ(qᵢ)·φ(kⱼ), 0.01)` over the keys that are seen.
///
/// `φ(x) = [sin ω·(σ∘u), cos ω·(σ∘u)] · √(2/features)` with `u = x/√(|x|² + 10⁻⁶)`, directions
/// `ω ~ N(0, I)`, and a learned `σ`, first 1, of each head and channel. So `φ(q)·φ(k)` estimates the
/// Gaussian kernel `exp(−|σ∘(u_q − u_k)|²/2)`, and is 1 for a key that equals the query.
///
/// Without a gate `c = 1`; with one, in causal attention only, `cᵢⱼ = (1 − gⱼ) Πₜ gₜ`, the product over
/// the tokens after `j` up to `i`, `gₜ = sigmoid(kₜ·w + b)`.
///
/// The kernel is positive, but sums of its estimates can be 0 or below. Denominators are therefore never
/// taken below a hundredth of what one key adds that equals the query: there weights sum to less than 1,
/// and everything stays finite. The authors' program does the same, with a higher bound.
///
/// Time `O(length)`; a stream remembers `features × (valueDim + 1)` numbers for each head.
///
/// Source: Peng et al. 2021, "Random Feature Attention" (arXiv:2103.02143). The paper's gate is of the
/// layer's input; here the head's keys stand for it.
public final class RandomFeatureAttention implements Attention {
    private static final int CHUNK = 64;

    /// Keeps the length of a query or key of zeros differentiable.
    private static final double LEAST_SQUARE = 1e-6;

    private static final double LEAST_DENOMINATOR = 0.01;

    private final int headDim;
    private final int features;
    private final Gate.@Nullable OfKeys gate;
    private final Parameters parameters = new Parameters();
    private final Tensor sigma;
    private final Tensor omega;

    RandomFeatureAttention(AttentionConfig.RandomFeature config, int heads, int headDim, Randomness random) {
        this.headDim = headDim;
        features = config.features();
        gate = config.gated() ? new Gate.OfKeys(heads, headDim, 1, 1, random) : null;
        if (gate != null) {
            parameters.include(gate.parameters());
        }
        sigma = parameters.weight("sigma", Tensor.ones(heads, 1, headDim));
        omega = parameters.constant("omega", config.directions().draw(heads, features / 2, headDim, random));
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
        require(query, key, value, queryAt, keyAt, visibility);
        return Packing.attend(
                query, key, value, queryAt, keyAt, visibility, (q, k, v, _, _, seen) -> alone(q, k, v, seen, chunk));
    }

    private Tensor alone(Tensor query, Tensor key, Tensor value, Visibility visibility, int chunk) {
        Tensor queries = features(query);
        Keys keys = keys(key, visibility.keys());
        Tensor values = FeatureSums.withOnes(value);
        return quotient(
                visibility.causal()
                        ? Recurrence.causal(queries, keys.features(), values, keys.logGate(), chunk, null)
                                .outputs()
                        : queries.matmul(keys.features().transpose(-1, -2).matmul(values)));
    }

    private void require(
            Tensor query, Tensor key, Tensor value, Coordinates queryAt, Coordinates keyAt, Visibility visibility) {
        AttentionShapes.require(query, key, value, headDim, queryAt, keyAt, visibility);
        if (gate != null) {
            AttentionShapes.requireCausal(visibility);
        }
    }

    private Tensor features(Tensor rows) {
        Tensor lengths = rows.square().sum(-1).add(LEAST_SQUARE).sqrt();
        Tensor angles = rows.divide(lengths).multiply(sigma).matmul(omega.transpose(-1, -2));
        return Tensor.concatenate(-1, angles.sin(), angles.cos()).multiply(Math.sqrt(2.0 / features));
    }

    /// What keys add to the sums, and by what they fade the sums before.
    ///
    /// @param features `(1 − g)φ(k)`, 0 at padding, `[batch, heads, length, features]`
    /// @param logGate `log g`, 0 at padding, `[batch, heads, length, 1]`; null without a gate
    private record Keys(Tensor features, @Nullable Tensor logGate) {}

    private Keys keys(Tensor key, @Nullable Tensor tokens) {
        Tensor shares = features(key);
        Tensor logGate = null;
        if (gate != null) {
            Tensor logits = gate.logits(key);
            shares = shares.multiply(logits.negate().sigmoid());
            logGate = gate.logarithms(logits, tokens);
        }
        if (tokens != null) {
            shares = shares.maskedFill(tokens.not().unsqueeze(1).unsqueeze(-1), 0);
        }
        return new Keys(shares, logGate);
    }

    /// @param sums with the denominators in the last column
    private static Tensor quotient(Tensor sums) {
        int width = sums.extent(-1) - 1;
        return sums.narrow(-1, 0, width).divide(sums.narrow(-1, width, 1).clampBelow(LEAST_DENOMINATOR));
    }

    /// {@return the weights, which can be negative, and sum to less than 1 where a denominator is cut
    /// off}
    @Override
    public Tensor weights(Tensor query, Tensor key, Coordinates queryAt, Coordinates keyAt, Visibility visibility) {
        require(query, key, key, queryAt, keyAt, visibility);
        if (query.extent(-2) == 0 || key.extent(-2) == 0) {
            return Tensor.zeros(query.extent(0), query.extent(1), query.extent(2), key.extent(2));
        }
        Tensor queries = features(query);
        Keys keys = keys(key, visibility.keys());
        Tensor products = keys.logGate() == null
                ? queries.matmul(keys.features().transpose(-1, -2))
                : Recurrence.weights(queries, keys.features(), keys.logGate());
        Tensor hidden = AttentionShapes.hidden(visibility, query.extent(-2), key.extent(-2));
        Tensor seen = hidden == null ? products : products.maskedFill(hidden, 0);
        return seen.divide(seen.sum(-1).clampBelow(LEAST_DENOMINATOR));
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
        Tensor values = FeatureSums.withOnes(value);
        Tensor before = Recurrence.before(state, "featureSums", values.shape().with(2, features));
        Keys keys = keys(key, null);
        Recurrence.Result result =
                Recurrence.causal(features(query), keys.features(), values, keys.logGate(), CHUNK, before);
        state.replace(Map.of("featureSums", result.sums()));
        return quotient(result.outputs());
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
        return Optional.empty();
    }
}
