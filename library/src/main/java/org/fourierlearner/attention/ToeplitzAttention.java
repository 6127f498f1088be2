package org.fourierlearner.attention;

import java.util.Optional;
import org.fourierlearner.rpe.Bias;
import org.fourierlearner.rpe.CoordinateRange;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.ExactMask;
import org.fourierlearner.rpe.GridTableBias;
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
/// all: time `O(length · log length)`, memory `O(length · features · valueDim)`. The cells of a grid are
/// put on a line, row by row with gaps, where each of their differences is another one: up to twice the
/// time and memory. Short texts and small grids are multiplied by the matrix itself, see
/// [AttentionConfig.Linear#takesProducts].
///
/// Other positions, those that differ between examples, packed sequences, gradients of positions, batches in
/// which a query sees nothing or next to nothing of what others see, and streams take weights one by one,
/// `O(length²·features)`, and a stream keeps all its keys and values. With a [GridTableBias], positions that
/// are not a grid are refused instead.
///
/// Source: Luo et al. 2021, "Stable, Fast and Accurate: Kernelized Attention with Relative Positional
/// Encoding" (arXiv:2106.12566). The paper also normalizes queries and keys; here they are taken as they
/// come.
public final class ToeplitzAttention implements Attention {

    /// Of the largest sum that a query could meet; the transforms round to 2⁻⁵² of it.
    private static final double LEAST_SHARE_OF_TRANSFORMS = 0x1p-28;

    /// Likewise; products lose digits below 2⁻¹²⁶, in sums of some thousand keys below 2⁻⁹⁰, and gradients are
    /// divided by the share.
    private static final double LEAST_SHARE_OF_PRODUCTS = 0x1p-64;

    private final AttentionConfig.Linear config;
    private final Bias bias;
    private final int headDim;
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
        this.config = config;
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
        AttentionShapes.requireBothDirections(bias, visibility);
        if (value.extent(-2) == 0 || query.extent(-2) == 0) {
            return AttentionShapes.nothing(query, value);
        }
        boolean oneByOne = config.path() == AttentionConfig.Path.EXACT
                || visibility.segments() != null
                || queryAt.values().requiresGradient()
                || keyAt.values().requiresGradient();
        Grid grid = oneByOne ? null : grid(queryAt, keyAt).orElse(null);
        if (grid == null) {
            return weights(query, key, queryAt, keyAt, visibility).matmul(value);
        }
        Features queries = content.of(query, null);
        Features keys = content.of(key, null).hiding(visibility);
        Tensor maximum = FeatureSums.finite(keys.log().detach().max(-2));
        Tensor held = FeatureSums.exponentials(keys, maximum);
        Tensor met = FeatureSums.meeting(queries, maximum);
        Tensor values = FeatureSums.withOnes(value);
        Tensor coefficients = coefficients(grid, visibility.causal());
        boolean products = config.takesProducts(value.extent(-2), headDim, value.extent(-1));
        Tensor sums = products
                ? ToeplitzSums.byProducts(grid, coefficients, met, held, values)
                : ToeplitzSums.byTransforms(grid, coefficients, met, held, values);
        return drowns(sums, met, products ? LEAST_SHARE_OF_PRODUCTS : LEAST_SHARE_OF_TRANSFORMS)
                ? weights(query, key, queryAt, keyAt, visibility).matmul(value)
                : FeatureSums.quotient(sums).to(ElementType.FLOAT32);
    }

    /// Whether a query sees so little of what others see that rounding shows.
    private static boolean drowns(Tensor sums, Tensor queries, double leastShare) {
        try (var _ = Scope.withoutGradients()) {
            Tensor denominators = sums.narrow(-1, sums.extent(-1) - 1, 1).to(ElementType.FLOAT64);
            Tensor least = queries.to(ElementType.FLOAT64).abs().sum(-1).multiply(leastShare);
            return !(least.subtract(denominators.abs()).max().item() < 0);
        }
    }

    private Optional<Grid> grid(Coordinates queryAt, Coordinates keyAt) {
        Optional<Grid> grid = Grid.of(queryAt, keyAt);
        if (grid.isEmpty() && bias instanceof GridTableBias) {
            throw new IllegalArgumentException(
                    "positions: expected the cells of one grid, row by row, the same for queries, keys and all examples, because linear attention takes a grid-table by the differences of a grid, got others, %s and %s; path exact takes any cells"
                            .formatted(queryAt.values().shape(), keyAt.values().shape()));
        }
        return grid;
    }

    /// `exp f` of the grid's differences, over its maximum, `[heads, differences]`.
    private Tensor coefficients(Grid grid, boolean causal) {
        Tensor offsets = grid.offsets();
        Tensor logarithms = bias.at(biasWeights, offsets);
        if (causal) {
            Tensor isLater = Tensor.range(offsets.extent(0)).lessThan(grid.length() - 1.0);
            logarithms = logarithms.maskedFill(isLater, Double.NEGATIVE_INFINITY);
        }
        return logarithms.subtract(logarithms.detach().max(-1)).exp();
    }

    @Override
    public Tensor weights(Tensor query, Tensor key, Coordinates queryAt, Coordinates keyAt, Visibility visibility) {
        AttentionShapes.require(query, key, key, headDim, queryAt, keyAt, visibility);
        AttentionShapes.requireBothDirections(bias, visibility);
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
        AttentionShapes.requireBothDirections(bias, Visibility.upToSelf());
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
