package org.fourierlearner.attention;

import java.util.Optional;
import org.fourierlearner.rpe.Bias;
import org.fourierlearner.rpe.CoordinateRange;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.ExactMask;
import org.fourierlearner.rpe.RelativePositionalEncoding;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// Linear attention with a bias: `Aᵢⱼ = Φ(qᵢ)·Φ(kⱼ) exp f(rᵢ − rⱼ)`.
///
/// With equally spaced positions, `exp f` is a Toeplitz matrix, and sums of keys and values are taken by
/// Fourier transforms, in double precision, for their rounding errors are relative to the largest key of
/// all: time `O(length · log length)`, memory `O(length · features · valueDim)`. Other positions, those
/// that differ between examples, packed sequences, gradients of positions, queries that see next to
/// nothing of what others see, and streams take all pairs, and a stream keeps all its keys and values.
///
/// Source: Luo et al. 2021, "Stable, Fast and Accurate: Kernelized Attention with Relative Positional
/// Encoding" (arXiv:2106.12566). The paper also normalizes queries and keys; here they are taken as they
/// come.
public final class ToeplitzAttention implements Attention {

    /// Differences of spacings that are rounding.
    private static final double ROUNDING = 1e-9;

    /// Of the largest sum that a query could meet; the transforms round to 2⁻⁵² of it.
    private static final double LEAST_SHARE = 0x1p-28;

    private final Bias bias;
    private final int headDim;
    private final boolean allPairs;
    private final Parameters parameters = new Parameters();
    private final Parameters biasWeights;
    private final DrawnFeatures content;

    ToeplitzAttention(
            AttentionConfig.Linear config,
            Bias bias,
            int heads,
            int headDim,
            CoordinateRange range,
            Randomness random) {
        this.bias = bias;
        this.headDim = headDim;
        allPairs = config.path() == AttentionConfig.Path.EXACT;
        var contentWeights = new Parameters();
        content = new DrawnFeatures(config, heads, headDim, 0, contentWeights, random);
        biasWeights = bias.initialize(heads, range, random);
        parameters.include("content", contentWeights);
        parameters.include("rpe", biasWeights);
    }

    @Override
    public Tensor attend(
            Tensor query, Tensor key, Tensor value, Coordinates queryAt, Coordinates keyAt, Visibility visibility) {
        AttentionShapes.require(query, key, value, headDim, queryAt, keyAt, visibility);
        int length = query.extent(-2);
        if (value.extent(-2) == 0 || length == 0) {
            return AttentionShapes.nothing(query, value);
        }
        if (allPairs
                || visibility.segments() != null
                || length != key.extent(-2)
                || !areEquallySpaced(queryAt, keyAt)) {
            return weights(query, key, queryAt, keyAt, visibility).matmul(value);
        }
        Features queries = content.of(query, null);
        Features keys = content.of(key, null).hiding(visibility);
        Tensor maximum = FeatureSums.finite(keys.log().detach().max(-2));
        Tensor products = FeatureSums.exponentials(keys, maximum)
                .to(ElementType.FLOAT64)
                .unsqueeze(-1)
                .multiply(FeatureSums.withOnes(value).unsqueeze(-2));
        Tensor sums = products.toeplitz(coefficients(queryAt, keyAt, visibility.causal()), 2);
        Tensor met = FeatureSums.meeting(queries, maximum).to(ElementType.FLOAT64);
        Tensor numerators = met.unsqueeze(-2).matmul(sums).squeeze(-2);
        return drowns(numerators, met)
                ? weights(query, key, queryAt, keyAt, visibility).matmul(value)
                : FeatureSums.quotient(numerators).to(ElementType.FLOAT32);
    }

    /// Whether a query sees so little of what others see that rounding shows.
    private static boolean drowns(Tensor numerators, Tensor query) {
        try (var _ = Scope.withoutGradients()) {
            Tensor denominators = numerators.narrow(-1, numerators.extent(-1) - 1, 1);
            Tensor least = query.abs().sum(-1).multiply(LEAST_SHARE);
            return !(least.subtract(denominators.abs()).max().item() < 0);
        }
    }

    private static boolean areEquallySpaced(Coordinates queries, Coordinates keys) {
        if (!queries.areShared()
                || !keys.areShared()
                || queries.dim() != 1
                || queries.values().requiresGradient()
                || keys.values().requiresGradient()) {
            return false;
        }
        try (var _ = Scope.withoutGradients()) {
            double[] from = queries.values().toDoubles();
            double[] to = keys.values().toDoubles();
            double spacing = spacing(from);
            for (int t = 0; t < from.length; t++) {
                if (Math.abs(from[t] - from[0] - spacing * t) > ROUNDING * spacing
                        || Math.abs(to[t] - to[0] - spacing * t) > ROUNDING * spacing) {
                    return false;
                }
            }
        }
        return true;
    }

    private static double spacing(double[] places) {
        return places.length == 1 ? 1 : places[1] - places[0];
    }

    /// `exp f` of the differences `1 − length` to `length − 1`, over its maximum,
    /// `[1, heads, 2·length − 1, 1, 1]`.
    private Tensor coefficients(Coordinates queryAt, Coordinates keyAt, boolean causal) {
        double[] from = queryAt.values().toDoubles();
        int length = from.length;
        double offset = from[0] - keyAt.values().toDoubles()[0];
        double[] offsets = new double[2 * length - 1];
        boolean[] isLater = new boolean[offsets.length];
        for (int n = 0; n < offsets.length; n++) {
            offsets[n] = offset + (n - length + 1) * spacing(from);
            isLater[n] = causal && n < length - 1;
        }
        Tensor logarithms = bias.at(biasWeights, Tensor.of(offsets, offsets.length, 1))
                .maskedFill(Tensor.of(isLater, 1, isLater.length), Double.NEGATIVE_INFINITY);
        return logarithms
                .subtract(logarithms.detach().max(-1))
                .exp()
                .unsqueeze(0)
                .unsqueeze(-1)
                .unsqueeze(-1);
    }

    @Override
    public Tensor weights(Tensor query, Tensor key, Coordinates queryAt, Coordinates keyAt, Visibility visibility) {
        AttentionShapes.require(query, key, key, headDim, queryAt, keyAt, visibility);
        if (query.extent(-2) == 0 || key.extent(-2) == 0) {
            return Tensor.zeros(query.extent(0), query.extent(1), query.extent(2), key.extent(2));
        }
        return PairWeights.of(
                content.of(query, null),
                content.of(key, null),
                ExactMask.of(bias, biasWeights, queryAt, keyAt),
                AttentionShapes.hidden(visibility, query.extent(-2), key.extent(-2)));
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
        KeptTokens all = KeptTokens.of(state, key, value, at);
        Tensor outputs = PairWeights.of(
                        content.of(query, null),
                        content.of(all.keys(), null),
                        ExactMask.of(bias, biasWeights, at, Coordinates.of(all.places())),
                        all.later(query.extent(-2)))
                .matmul(all.values());
        state.replace(all.tensors());
        return outputs;
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
